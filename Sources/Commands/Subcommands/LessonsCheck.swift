import ArgumentParser
import Git
import Records
import Runs
import Text
import Vocabulary

/// `git colleague lessons check`.
struct LessonsCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Whether all that was learned can be read and believed.",
    discussion: """
      Names each file that is no lesson: of a later version, no text, too large, with orders to its reader, or with a path \
      that leads out of the project. Such a file is passed over by everything. Exit status: 0 all are lessons, 1 some are \
      not, 3 nothing was learned yet.
      """)

  @Flag(help: "One JSON object a line for each file that is no lesson.")
  var json = false

  func run() async throws {
    let opened = try OpenRepository.here(forWriting: false)
    let console = Console.standard
    let index = try opened.lessonsToRead()
    guard let isOwn = try index.isOwn() else {
      throw Failure("nothing was learned here yet", kind: .nothingToDo)
    }
    var faults: [Failure] = []
    let count = try index.check { faults.append(Failure($0 as any Error)) }
    for fault in faults {
      if json {
        console.write(json: Finding("lessons", fault))
      } else {
        console.write("\(visible(fault.sentence))\n")
      }
    }
    if !json { console.write("\(counted(count, "lesson")) can be read\n") }
    if !isOwn {
      console.note(
        "nothing says that they are yours: each is only proposed\nhint: git colleague trust --records"
      )
    }
    guard faults.isEmpty else { throw ExitStatus.unresolved }
  }
}
