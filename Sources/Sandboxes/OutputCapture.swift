import Vocabulary

/// Keeps the head and the tail of a stream of any length in a bounded space.
struct OutputCapture {
  private let limit: Int
  private var head: [UInt8] = []
  private var tail: [UInt8] = []
  private var total = 0
  /// Is told each line, cut to ``longestLine`` bytes.
  var hear: (@Sendable (String) -> Void)?
  private var line: [UInt8] = []

  /// The most bytes of a line that is told.
  private static let longestLine = 500

  /// Keeps `limit` bytes of the head and half as many of the tail.
  init(limit: Int) { self.limit = max(2, limit) }

  /// Takes the next bytes of the stream.
  mutating func take(_ bytes: ArraySlice<UInt8>) {
    total += bytes.count
    if hear != nil { tell(bytes) }
    let room = limit - head.count
    head += bytes.prefix(room)
    tail += bytes.dropFirst(room)
    // Cut in large pieces, so that each byte is moved once or twice at most.
    if tail.count > 2 * limit { tail.removeFirst(tail.count - limit / 2) }
  }

  /// Tells the last line, where the stream has ended without the end of one.
  mutating func end() {
    if !line.isEmpty { hear?(String(decoding: line, as: UTF8.self)) }
    line = []
  }

  private mutating func tell(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes {
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        end()
      } else if line.count < OutputCapture.longestLine {
        line.append(byte)
      }
    }
  }

  /// What is kept, invalid UTF-8 replaced.
  var excerpt: Excerpt {
    let end = tail.suffix(limit / 2)
    let omitted = total - head.count - end.count
    if omitted == 0 { return Excerpt(String(decoding: head + end, as: UTF8.self)) }
    return Excerpt(
      String(decoding: head, as: UTF8.self), omitted: omitted,
      tail: String(decoding: end, as: UTF8.self))
  }
}
