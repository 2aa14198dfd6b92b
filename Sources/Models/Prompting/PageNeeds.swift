import Engine
import Vocabulary

/// What later steps may still need to see of earlier ones: files as they were read, the newest plan, what a person
/// answered, the project's advice for a folder.
struct PageNeeds {
  private enum Need {
    /// Some lines of a file, or of another view of it.
    case file(ExactText, ClosedRange<Int>?, Action.View)
    case plan
    case answer
    case advice

    /// Whether it is kept however old it is.
    var isKept: Bool { if case .file = self { false } else { true } }
  }

  private var open: [(page: Int, need: Need, isReleased: Bool)] = []

  /// Takes in the steps of the last of `pages`: ends the needs that they meet, and notes their own.
  ///
  /// - Complexity: O(*n*) in the needs that are open.
  mutating func take(_ steps: ArraySlice<Step>, in pages: inout [StepPage]) {
    let index = pages.count - 1
    // What is older is folded without.
    open.removeAll { !$0.need.isKept && index - $0.page > ContextWindow.settlingAge }
    var touched: Set<Int> = [index]
    for step in steps {
      for place in open.indices.reversed() {
        guard let release = PageNeeds.release(of: open[place].need, by: step) else { continue }
        touched.insert(open[place].page)
        open[place].isReleased = true
        if release == .forGood { open.remove(at: place) }
      }
      if let need = PageNeeds.need(of: step) { open.append((index, need, false)) }
    }
    if !pages[index].tokens.isInSummary { open.append((index, .advice, false)) }
    for page in touched {
      let needs = open.filter { $0.page == page }
      if needs.allSatisfy(\.isReleased) { pages[page].tokens.releases.append(index) }
      let isKept = needs.contains { $0.need.isKept }
      pages[page].tokens.keptUntil = isKept ? .max : min(index, pages[page].tokens.keptUntil)
    }
  }

  private enum Release {
    /// What was shown is out of date, and may become so again.
    case forNow
    /// It is shown again, or will not be asked for.
    case forGood
  }

  private static func need(of step: Step) -> Need? {
    guard step.observation.refusal == nil else { return nil }
    switch step.action {
    case .read(let path, let lines, let view): return .file(ExactText(path), lines, view)
    case .plan where !step.isRepairs: return .plan
    case .ask where step.decidedBy == .person: return .answer
    default: return nil
    }
  }

  /// How `step` releases what was needed; `nil` where it does not.
  private static func release(of need: Need, by step: Step) -> Release? {
    guard step.observation.refusal == nil else { return nil }
    switch (need, step.action) {
    case (.plan, .plan): return step.isRepairs ? nil : .forGood
    case (.file(let path, let lines, let view), .read(let again, let shown, let other)):
      guard path == ExactText(again), view == other else { return nil }
      let isWithin = lines.map { shown?.contains($0) == true } ?? (shown == nil)
      return isWithin ? .forGood : nil
    case (.file(let path, _, _), _):
      return step.observation.changed.contains { ExactText($0) == path } ? .forNow : nil
    default: return nil
    }
  }
}

extension StepTokens.Standing {
  /// What the last of some steps that says anything says.
  ///
  /// - Parameter baseline: What the tests said at the base.
  init(of steps: ArraySlice<Step>, since baseline: TestReport?) {
    self = .none
    for step in steps {
      let seen = step.observation
      if step.isJudgement {
        let isBetter =
          seen.tests.map { $0.isBetter(than: baseline) && $0.isNoWorse(than: baseline) } == true
        self = seen.tests?.allPass == true || isBetter ? .passes : .fails
      } else if step.action.kind == .run {
        self = seen.ending == .exited(0) && seen.refusal == nil ? .succeeds : .breaks
      }
    }
  }
}
