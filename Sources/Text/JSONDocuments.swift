/// Whether a JSON text has an escape such as `\ud83d` for half of a character, without the one for its other half
/// (RFC 8259, section 8.2): no text can be made of it.
///
/// - Complexity: O(*n*).
package func hasLoneSurrogate(_ json: some Sequence<UInt8>) -> Bool {
  let bytes = Array(json)
  var isAfterHigh = false
  var place = 0
  while place < bytes.count {
    guard bytes[place] == UInt8(ascii: "\\") else {
      if isAfterHigh { return true }
      place += 1
      continue
    }
    let digits = bytes[min(place + 2, bytes.count)...].prefix(4)
    let isUnit = place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "u")
    let unit = isUnit ? UInt16(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0 : 0
    let isLow = (0xdc00...0xdfff).contains(unit)
    if isLow != isAfterHigh { return true }
    isAfterHigh = (0xd800...0xdbff).contains(unit)
    place += isUnit ? 6 : 2
  }
  return isAfterHigh
}

/// The JSON objects and lists in a text, one after the other. Pure.
///
/// A line on which none begins is a document of its own, so that the caller can report it; after a line that begins one
/// without an end, each further line is. Nothing is decoded: a document may still be invalid JSON.
package struct JSONDocuments: Sequence {
  /// A document of the text.
  package struct Document {
    /// The line it begins in, from 1.
    package var line: Int
    /// Its text.
    package var bytes: ArraySlice<UInt8>
    /// Whether its object or list has an end; else it is one line.
    package var isWhole: Bool
  }

  private let text: [UInt8]

  /// The documents in `text`.
  package init(in text: [UInt8]) { self.text = text }

  /// Iterates over the documents; O(*n*) in all.
  package func makeIterator() -> AnyIterator<Document> {
    var place = text.startIndex
    var line = 1
    var isLineByLine = false
    return AnyIterator {
      while place < text.endIndex, text[place] <= 0x20 {
        if text[place] == 0x0a { line += 1 }
        place += 1
      }
      guard place < text.endIndex else { return nil }
      var end = isLineByLine ? nil : end(of: place)
      let isWhole = end != nil
      if end == nil {
        isLineByLine = isLineByLine || [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(text[place])
        end = text[place...].firstIndex(of: 0x0a) ?? text.endIndex
      }
      let document = Document(
        line: line, bytes: text[place..<(end ?? text.endIndex)], isWhole: isWhole)
      line += document.bytes.count { $0 == 0x0a }
      place = document.bytes.endIndex
      return document
    }
  }

  /// Where the object or list that begins at `start` ends; `nil` where none begins there, or it never ends.
  private func end(of start: Int) -> Int? {
    var depth = 0
    var (isInString, isEscaped) = (false, false)
    for place in start..<text.endIndex {
      let byte = text[place]
      if isInString {
        // A line break has to be escaped there.
        if byte == 0x0a { return nil }
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      if depth == 0 { return place == start ? nil : place + 1 }
    }
    return nil
  }
}
