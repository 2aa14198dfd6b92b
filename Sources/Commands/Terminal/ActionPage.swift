import Text
import Vocabulary

/// Shows an action to a person.
enum ActionPage {
  /// The action of `step` in full; the candidates of a trial with what became of each.
  ///
  /// - Parameter place: Where an edit begins, as `file:line:column`; asked for only where two candidates
  ///   of a trial have the same description.
  static func text(of step: Step, place: (FileEdit) -> String?) -> String {
    switch step.action {
    case .read(let path, let lines, let view):
      "read \(view == .text ? "" : "the \(view.rawValue) of ")\(path.isEmpty ? "the project" : path)"
        + (lines.map { ", lines \($0.lowerBound) to \($0.upperBound)" } ?? "")
    case .search(let text, let paths, _):
      "search for \(text)\(paths.isEmpty ? "" : " below " + paths.joined(separator: ", "))"
    case .edit(let edits, let why):
      (edits.map(page) + (why.isEmpty ? [] : ["", why])).joined(separator: "\n")
    case .run(let command, _): "run \(command)"
    case .test(let scope):
      switch scope {
      case .working: "run the tests"
      case .verdict: "run the base's own tests in a clean copy"
      case .reproduction: "run the run's tests on the base's sources"
      }
    case .trial(let candidates): table(candidates, step.observation.results, place)
    case .plan(let text): text
    case .ask(let question): question
    case .remember(let lesson): lesson
    case .tool(let name, let arguments): "call the tool \(name) with \(arguments)"
    case .finish(let report): page(of: report)
    case .split(let proposals):
      (["divide the change into patches"]
        + proposals.map { "\($0.subject): \($0.hunks.joined(separator: " "))" })
        .joined(separator: "\n")
    case .backtrack(let step, let reason):
      "go back to \(step == 0 ? "the base" : "step \(step)"): \(reason)"
    }
  }

  private static func page(of edit: FileEdit) -> String {
    switch edit.change {
    case .write(let content): "write \(edit.path) (\(content.utf8.count) bytes)"
    case .delete: "delete \(edit.path)"
    case .rename(let target): "rename \(edit.path) to \(target)"
    case .substitute(let search, let replacement):
      "in \(edit.path)\n\(signed(search, "-"))\n\(signed(replacement, "+"))"
    case .splice(let splices):
      (["in \(edit.path)"]
        + splices.map { "at byte \($0.offset)\n\(signed($0.old, "-"))\n\(signed($0.new, "+"))" })
        .joined(separator: "\n")
    }
  }

  private static func signed(_ text: String, _ sign: String) -> String {
    text.lines(keepingReturns: true).map { sign + $0 }
      .joined(separator: "\n")
  }

  private static func table(
    _ candidates: [Candidate], _ results: [CandidateResult], _ place: (FileEdit) -> String?
  ) -> String {
    let marks = Dictionary(results.map { ($0.id, $0) }) { first, _ in first }
    let counts = Dictionary(candidates.map { ($0.about, 1) }, uniquingKeysWith: +)
    return candidates.map { candidate in
      let mark = marks[candidate.id].map { "\($0.mark)" } ?? "not tried"
      let padded = mark + String(repeating: " ", count: max(1, 10 - mark.count))
      let isAlone = counts[candidate.about, default: 1] == 1
      let place = isAlone ? nil : candidate.edits.first.flatMap(place)
      return "\(padded)\(candidate.about)\(place.map { " (\($0))" } ?? "")"
    }.joined(separator: "\n")
  }

  /// `file:line:column`, from 1, of the first byte an edit touches; `nil` for edits without an offset.
  ///
  /// - Parameter bytes: The file as it was before.
  static func place(of edit: FileEdit, in bytes: [UInt8]) -> String? {
    guard case .splice(let splices) = edit.change, let offset = splices.first?.offset,
      offset >= 0, offset <= bytes.count
    else { return nil }
    let before = bytes[..<offset]
    let line = before.count { $0 == 0x0a } + 1
    let start = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    // Columns are characters: bytes that go on with one do not count.
    let column = bytes[start..<offset].count { $0 & 0xc0 != 0x80 } + 1
    return "\(edit.path):\(line):\(column)"
  }

  private static func page(of report: Action.Report) -> String {
    [report.claim.rawValue, report.subject, report.why, report.alternatives, report.risks]
      .filter { !$0.isEmpty }.joined(separator: "\n\n")
  }
}
