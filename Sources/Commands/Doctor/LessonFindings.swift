import Records
import Runs
import Text

/// What the doctor finds in what was learned here.
enum LessonFindings {
  /// How many lessons there are, each file that is none, and whether they are the user's own; nothing where nothing was learned.
  static func findings(in opened: borrowing OpenRepository) -> [Finding] {
    var findings: [Finding] = []
    do {
      let index = try opened.lessonsToRead()
      guard let isOwn = try index.isOwn() else { return [] }
      let count = try index.check { findings.append(Finding("lessons", Failure($0 as any Error))) }
      let words =
        isOwn
        ? counted(count, "lesson")
        : "nothing says that \(counted(count, "lesson")) are yours: no run is told of them"
      let finding = Finding(
        name: "lessons", works: true, found: words,
        mend: isOwn ? nil : "git colleague trust --records")
      return [finding] + findings
    } catch { return findings + [Finding("lessons", Failure(error))] }
  }
}
