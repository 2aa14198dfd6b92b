import ArgumentParser
import Git
import Records
import Runs
import Text
import Vocabulary

/// `git colleague lessons add`.
struct LessonsAdd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a lesson, or keep one that is proposed.",
    discussion: """
      With a text, such as 'Tests are run with pytest -q', a lesson of your own; with the name of one, or the start of it, \
      that one is kept: also one that came from outside, that has faded, or that was dropped.
      """)

  @Argument(help: "TEXT of one to five lines, or the name of a lesson.")
  var lesson: String

  @Option(help: "Glob of paths that it speaks of, such as 'src/**'; may be given again.")
  var path: [String] = []

  @Option(help: "Language that it speaks of, such as python.")
  var language: String?

  @Option(help: "Command that it speaks of; only ever compared, never run.")
  var command: String?

  func run() async throws {
    Console.standard.putWorkFirst()
    let opened = try OpenRepository.here()
    let index = try opened.lessons()
    let hasScope = !path.isEmpty || language != nil || command != nil
    if !hasScope, isName(lesson) {
      let known = try index.lesson(matching: lesson)
      guard !known.isKept else {
        throw Failure("there is nothing to do: it is kept already", kind: .nothingToDo)
      }
      return try keep(known, index)
    }
    let paths = try path.map { text throws(Failure) in
      guard let glob = Mandate.glob(text) else { throw Failure(unkept: .outside(path: text)) }
      return glob
    }
    let now = SystemClock().now
    let words = trimmedLines(lesson)
    let new = Lesson(
      words, Lesson.Scope(paths: paths, language: language, command: command),
      evidence: [Lesson.Evidence(.person, time: now)])
    if let fault = new.fault { throw Failure(unkept: fault) }
    if let known = try index.lessons().first(where: { $0.id == new.id }), known.isKept {
      throw Failure(
        "there is nothing to do: it is kept already, as \(known.shortID)", kind: .nothingToDo)
    }
    try keep(new, index)
  }

  /// Whether a word is the start of a name and no text.
  private func isName(_ word: String) -> Bool {
    (4...40).contains(word.utf8.count)
      && word.lowercased().allSatisfy { "0123456789abcdef".contains($0) }
  }

  private func keep(_ lesson: Lesson, _ index: borrowing LessonIndex) throws {
    let now = SystemClock().now
    let written = try index.change("kept", at: now) { lessons in
      let known = lessons.first { $0.id == lesson.id }
      return [(known?.joined(with: lesson) ?? lesson).marked(.kept, at: now)]
    }
    guard let kept = written.first else { return }
    Console.standard.write(
      "\(kept.shortID)  \(visible(String(kept.text.lines().first ?? "")))\n")
  }
}
