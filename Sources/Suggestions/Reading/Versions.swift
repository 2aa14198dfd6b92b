/// A version as people write it: numbers with points between them.
struct Version: Hashable, Comparable {
  /// The numbers, the largest first.
  let numbers: [Int]

  /// The version in `text`, which may begin with `v`; `nil` where it begins with no number, or a number is beyond a million.
  init?(_ text: some StringProtocol) {
    var rest = Substring(text)
    if let first = rest.first, first == "v" || first == "V" || first == "=" { rest.removeFirst() }
    var numbers: [Int] = []
    while let first = rest.first, first.isASCII, first.isNumber, numbers.count < 6 {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard digits.count <= 7, let number = Int(digits) else { return nil }
      numbers.append(number)
      rest = rest.dropFirst(digits.count)
      guard rest.first == "." else { break }
      rest.removeFirst()
    }
    guard !numbers.isEmpty else { return nil }
    self.numbers = numbers
    isFinal = !rest.contains { $0.isLetter }
  }

  /// Whether nothing of letters follows, as in `2.0rc1`.
  let isFinal: Bool

  /// The number at a place; 0 beyond the last.
  func number(_ place: Int) -> Int { place < numbers.count ? numbers[place] : 0 }

  static func < (left: Version, right: Version) -> Bool {
    for place in 0..<max(left.numbers.count, right.numbers.count)
    where left.number(place) != right.number(place) {
      return left.number(place) < right.number(place)
    }
    return false
  }

  /// Whether both are the same number, however many zeros are written.
  func equals(_ other: Version) -> Bool { !(self < other) && !(other < self) }
}
