import Glibc

/// Takes a stream of bytes apart into lines, with a bound.
struct LineBuffer {
  private var rest: [UInt8] = []
  private let limit: Int

  /// A buffer for lines of at most `limit` bytes.
  init(limit: Int) { self.limit = limit }

  /// The lines that `bytes` complete, without their ends and without those that are blank; `nil` where one is too
  /// long.
  ///
  /// - Complexity: O(*n*) in the bytes, over all calls.
  mutating func take(_ bytes: ArraySlice<UInt8>) -> [[UInt8]]? {
    var lines: [[UInt8]] = []
    var left = bytes
    while true {
      let end = LineBuffer.end(of: left)
      rest += left.prefix(end ?? left.count)
      if rest.count > limit { return nil }
      guard let end else { return lines }
      left = left.dropFirst(end + 1)
      if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
      if rest.contains(where: { $0 > 0x20 }) { lines.append(rest) }
      rest = []
    }
  }

  /// How many bytes stand before the first end of a line; `nil` where there is none.
  private static func end(of bytes: ArraySlice<UInt8>) -> Int? {
    bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress,
        let found = memchr(start, Int32(UInt8(ascii: "\n")), buffer.count)
      else { return nil }
      return UnsafeRawPointer(found) - start
    }
  }
}
