/// Cuts a stream of bytes into lines, and holds no more of it than one line may have.
package struct LineScanner {
  /// A line, or that there was one of which too much came.
  package enum Line: Hashable, Sendable {
    /// Its bytes, without the line feed.
    case whole([UInt8])
    /// It had more bytes than the limit; they are gone.
    case tooLong
  }

  private let limit: Int
  private var held: [UInt8] = []
  private var isSkipping = false

  /// A scanner of lines of at most `limit` bytes.
  package init(limit: Int) { self.limit = limit }

  /// The lines that end in `bytes`, in order; what comes after the last line feed is held. What is held at the end of
  /// the stream was no line: its sender has not said all of it.
  ///
  /// - Complexity: O(*n*) in the bytes, over all calls together.
  package mutating func take(_ bytes: some Collection<UInt8>) -> [Line] {
    var lines: [Line] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 0x0a) {
      hold(rest[..<end])
      lines.append(isSkipping ? .tooLong : .whole(held))
      held = []
      isSkipping = false
      rest = rest[rest.index(after: end)...]
    }
    hold(rest)
    return lines
  }

  private mutating func hold(_ bytes: some Collection<UInt8>) {
    guard !isSkipping else { return }
    guard held.count + bytes.count <= limit else {
      isSkipping = true
      held = []
      return
    }
    held += bytes
  }
}
