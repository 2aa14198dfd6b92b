extension StringProtocol {
  /// The first place at which the bytes of `word` stand; `nil` where they stand nowhere.
  ///
  /// - Complexity: O(*n*) in the bytes.
  func range(of word: String) -> Range<Index>? {
    let wanted = Array(word.utf8)
    guard let first = wanted.first else { return nil }
    let bytes = utf8
    var place = bytes.startIndex
    while let next = bytes[place...].firstIndex(of: first) {
      if bytes[next...].starts(with: wanted) {
        return next..<bytes.index(next, offsetBy: wanted.count)
      }
      place = bytes.index(after: next)
    }
    return nil
  }
}
