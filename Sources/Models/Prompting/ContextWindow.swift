/// Which steps a prompt shows: those before `start` only in the summary, settled ones as a line each, those before
/// `masked` without their output, the rest in full.
struct ContextWindow: Hashable {
  /// The first step shown, counted from 0.
  var start = 0
  /// The first step shown in full.
  var masked = 0
  /// The steps from `start` on that are shown as a line, in the order in which they were folded: batch after batch,
  /// ascending within each.
  var folded: [Int] = []
}

/// The tokens that one step takes in a prompt, and what decides how long it is shown.
struct StepTokens: Hashable {
  /// In full.
  var full: Int
  /// Without its output.
  var masked: Int
  /// As a line.
  var folded = 0
  /// Whether a new piece of work begins with it.
  var opens: Opening
  /// What it says of whether something fails.
  var standing = Standing.none
  /// The steps, counted from 0 and ascending, that made all it shows out of date or showed it again; itself where it shows
  /// nothing that is needed later. A step that is old enough is folded without.
  var releases: [Int] = []
  /// The step from which on it need not be kept whatever its age, since its plan is not the newest any more; never folded
  /// unless given.
  var keptUntil = Int.max
  /// Whether the summary has what it is kept for: all but the project's advice.
  var isInSummary = true

  /// How a step begins a new piece of work.
  enum Opening: Hashable {
    /// It does not.
    case none
    /// An item of the plan is done: the window begins anew where the steps before take much of it.
    case part
    /// The run has gone back: the window begins anew.
    case attempt
  }

  /// What a step says of whether something fails.
  enum Standing: Hashable {
    /// Nothing.
    case none
    /// Tests pass, or are better than at the base.
    case passes
    /// They do not.
    case fails
    /// A command of the model's succeeded.
    case succeeds
    /// It did not.
    case breaks
  }
}

extension ContextWindow {
  /// Steps at the end that are never folded.
  static let wholeSteps = 6
  /// Settled steps that are folded together: until so many have come together, prompts keep their start.
  static let batch = 8
  /// Tokens that are folded together where fewer steps take so many, and a quarter of the prompt.
  static let heavy = 4000
  /// The most tokens of lines of folded steps; a sixth of the token budget where that is less. What is beyond is left to the
  /// summary, down to a third.
  static let mostFolded = 3000
  /// Steps after which one is settled though it may still be looked at, or something still fails.
  static let settlingAge = 40

