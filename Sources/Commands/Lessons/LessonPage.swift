import FoundationEssentials
import Lessons
import Text
import Vocabulary

/// What `lessons show` says of one.
struct LessonPage {
  private let listed: ListedLesson
  private let paint: Paint

  /// The page of a lesson.
  init(_ listed: ListedLesson, _ paint: Paint) { (self.listed, self.paint) = (listed, paint) }

  /// The whole page.
  var text: String {
    let lesson = listed.lesson
    var lines = [
      paint.bold("lesson \(lesson.id)"),
      "state:     \(paint.lesson(listed.state)), strength \(listed.hundredths) of 100",
      "scope:     \(listed.scope.isEmpty ? "everything" : listed.scope)",
      "for it:    \(counted(lesson.confirmations, "confirmation"))",
      "against:   \(counted(lesson.contradictions.count, "run"))",
      "shown:     in \(counted(lesson.shown.count, "run")), of use in \(lesson.useful.count)",
    ]
    if let rival = listed.rival {
      lines.append("rival:     \(rival.prefix(12)), for which more speaks")
    }
    lines += ["", indented(lesson.text), "", paint.bold("where it comes from")]
    lines += lesson.evidence.map { "    " + words(of: $0) }
    if !lesson.marks.isEmpty {
      lines += ["", paint.bold("what people decided")]
      lines += lesson.marks.map { mark in
        "    \(mark.kind.rawValue) \(date(mark.time))"
          + (mark.why.map { ": \(visible(oneLine($0)))" } ?? "")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func words(of finding: Lesson.Evidence) -> String {
    var words = "\(finding.source.rawValue) \(date(finding.time))"
    if let run = finding.run {
      words += ", run \(run)" + (finding.step.map { ":\($0)" } ?? "")
    }
    if let commit = finding.commit { words += ", at \(commit.abbreviated())" }
    if finding.isForeign { words += ", from outside" }
    let files = finding.files.map(\.path)
    if !files.isEmpty { words += ", files \(files.map(visible).joined(separator: ", "))" }
    return words + (finding.note.map { ": \(visible(oneLine($0)))" } ?? "")
  }

  private func date(_ time: Int) -> String {
    String(Date(timeIntervalSince1970: Double(time)).formatted(.iso8601).prefix(10))
  }

  private func indented(_ text: String) -> String {
    visible(text).lines().map { "    " + $0 }.joined(separator: "\n")
  }
}
