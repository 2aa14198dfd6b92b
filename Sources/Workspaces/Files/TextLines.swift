import Vocabulary

/// A text cut into lines, each without its line feed and the carriage return before it.
struct TextLines {
  /// The bytes of the whole text.
  let bytes: [UInt8]
  /// Where each line's content stands; a line feed at the end begins no further line.
  let contents: [Range<Int>]

  /// The lines of `bytes`.
  ///
  /// - Complexity: O(*n*) in the bytes.
  init(_ bytes: [UInt8]) {
    var contents: [Range<Int>] = []
    var start = 0
    while start < bytes.count {
      let feed = bytes[start...].firstIndex(of: .lineFeed) ?? bytes.count
      let hasReturn = feed < bytes.count && feed > start && bytes[feed - 1] == .carriageReturn
      contents.append(start..<(hasReturn ? feed - 1 : feed))
      start = feed + 1
    }
    self.bytes = bytes
    self.contents = contents
  }

  var count: Int { contents.count }

  subscript(line: Int) -> ArraySlice<UInt8> { bytes[contents[line]] }

  /// The number, counted from 1, of the line that the byte at `offset` belongs to.
  func number(ofLineAt offset: Int) -> Int {
    var low = 0
    var high = contents.count
    while low < high {
      let middle = (low + high) / 2
      if contents[middle].lowerBound <= offset { low = middle + 1 } else { high = middle }
    }
    return max(1, low)
  }

  /// Where the line feed after `line` ends; the end of the text where none follows.
  func end(of line: Int) -> Int {
    line + 1 < count ? contents[line + 1].lowerBound : bytes.count
  }

  /// Whether a line feed follows `line`.
  func isEnded(_ line: Int) -> Bool { end(of: line) > contents[line].upperBound }

  /// What ends the lines: of `line` where it is ended, else of the first line that is.
  func ending(near line: Int) -> [UInt8] {
    guard let place = isEnded(line) ? line : contents.indices.first(where: isEnded) else {
      return [.lineFeed]
    }
    return Array(bytes[contents[place].upperBound..<end(of: place)])
  }

  /// Whether every line feed has a carriage return before it, and there is one.
  var endsWithReturns: Bool {
    let ended = contents.indices.filter(isEnded)
    return !ended.isEmpty
      && ended.allSatisfy { end(of: $0) - contents[$0].upperBound == 2 }
  }
}

extension UInt8 {
  static let tab = UInt8(ascii: "\t")

  /// Whether it is a space, a tab, a carriage return, a form feed or a vertical tab.
  var isBlank: Bool { self == 0x20 || self == .tab || (0x0b...0x0d).contains(self) }
}

extension ArraySlice<UInt8> {
  /// Without the white space at its end.
  var trimmedEnd: ArraySlice<UInt8> {
    self[..<((lastIndex { !$0.isBlank }).map { $0 + 1 } ?? startIndex)]
  }

  /// The white space it begins with.
  var indentation: ArraySlice<UInt8> { prefix { $0.isBlank } }

  /// With every run of white space made one space, and none at the end.
  var collapsed: [UInt8] {
    var result: [UInt8] = []
    for byte in trimmedEnd {
      if !byte.isBlank {
        result.append(byte)
      } else if result.last != 0x20 {
        result.append(0x20)
      }
    }
    return result
  }
}

extension ArraySlice<UInt8> {
  /// Where `text` stands, overlapping places too; an empty text stands nowhere.
  ///
  /// - Complexity: O(*n · m*) at worst, O(*n*) as a rule.
  func offsets(of text: [UInt8]) -> [Int] {
    guard let first = text.first, text.count <= count else { return [] }
    var found: [Int] = []
    withUnsafeBufferPointer { bytes in
      text.withUnsafeBufferPointer { text in
        for offset in 0...(bytes.count - text.count) where bytes[offset] == first {
          var length = 1
          while length < text.count, bytes[offset + length] == text[length] { length += 1 }
          if length == text.count { found.append(startIndex + offset) }
        }
      }
    }
    return found
  }

  /// Where `text` stands at the end; one place at most.
  func suffixOffsets(of text: [UInt8]) -> [Int] {
    suffix(text.count).elementsEqual(text) ? [endIndex - text.count] : []
  }
}
