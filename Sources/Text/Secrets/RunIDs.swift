/// Tells ids of runs, whose slugs may begin as tokens do: records find runs by them.
enum RunIDs {
  /// Whether `place` is in the id of a run and nothing else: `YYYYMMDD-<slug>-<12 hexadecimal digits>`.
  static func hold(_ place: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let first = bytes[max(0, place.lowerBound - 100)..<place.lowerBound]
    let start = first.lastIndex { !isPart($0) }.map { $0 + 1 } ?? first.startIndex
    let rest = bytes[place.upperBound..<min(bytes.count, place.upperBound + 100)]
    let end = rest.firstIndex { !isPart($0) } ?? rest.endIndex
    var word = bytes[start..<end]
    while word.last == 0x2e { word = word.dropLast() }
    let parts = word.split(separator: 0x2d)
    guard parts.count > 2, let date = parts.first, let digits = parts.last else { return false }
    return date.count == 8 && date.allSatisfy(ByteSet.digit.contains) && digits.count == 12
      && digits.allSatisfy { ByteSet.digit.contains($0) || (0x61...0x66).contains($0) }
      && word.allSatisfy {
        $0 == 0x2d || ByteSet.digit.contains($0) || (0x61...0x7a).contains($0)
      }
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    ByteSet.word.contains(byte) || byte == 0x2d || byte == 0x2e
  }
}
