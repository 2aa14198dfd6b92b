/// Which steps a prompt shows: those before `start` only in the summary, those before `masked` without their output,
/// the rest in full.
struct ContextWindow: Hashable {
  /// The first step shown, counted from 0.
  var start = 0
  /// The first step shown in full.
  var masked = 0
}

/// The tokens that one step takes in a prompt.
struct StepTokens: Hashable {
  /// In full.
  var full: Int
  /// Without its output.
  var masked: Int
  /// Whether a new piece of work begins with it.
  var opens: Opening

  /// How a step begins a new piece of work.
  enum Opening: Hashable {
    /// It does not.
    case none
    /// An item of the plan is done: the window begins anew where the steps before take much of it.
    case part
    /// The run has gone back: the window begins anew.
    case attempt
  }
}

extension ContextWindow {
  /// The window of a prompt after all of these steps. Pure.
  ///
  /// The window is carried from step to step and moves only where it must: when a prompt would pass four fifths of the
  /// token budget, it is reduced to a half, so that each prompt begins with the bytes of the one before for as many
  /// steps as possible, which services' caches depend on. The last four steps stay in full where that is possible, then
  /// two, then one. At a new attempt the window begins anew, and at a new part of the work when more than a quarter of
  /// the budget is taken.
  ///
  /// - Parameters:
  ///   - tokenBudget: Tokens that steps and summary may take. They stay within it as long as the newest step and the
  ///     summary do by themselves.
  ///   - summaryTokens: The most tokens that a summary takes.
  /// - Complexity: O(*n*) in the steps.
  init(of steps: [StepTokens], tokenBudget: Int, summaryTokens: Int) {
    var fitting = Fitting(steps: steps, summaryTokens: summaryTokens)
    for (index, step) in steps.enumerated() {
      let isPart = step.opens == .part && fitting.total > tokenBudget / 4
      if index > 0, step.opens == .attempt || isPart { fitting.begin(at: index) }
      fitting.total += step.full
      guard fitting.total > tokenBudget * 4 / 5 else { continue }
      for kept in [4, 2, 1] where fitting.total > tokenBudget / 2 {
        fitting.mask(to: tokenBudget / 2, before: index + 1 - kept)
        fitting.drop(to: tokenBudget / 2, before: index + 1 - kept)
      }
      if fitting.total > tokenBudget { fitting.mask(to: tokenBudget, before: index + 1) }
    }
    self = fitting.window
  }
}

/// A window while it is fitted, and the tokens it takes.
private struct Fitting {
  let steps: [StepTokens]
  let summaryTokens: Int
  var window = ContextWindow()
  /// Tokens of what is shown, the summary included.
  var total = 0

  init(steps: [StepTokens], summaryTokens: Int) {
    self.steps = steps
    self.summaryTokens = summaryTokens
  }

  /// Shows nothing before `index`.
  mutating func begin(at index: Int) {
    window = ContextWindow(start: index, masked: index)
    total = summaryTokens
  }

  /// Masks steps, the oldest first, until the total is `goal` or `end` is reached.
  mutating func mask(to goal: Int, before end: Int) {
    while total > goal, window.masked < end {
      total -= steps[window.masked].full - steps[window.masked].masked
      window.masked += 1
    }
  }

  /// Leaves steps to the summary, the oldest first, until the total is `goal` or `end` is reached.
  mutating func drop(to goal: Int, before end: Int) {
    while total > goal, window.start < end {
      if window.start == 0 { total += summaryTokens }
      total -=
        window.start < window.masked ? steps[window.start].masked : steps[window.start].full
      window.start += 1
    }
    window.masked = max(window.masked, window.start)
  }
}
