package import Vocabulary

/// How a text names a lesson: `lesson 3f9a12bc4d5e`, with eight digits of its name at least. Pure.
package enum LessonCitation {
  /// The word for a lesson, as a run is told it and cites it.
  package static func words(for lesson: Lesson) -> String { "lesson \(lesson.shortID)" }

  /// The beginnings of names that `text` cites, in small letters.
  ///
  /// - Complexity: O(*n*) in the text.
  package static func prefixes(in text: String) -> Set<String> {
    var found: Set<String> = []
    var isNext = false
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
    for word in words {
      if isNext, (8...40).contains(word.utf8.count), word.utf8.allSatisfy(isDigit) {
        found.insert(String(word))
      }
      // `lessons 3f9a12bc4d5e and 77aa…` cites both.
      isNext = word == "lesson" || word == "lessons" || isNext && (word == "and" || isName(word))
    }
    return found
  }

  private static func isName(_ word: Substring) -> Bool {
    (8...40).contains(word.utf8.count) && word.utf8.allSatisfy(isDigit)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }

  /// Those of the lessons that `text` cites.
  package static func cited(in text: String, among lessons: [Lesson]) -> [Lesson] {
    let prefixes = prefixes(in: text)
    guard !prefixes.isEmpty else { return [] }
    return lessons.filter { lesson in prefixes.contains(where: lesson.id.hasPrefix) }
  }
}
