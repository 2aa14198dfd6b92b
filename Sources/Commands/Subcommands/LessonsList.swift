import ArgumentParser
import Git
import Lessons
import Records
import Runs
import Text
import Vocabulary

/// `git colleague lessons list`.
struct LessonsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The lessons, those that most speaks for first.",
    discussion: """
      Each has a state: kept by a person, learned by runs, proposed from outside, contradicted by another one for which \
      more speaks, faded since its files have changed or it was shown in vain, or dropped. Runs are told of the first two.
      """)

  @Flag(help: "Those that people dropped as well.")
  var all = false

  @Flag(
    help: """
      Stable lines: id, state, source, strength, confirmations, contradictions, runs shown, runs of use, scope or '-', \
      first line; by tabs.
      """)
  var porcelain = false

  @Flag(help: "One JSON object a line.")
  var json = false

  func validate() throws {
    if porcelain && json { throw ValidationError("--porcelain and --json exclude each other") }
  }

  func run() async throws {
    let opened = try OpenRepository.here(forWriting: false)
    let console = Console.standard
    let lessons = try ListedLesson.all(in: opened).filter { all || $0.state != .dropped }
    if !porcelain && !json { console.page() }
    for lesson in lessons {
      if json {
        console.write(json: lesson)
      } else {
        console.write(porcelain ? lesson.stableLine : lesson.line(console))
      }
    }
    if lessons.isEmpty && !porcelain && !json { console.note("no lessons yet") }
  }
}
