import Records
import Runs
import Text
import Vocabulary

extension Failure {
  /// The words for a file that is no lesson.
  init(badLesson path: String, _ fault: LessonFault) {
    let ref = String(path.prefix { $0 != ":" })
    let file = visible(String(path.dropFirst(ref.count + 1)))
    self.init(
      "\(visible(path)) is no lesson: \(Failure.words(of: fault))",
      hint: "it is passed over; look at it with 'git log -p \(visible(ref)) -- \(file)'")
  }

  /// The words for a lesson that cannot be kept as it was given.
  init(unkept fault: LessonFault) {
    self.init(
      "this cannot be a lesson: \(Failure.words(of: fault))", hint: Failure.hint(for: fault),
      kind: .usage)
  }

  private static func words(of fault: LessonFault) -> String {
    switch fault {
    case .empty: "it says nothing"
    case .tooLong(let lines, let bytes):
      "it has \(counted(lines, "line")) and \(bytes) bytes, more than "
        + "\(Lesson.lineLimit) lines or \(Lesson.byteLimit) bytes"
    case .tooLarge(let bytes): "it is \(bytes >> 10) KiB large, more than \(Lesson.fileLimit >> 10)"
    case .malformed: "it does not have the form of one"
    case .hidden(let spelled): "it has the invisible character \(spelled)"
    case .orders(let words):
      "it speaks to its reader ('\(visible(words))') in the place of telling something"
    case .outside(let path): "'\(visible(clipped(path, to: 80)))' does not lie within the project"
    case .otherName: "its name is not that of what it says"
    case .tooMany(let limit): "beyond \(limit) files nothing is read"
    }
  }

  private static func hint(for fault: LessonFault) -> String {
    switch fault {
    case .outside: "paths are globs from the project's root, such as 'src/**' or '*.py'"
    case .orders: "say what holds in this project, such as: Tests are run with pytest -q"
    default: "one to \(Lesson.lineLimit) lines of plain text"
    }
  }
}
