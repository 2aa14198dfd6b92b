package import Vocabulary

extension Issue {
  /// Those of `tests` that this issue speaks of: their names share a word with it that sets them apart.
  ///
  /// A word that all the names hold sets none apart, so that among tests of one file their own names
  /// decide. Words are cut at case and punctuation and compared without case. Pure.
  ///
  /// - Returns: Nothing where the issue names none of them, or all alike.
  package func named(among tests: [String]) -> Set<String> {
    let asked = nameWords(of: title + " " + body)
    let named = tests.map(nameWords)
    guard let first = named.first, named.count > 1 else { return [] }
    let common = named.dropFirst().reduce(first) { $0.intersection($1) }
    return Set(
      zip(tests, named).filter { !$1.subtracting(common).isDisjoint(with: asked) }.map(\.0))
  }
}

/// The words of at least four letters in `text`, cut where the case rises, in lower case, a plural's
/// ending left out.
private func nameWords(of text: String) -> Set<String> {
  var words: Set<String> = []
  var word = ""
  func end() {
    let lower = word.lowercased()
    let stem = lower.hasSuffix("s") ? String(lower.dropLast()) : lower
    if stem.count >= 4 { words.insert(stem) }
    word = ""
  }
  var wasLower = false
  for character in text {
    if !character.isLetter || (character.isUppercase && wasLower) { end() }
    if character.isLetter { word.append(character) }
    wasLower = character.isLowercase
  }
  end()
  return words.subtracting(["test", "unit", "should", "when", "with", "that", "this", "fail"])
}
