/// Finds many words in one pass over a text, in capitals or not (R. M. Karp, M. O. Rabin, "Efficient randomized
/// pattern-matching algorithms", 1987).
///
/// A number that rolls over the last four bytes tells whether a word may begin with them; only then are words
/// compared.
struct KeywordFinder: Sendable {
  /// The words in small letters, one after the other.
  private let text: [UInt8]
  /// Words that may begin where a number is met: which, and where it is in ``text``.
  private let entries: [Entry]
  /// Where the entries of a number begin and end.
  private let buckets: [UInt32: Range<Int>]
  /// Whether a word begins with bytes of this number, a bit each.
  private let marks: [UInt64]
  /// Small letters for capitals of ASCII.
  private let folded: [UInt8]

  private struct Entry: Sendable {
    var word: Int
    var start: Int
    var count: Int
  }

  /// Bits of the number: four bytes of which each one is moved by a quarter of them.
  private static let (bits, shift) = (16, 4)
  private static let mask = 1 << bits - 1

  /// The finder of `words`, which are told by their places in it; those of less than three bytes are never found, nor
  /// those of three at the text's end.
  init(_ words: [[UInt8]]) {
    folded = (0...255).map { (0x41...0x5a).contains($0) ? UInt8($0 + 0x20) : UInt8($0) }
    var text: [UInt8] = []
    var lists: [UInt32: [Entry]] = [:]
    for (place, word) in words.enumerated() where word.count > 2 {
      let small = word.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
      let entry = Entry(word: place, start: text.count, count: small.count)
      text += small
      let number = small.prefix(4).reduce(0) { ($0 << Self.shift ^ Int($1)) & Self.mask }
      // What follows a short one may be anything.
      let numbers =
        small.count > 3
        ? [number] : (0...255).map { (number << Self.shift ^ $0) & Self.mask }
      for number in Set(numbers) { lists[UInt32(number), default: []].append(entry) }
    }
    var marks = [UInt64](repeating: 0, count: 1 << Self.bits / 64)
    var entries: [Entry] = []
    var buckets: [UInt32: Range<Int>] = [:]
    for (number, list) in lists {
      marks[Int(number >> 6)] |= 1 << UInt64(number & 63)
      buckets[number] = entries.count..<entries.count + list.count
      entries += list
    }
    (self.text, self.marks, self.entries, self.buckets) = (text, marks, entries, buckets)
  }

  /// Calls `body` with each word found, in the order of their starts, and where it is.
  ///
  /// - Complexity: O(*n*) in the bytes, and in the words that begin alike at each place.
  func forEachWord(
    in bytes: UnsafeBufferPointer<UInt8>, _ body: (_ word: Int, _ place: Range<Int>) -> Void
  ) {
    guard let base = bytes.baseAddress else { return }
    folded.withUnsafeBufferPointer { folded in
      marks.withUnsafeBufferPointer { marks in
        guard let folds = folded.baseAddress, let marks = marks.baseAddress else { return }
        var number = 0
        for place in 0..<bytes.count {
          number = (number &<< Self.shift ^ Int(folds[Int(base[place])])) & Self.mask
          guard marks[number &>> 6] &>> UInt64(truncatingIfNeeded: number & 63) & 1 != 0 else {
            continue
          }
          compare(number, at: place &- 3, bytes, folds, body)
        }
      }
    }
  }

  private func compare(
    _ number: Int, at start: Int, _ bytes: UnsafeBufferPointer<UInt8>,
    _ folds: UnsafePointer<UInt8>, _ body: (Int, Range<Int>) -> Void
  ) {
    guard start >= 0, let bucket = buckets[UInt32(number)] else { return }
    text.withUnsafeBufferPointer { text in
      entries.withUnsafeBufferPointer { entries in
        for entry in bucket {
          let entry = entries[entry]
          guard entry.count <= bytes.count &- start else { continue }
          var next = 0
          while next < entry.count, folds[Int(bytes[start &+ next])] == text[entry.start &+ next] {
            next &+= 1
          }
          if next == entry.count { body(entry.word, start..<start + entry.count) }
        }
      }
    }
  }
}
