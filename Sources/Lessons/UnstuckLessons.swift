import Engine
import Text
import Records
import Vocabulary

/// What a run that went in circles and got free gave up, and what succeeded. Pure.
enum UnstuckLessons {
  /// The lessons of the times a run went back because it repeated itself, and then got better tests than before.
  static func lessons(of ending: RunLessons.Ending) -> [Lesson] {
    let steps = ending.steps
    var found: [Lesson] = []
    var start = 0
    for (place, step) in steps.enumerated() {
      guard case .backtrack(_, let reason) = step.action else { continue }
      defer { start = place + 1 }
      guard StuckPattern(reason: reason) != nil,
        let free = firstBetter(
          after: place, in: steps, until: nextBacktrack(after: place, in: steps))
      else { continue }
      let given = what(in: steps[start..<place], last: true)
      let succeeded = what(in: steps[(place + 1)...free], last: false)
      guard let given, let succeeded, !given.isExactly(succeeded) else { continue }
      let paths = Set(names: steps[(place + 1)...free].flatMap(\.observation.changed)).names
      let kept = paths.filter { Mandate.glob($0) != nil }.prefix(4)
      let text = bounded("Given up after going in circles: \(given)\nWhat succeeded: \(succeeded)")
      let outside = OutsideText(of: ending.record.run, hearing: steps)
      let isForeign = outside.isSource(of: given) || outside.isSource(of: succeeded)
      let scope = Lesson.Scope(paths: Array(kept), language: FileLanguage.common(of: Array(kept)))
      found.append(
        Lesson(
          text, scope,
          evidence: [
            ending.finding(
              .unstuck, step: step.number, paths: Array(kept), isForeign: isForeign)
          ]))
    }
    return found
  }

  private static func nextBacktrack(after place: Int, in steps: [Step]) -> Int {
    steps[(place + 1)...].firstIndex { $0.action.kind == .backtrack } ?? steps.endIndex
  }

  /// The first run of the tests after `place` that is better than all before it.
  private static func firstBetter(after place: Int, in steps: [Step], until end: Int) -> Int? {
    let before = steps[..<place].filter(\.isJudgement).compactMap(\.observation.tests)
    guard let best = before.min(by: { $0.counts.failed < $1.counts.failed }) else { return nil }
    return steps[(place + 1)..<end].indices.first { index in
      guard steps[index].isJudgement, let tests = steps[index].observation.tests else {
        return false
      }
      return tests.isBetter(than: best)
    }
  }

  /// What a stretch of steps tried, in its own words: its last edit or its first, else its command; `nil` for neither.
  private static func what(in steps: ArraySlice<Step>, last: Bool) -> String? {
    let words = steps.compactMap { step -> String? in
      switch step.action {
      case .edit(_, let why): return why.isEmpty ? nil : oneLine(why)
      case .trial(let candidates):
        let passing = step.observation.results.first { $0.mark == .passes || $0.mark == .improves }
        return candidates.first { $0.id == passing?.id }.map { oneLine($0.about) }
      default: return nil
      }
    }
    let commands = steps.compactMap { step -> String? in
      if case .run(let command, _) = step.action { return "`\(oneLine(command))`" }
      return nil
    }
    let all = words.isEmpty ? commands : words
    return (last ? all.last : all.first).map { cut($0, to: 180) }
  }
}
