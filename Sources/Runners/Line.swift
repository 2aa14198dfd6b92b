import Glibc

/// A piece of a test run's output: bytes, since a hundred thousand lines are read at a time.
///
/// Words are compared byte by byte; what is looked for is plain text of ours.
package struct Line: Hashable, Sendable {
  /// The bytes, of UTF-8 for the most part.
  package private(set) var bytes: ArraySlice<UInt8>

  /// A piece of these bytes.
  package init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  /// A piece of this text.
  package init(_ text: String) { bytes = Array(text.utf8)[...] }

  /// The text; what is no UTF-8 is replaced.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether there is nothing in it.
  package var isEmpty: Bool { bytes.isEmpty }

  /// Whether it is this text.
  package func equals(_ text: String) -> Bool { bytes.elementsEqual(text.utf8) }

  /// Whether it begins with `text`.
  package func hasPrefix(_ text: String) -> Bool {
    bytes.first == text.utf8.first && bytes.starts(with: text.utf8) || text.isEmpty
  }

  /// Whether it ends with `text`.
  package func hasSuffix(_ text: String) -> Bool {
    let count = text.utf8.count
    return bytes.count >= count && bytes.suffix(count).elementsEqual(text.utf8)
  }

  /// Whether `text` stands in it.
  package func contains(_ text: String) -> Bool { range(of: text) != nil }

  /// Where `text` stands first; `nil` where it does not, or is empty.
  package func range(of text: String) -> Range<Int>? { bytes.firstRange(ofBytes: text.utf8) }

  /// Where `text` stands last; `nil` where it does not, or is empty.
  package func lastRange(of text: String) -> Range<Int>? {
    let wanted = Array(text.utf8)
    guard let first = wanted.first, bytes.count >= wanted.count else { return nil }
    var place = bytes.endIndex - wanted.count
    while place >= bytes.startIndex {
      if bytes[place] == first, bytes[place...].starts(with: wanted) {
        return place..<(place + wanted.count)
      }
      place -= 1
    }
    return nil
  }

  /// What follows `prefix`; `nil` when it does not begin with it.
  package func after(_ prefix: String) -> Line? {
    hasPrefix(prefix) ? Line(bytes.dropFirst(prefix.utf8.count)) : nil
  }

  /// What stands before `suffix`; `nil` when it does not end with it.
  package func before(_ suffix: String) -> Line? {
    hasSuffix(suffix) ? Line(bytes.dropLast(suffix.utf8.count)) : nil
  }

  /// What stands before and after the first `text`; `nil` where it does not stand.
  package func cut(at text: String) -> (before: Line, after: Line)? {
    guard let range = range(of: text) else { return nil }
    return (Line(bytes[..<range.lowerBound]), Line(bytes[range.upperBound...]))
  }

  /// What stands before and after the last `text`; `nil` where it does not stand.
  package func cut(atLast text: String) -> (before: Line, after: Line)? {
    guard let range = lastRange(of: text) else { return nil }
    return (Line(bytes[..<range.lowerBound]), Line(bytes[range.upperBound...]))
  }

  /// The piece without the white space around it.
  package var trimmed: Line {
    var rest = bytes
    while let byte = rest.first, Line.isSpace(byte) { rest = rest.dropFirst() }
    while let byte = rest.last, Line.isSpace(byte) { rest = rest.dropLast() }
    return Line(rest)
  }

  /// How many spaces it begins with.
  package var indent: Int { bytes.prefix { $0 == 0x20 }.count }

  /// Its words, parted by white space.
  package var words: [Line] { bytes.split(whereSeparator: Line.isSpace).map(Line.init) }

  /// The number that it is, of decimal digits alone; `nil` for anything else, and for what passes 12 digits, so that
  /// sums of them do not overflow.
  package var number: Int? {
    guard !bytes.isEmpty, bytes.count <= 12 else { return nil }
    var value = 0
    for byte in bytes {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }

  /// The number right before one of `words`, as in `3 passed`; `nil` where there is none.
  package func number(before words: String...) -> Int? {
    let parts = bytes.split { Line.isSpace($0) || Line.separators.contains($0) }
    for (index, part) in parts.enumerated() where index > 0 {
      guard words.contains(where: { part.elementsEqual($0.utf8) }) else { continue }
      if let number = Line(parts[index - 1]).number { return number }
    }
    return nil
  }

  /// The number right after `label`, as in `Failures: 3`; `nil` where there is none.
  package func number(after label: String) -> Int? {
    guard let range = range(of: label) else { return nil }
    let rest = bytes[range.upperBound...].drop { $0 == 0x20 || $0 == 0x3a || $0 == 0x3d }
    return Line(rest.prefix { (0x30...0x39).contains($0) }).number
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }

  private static let separators = Array(",;:()[]=|".utf8)
}

extension Collection where Element == UInt8, Index == Int {
  /// Where `wanted` stands first; `nil` where it does not, or is empty.
  ///
  /// - Complexity: O(*n*) for words that do not repeat themselves.
  func firstRange(ofBytes wanted: String.UTF8View) -> Range<Int>? {
    var text = String(wanted)
    return text.withUTF8 { part -> Range<Int>? in
      // Bytes of arrays lie in one piece, which the C library searches many at a time.
      let offset = withContiguousStorageIfAvailable { all in firstOffset(of: part, in: all) }
      return offset.flatMap { $0 }.map { startIndex + $0..<startIndex + $0 + part.count }
    }
  }
}

/// Where `part` stands first in `all`.
private func firstOffset(
  of part: UnsafeBufferPointer<UInt8>, in all: UnsafeBufferPointer<UInt8>
) -> Int? {
  guard part.count > 0, part.count <= all.count, let needle = part.baseAddress,
    let start = all.baseAddress
  else {
    return nil
  }
  // Letters and spaces are everywhere; a sign or a capital is looked for first.
  let sign = part.firstIndex { $0 != 0x20 && !(0x61...0x7a).contains($0) } ?? 0
  var place = sign
  let end = all.count - (part.count - 1 - sign)
  while place < end, let found = memchr(start + place, Int32(part[sign]), end - place) {
    let first = UnsafeRawPointer(found) - UnsafeRawPointer(start) - sign
    if memcmp(start + first, needle, part.count) == 0 { return first }
    place = first + sign + 1
  }
  return nil
}
