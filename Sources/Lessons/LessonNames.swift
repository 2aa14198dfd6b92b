package import Vocabulary

extension Lesson {
  /// Whether lines that a change has added have a name of code that the lesson's words have: then it was followed, wherever
  /// in the project that is. Pure.
  ///
  /// Names of code stand between backticks, or have a dot, an underscore or a capital letter within them; of a name with
  /// dots the last part counts.
  ///
  /// - Complexity: O(*n* + *m*) in the lesson's words and the lines.
  package func isFollowed(in lines: String) -> Bool {
    let names = LessonNames.names(in: text)
    return !names.isEmpty && !names.isDisjoint(with: LessonNames.words(in: lines))
  }
}

/// The names of code in a lesson's words.
enum LessonNames {
  /// The least letters of a name.
  private static let length = 4

  static func names(in text: String) -> Set<String> {
    var names: Set<String> = []
    for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
      let isQuoted = index % 2 == 1
      for run in part.split(whereSeparator: { !isOfName($0) && $0 != "." }) {
        let parts = run.split(separator: ".")
        guard let last = parts.last, last.count >= length, last.contains(where: \.isLetter) else {
          continue
        }
        if isQuoted || parts.count > 1 || isOfCode(last) { names.insert(String(last)) }
      }
    }
    return names
  }

  static func words(in text: String) -> Set<String> {
    Set(text.split(whereSeparator: { !isOfName($0) }).map(String.init))
  }

  private static func isOfName(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  /// Whether a word looks like a name of code: `snake_case`, or a capital letter within it.
  private static func isOfCode(_ word: Substring) -> Bool {
    word.contains("_")
      || word.dropFirst().contains(where: \.isUppercase)
        && word.contains(where: \.isLowercase)
  }
}