  /// The window of a prompt after all of these steps. Pure.
  ///
  /// The window is carried from step to step and moves only where it must, so that each prompt begins with the bytes of
  /// the one before for as many steps as possible, which services' caches depend on. Settled steps are folded into a line
  /// each, a batch at a time: those that are needed no more and lie before the last step after which nothing failed, and
  /// those that are old. Where the lines become many, the oldest are left to the summary together with a batch. When a prompt would pass four fifths of the token budget all the same, it is reduced to a half.
  /// The last four steps stay in full where that is possible, then two, then one. At a new attempt the window begins
  /// anew, and at a new part of the work when more than a quarter of the budget is taken.
  ///
  /// - Parameters:
  ///   - tokenBudget: Tokens that steps and summary may take. They stay within it as long as the newest step and the
  ///     summary do by themselves.
  ///   - summaryTokens: The most tokens that a summary takes.
  /// - Complexity: O(*n*) in the steps, times those among them that are old enough to be folded and are not.
  init(of steps: [StepTokens], tokenBudget: Int, summaryTokens: Int) {
    var fitting = Fitting(steps: steps, summaryTokens: summaryTokens)
    for (index, step) in steps.enumerated() {
      let isPart = step.opens == .part && fitting.total > tokenBudget / 4
      if index > 0, step.opens == .attempt || isPart { fitting.begin(at: index) }
      fitting.total += step.full
      fitting.fold(after: index, keeping: min(ContextWindow.mostFolded, tokenBudget / 6))
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
  private var isFolded: [Bool]
  /// The steps that are old enough to be folded and are not.
  private var waiting: [Int] = []
  private var settled = SettledBound()

  init(steps: [StepTokens], summaryTokens: Int) {
    self.steps = steps
    self.summaryTokens = summaryTokens
    isFolded = Array(repeating: false, count: steps.count)
  }

  /// The tokens that a step takes as it is shown.
  private func tokens(_ index: Int) -> Int {
    if isFolded[index] { return steps[index].folded }
    return index < window.masked ? steps[index].masked : steps[index].full
  }

  /// Shows nothing before `index`.
  mutating func begin(at index: Int) {
    window = ContextWindow(start: index, masked: index)
    total = summaryTokens
    waiting = []
  }

  /// Folds the settled steps after the step `index`, where they are enough for a batch; of more lines than `most` tokens
  /// leaves the oldest to the summary.
  mutating func fold(after index: Int, keeping most: Int) {
    settled.pass(steps[index].standing, at: index)
    let old = index - ContextWindow.wholeSteps
    if old >= window.start { waiting.append(old) }
    let ready = waiting.filter { isSettled($0, at: index) }
    let freed = ready.reduce(0) { $0 + tokens($1) - steps[$1].folded }
    let isHeavy = freed >= ContextWindow.heavy && freed >= total / 4
    guard ready.count >= ContextWindow.batch || isHeavy else { return }
    for step in ready { isFolded[step] = true }
    window.folded += ready
    waiting.removeAll { isFolded[$0] }
    total -= freed
    var lines = window.folded.reduce(0) { $0 + steps[$1].folded }
    guard lines > most else { return }
    // A file in view that was read before keeps them there; plan and answers stand in the summary too.
    let end = waiting.first { steps[$0].keptUntil <= index || !steps[$0].isInSummary } ?? old + 1
    while lines > most / 3, window.start < end {
      lines -= isFolded[window.start] ? steps[window.start].folded : 0
      leave()
    }
    forget()
  }

  private func isSettled(_ step: Int, at index: Int) -> Bool {
    let tokens = steps[step]
    guard tokens.keptUntil <= index else { return false }
    if index - step >= ContextWindow.settlingAge { return true }
    guard step < settled.end, let release = tokens.releases.last(where: { $0 <= index }) else {
      return false
    }
    return index - release >= ContextWindow.wholeSteps
  }

  /// Masks steps, the oldest first, until the total is `goal` or `end` is reached.
  mutating func mask(to goal: Int, before end: Int) {
    while total > goal, window.masked < end {
      let before = tokens(window.masked)
      window.masked += 1
      total += tokens(window.masked - 1) - before
    }
  }

  /// Leaves steps to the summary, the oldest first, until the total is `goal` or `end` is reached.
  mutating func drop(to goal: Int, before end: Int) {
    while total > goal, window.start < end { leave() }
    forget()
  }

  /// Leaves the oldest step shown to the summary.
  private mutating func leave() {
    if window.start == 0 { total += summaryTokens }
    total -= tokens(window.start)
    window.start += 1
  }

  /// Forgets of the steps left to the summary how they were shown.
  private mutating func forget() {
    window.masked = max(window.masked, window.start)
    window.folded.removeAll { $0 < window.start }
    waiting.removeAll { $0 < window.start }
  }
}

/// The end of the steps that no failure keeps in view: while something fails, what was done since nothing did.
private struct SettledBound {
  private var testsFail = false
  private var commandFails = false
  private var lastGood = 0
  /// The step behind the last one.
  private(set) var end = 0

  /// Takes in a step's standing.
  mutating func pass(_ standing: StepTokens.Standing, at index: Int) {
    switch standing {
    case .none: break
    case .passes: (testsFail, commandFails) = (false, false)
    case .fails: testsFail = true
    case .succeeds: commandFails = false
    case .breaks: commandFails = true
    }
    let isGood = !testsFail && !commandFails
    if isGood, standing != .none { lastGood = index + 1 }
    end = isGood ? index + 1 : lastGood
  }
}
