import Records
import Vocabulary

/// What a model wanted to be kept: its `remember`. Pure.
enum RememberedLessons {
  /// How many steps before and after are looked at for what it speaks of.
  private static let around = (before: 5, after: 2)
  /// The most paths of a scope.
  private static let pathLimit = 4

  /// The lessons in a run's own words; one that is a copy of what others said in it is from outside.
  static func lessons(of ending: RunLessons.Ending) -> [Lesson] {
    var found: [Lesson] = []
    for (place, step) in ending.steps.enumerated() where found.count < RunLessons.limit {
      guard case .remember(let words) = step.action, step.observation.refusal == nil,
        step.decidedBy.isPolicy
      else { continue }
      let text = bounded(words)
      guard text.utf8.count > 8 else { continue }
      let outside = OutsideText(of: ending.record.run, hearing: ending.steps, upTo: step.number)
      let scope = scope(of: text, around: place, in: ending.steps)
      let finding = ending.finding(
        .remember, step: step.number, paths: scope.paths, isForeign: outside.isSource(of: text))
      found.append(Lesson(text, scope, evidence: [finding]))
    }
    return found
  }

  /// The paths that it names, else those touched around it, with their language where they have one.
  private static func scope(of text: String, around place: Int, in steps: [Step]) -> Lesson.Scope {
    let all = Set(names: steps.flatMap(touched)).names
    let named = all.filter { path in
      text.contains(path) || path.lastPathPart.utf8.count > 4 && text.contains(path.lastPathPart)
    }
    let range = max(0, place - around.before)...min(steps.count - 1, place + around.after)
    var paths: [String] = named
    // The nearest before it first, then those after it.
    let near = (range.lowerBound...place).reversed() + Array(place...range.upperBound)
    if paths.isEmpty { for step in near { paths += touched(by: steps[step]) } }
    var kept: [String] = []
    for path in paths where kept.count < pathLimit && !kept.containsExactly(path) {
      if Mandate.glob(path) != nil { kept.append(path) }
    }
    return Lesson.Scope(paths: kept, language: FileLanguage.common(of: kept))
  }

  /// The files that a step reads or changes.
  static func touched(by step: Step) -> [String] {
    switch step.action {
    case .read(let path, _, let view) where view != .map: [path]
    case .edit(let edits, _): edits.map(\.path)
    default: step.observation.changed
    }
  }
}
