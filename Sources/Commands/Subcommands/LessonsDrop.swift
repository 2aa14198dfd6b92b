import ArgumentParser
import Git
import Records
import Runs
import Text
import Vocabulary

/// `git colleague lessons drop`.
struct LessonsDrop: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drop",
    abstract: "Take a lesson out: no run is told of it, whoever finds it again.",
    discussion:
      "It stays on record as dropped, so that no other clone brings it back; 'lessons add' does.")

  @Argument(help: "The name, or the start of it.")
  var id: String

  @Argument(help: "WHY, in a sentence.")
  var why: String?

  func run() async throws {
    Console.standard.putWorkFirst()
    let opened = try OpenRepository.here()
    let index = try opened.lessons()
    let known = try index.lesson(matching: id)
    guard !known.isDropped else {
      throw Failure("there is nothing to take out: it is dropped already", kind: .nothingToDo)
    }
    let now = SystemClock().now
    let reason = why.map { oneLine($0) }.flatMap { $0.isEmpty ? nil : $0 }
    if let reason, reason.utf8.count > Lesson.Mark.whyLimit {
      throw Failure(
        "the reason is longer than \(Lesson.Mark.whyLimit) bytes", hint: "say it in a sentence",
        kind: .usage)
    }
    let dropped = known.marked(.dropped, at: now, why: reason)
    if let fault = dropped.fault { throw Failure(unkept: fault) }
    try index.change("dropped", at: now) { lessons in
      lessons.filter { $0.id == known.id }.map { $0.marked(.dropped, at: now, why: reason) }
    }
    Console.standard.write(
      "\(known.shortID)  \(visible(String(known.text.lines().first ?? "")))\n")
  }
}
