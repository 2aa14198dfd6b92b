import ArgumentParser
import Git
import Lessons
import Records
import Runs
import Text
import Vocabulary

/// `git colleague lessons show`.
struct LessonsShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "One lesson: its words, and what speaks for and against it.")

  @Argument(help: "The name, or the start of it.")
  var id: String

  @Flag(help: "One JSON object.")
  var json = false

  func run() async throws {
    let opened = try OpenRepository.here(forWriting: false)
    let console = Console.standard
    let lesson = try opened.lessonsToRead().lesson(matching: id)
    guard let listed = try ListedLesson.all(in: opened).first(where: { $0.lesson.id == lesson.id })
    else { throw RecordsError.noSuchLesson(id) }
    if json { return console.write(json: listed) }
    console.page()
    console.write(LessonPage(listed, Paint(isOn: console.isColoured)).text)
  }
}
