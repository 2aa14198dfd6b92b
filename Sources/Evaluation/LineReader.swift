package import Files
import Glibc
import Vocabulary

/// The lines of a file, read one after the other with a bound: what is longer is passed over without being kept.
package struct LineReader: ~Copyable {
  private let file: File
  private let limit: Int
  private var buffer: [UInt8] = []
  private var place = 0
  private var isAtEnd = false

  /// A line, or that one was too long.
  package enum Line: Hashable, Sendable {
    /// Its bytes, without the line feed.
    case whole([UInt8])
    /// It has more bytes than the limit.
    case tooLong
  }

  /// The most bytes that are read at a time.
  private static let piece = 1 << 18

  /// Reads the lines of the file at `path`.
  ///
  /// - Parameter limit: The most bytes of a line.
  /// - Throws: ``FileError``; a folder or a pipe is ``FileError/notAFile(_:)``.
  package init(_ path: String, limit: Int) throws(FileError) {
    let opened = try File(reading: path, .nonBlocking)
    var status = stat()
    guard fstat(opened.descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .notAFile(path)
    }
    file = opened
    self.limit = limit
  }

  /// The next line; `nil` at the end. Memory is that of one line.
  package mutating func next() throws(FileError) -> Line? {
    var line: [UInt8] = []
    var isTooLong = false
    while true {
      if place == buffer.count {
        guard try refill() else {
          if isTooLong { return .tooLong }
          return line.isEmpty ? nil : .whole(line)
        }
      }
      let end = nextEnd
      let part = buffer[place..<(end ?? buffer.count)]
      if line.count + part.count > limit { (isTooLong, line) = (true, []) }
      if !isTooLong { line += part }
      place = end.map { $0 + 1 } ?? buffer.count
      if end != nil { return isTooLong ? .tooLong : .whole(line) }
    }
  }

  /// Where the line feed is that ends the present line; `nil` where what was read has none.
  private var nextEnd: Int? {
    buffer.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress,
        let found = memchr(start + place, Int32(UInt8.lineFeed), bytes.count - place)
      else { return nil }
      return UnsafeRawPointer(found) - start
    }
  }

  /// Reads on; `false` at the end of the file.
  private mutating func refill() throws(FileError) -> Bool {
    guard !isAtEnd else { return false }
    var bytes = [UInt8](repeating: 0, count: LineReader.piece)
    var count = 0
    repeat {
      count = bytes.withUnsafeMutableBytes { Glibc.read(file.descriptor, $0.baseAddress, $0.count) }
    } while count < 0 && errno == EINTR
    guard count >= 0 else { throw .system(errno, .read, file.path) }
    isAtEnd = count == 0
    buffer = Array(bytes[..<count])
    place = 0
    return !isAtEnd
  }
}
