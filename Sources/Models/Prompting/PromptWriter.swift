import Engine
import Text
import Vocabulary

/// Renders a run's steps as a prompt.
///
/// The prompt depends on the run, the model and the steps alone: equal ones give equal bytes. A step's page never
/// changes once it is written; ``ContextWindow`` decides which pages are shown, and which as a line. The estimated tokens of a prompt and
/// its answer stay within the model's window, unless the window is smaller than the parts that every prompt has.
struct PromptWriter {
  let run: Run
  let model: Model
  let speech: Model.Speech
  /// Tokens that the steps and their summary may take.
  let tokenBudget: Int
  let words: StepWords
  private let system: String
  /// The first message: the issue and the project.
  private let opening: Redacted<String>
  /// An exchange before it that shows the form of an answer; empty for a model that calls functions.
  private let example: [Prompt.Message]
  private let tools: [Prompt.Tool]
  private let outputLimit: Int
  private var pages: [StepPage] = []
  /// The index behind the last step of each page.
  private var ends: [Int] = []
  private var advised: Set<String> = [""]
  private var needs = PageNeeds()

  /// A writer for `run`.
  ///
  /// - Parameters:
  ///   - outside: The tools of servers, of which those are offered that a quarter of the window has room for.
  ///   - redactor: Takes secrets out; all text that others wrote passes through it.
  init(
    run: Run, model: Model, speech: Model.Speech, tools outside: [Prompt.Tool] = [],
    in sources: borrowing some SourceTree & ~Copyable, redactor: Redactor
  ) throws(WorkspaceFailure) {
    self.run = run
    self.model = model
    self.speech = speech
    let isText = speech == .text
    system = isText ? PromptTexts.text : PromptTexts.system + PromptTexts.tools
    let mark = String(run.id.digits)
    let own = speech == .tools ? Tool.described : []
    let offered =
      speech == .tools
      ? PromptWriter.fitting(
        outside.map(StepWords(mark: mark, limit: .max, redactor: redactor).tool),
        into: model.window / 4) : []
    tools = own + offered
    let fixed = tools.reduce(estimatedTokens(system)) { $0 + $1.tokens }
    // A small model that does not come to an end takes minutes for what nobody reads.
    let most = isText ? min(model.outputLimit, max(2048, model.window / 16)) : model.outputLimit
    outputLimit = min(most, max(256, (model.window - fixed) / 3))
    let free = max(900, model.window - fixed - outputLimit - 64)
    let message = OpeningMessage(
      run: run, hasTools: !offered.isEmpty,
      words: StepWords(mark: mark, limit: free, redactor: redactor, isFenced: isText),
      byteLimit: free / 2 * 3)
    opening = redactor(try message.text(in: sources))
    let example = isText ? Examples.messages(message.words) : []
    self.example = example
    let taken = example.reduce(estimatedTokens(opening.value)) { $0 + $1.tokens }
    tokenBudget = max(400, free - taken)
    words = StepWords(
      mark: mark, limit: max(300, min(24 << 10, tokenBudget * 3 / 4)), redactor: redactor,
      isFenced: isText)
  }

  /// The first of `tools`, as many as take no more than so many tokens.
  private static func fitting(_ tools: [Prompt.Tool], into tokens: Int) -> [Prompt.Tool] {
    var left = tokens
    return tools.filter { tool in
      let fits = tool.tokens <= left
      if fits { left -= tool.tokens }
      return fits
    }
  }

  /// The prompt after `steps`.
  mutating func prompt(
    after steps: [Step], in sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) -> Prompt {
    while (ends.last ?? 0) < steps.count {
      let group = CallGroup(at: ends.last ?? 0, of: steps)
      pages.append(try page(of: group, among: steps, sources))
      needs.take(group.steps, in: &pages)
      ends.append(group.steps.endIndex)
    }
    let count = ends.count { $0 <= steps.count }
    let summaryTokens = min(ContextSummary.byteLimit / 3, tokenBudget / 4)
    let context = ContextWindow(
      of: pages[..<count].map(\.tokens), tokenBudget: tokenBudget,
      summaryTokens: summaryTokens)
    var messages = example + [.user(opening)]
    messages += summary(of: steps, before: context, within: summaryTokens)
    messages += settled(in: context, of: steps)
    let folded = Set(context.folded)
    for index in context.start..<count where !folded.contains(index) {
      messages += index < context.masked ? pages[index].masked : pages[index].full
    }
    return Prompt(
      system: system, messages: merged(messages), tools: tools, outputLimit: outputLimit)
  }

  /// The message about the steps that are not shown; none where all are.
  private func summary(
    of steps: [Step], before context: ContextWindow, within tokens: Int
  ) -> [Prompt.Message] {
    guard context.start > 0 else { return [] }
    let start = ends[context.start - 1]
    var gone = Array(steps[..<start])
    if case .backtrack = steps[start].action { gone.append(steps[start]) }
    let summary = ContextSummary(steps: gone, words: words, limit: tokens * 3 - 60)
    let forms = speech == .text ? [Prompt.Message.user(words.redactor(StepTexts.moreBlocks))] : []
    return [.user(words.redactor(summary.text))] + forms
  }

  /// The message about settled steps, a line each in the order in which they were folded, so that it only grows while the
  /// window has its start; none where there are none.
  private func settled(in context: ContextWindow, of steps: [Step]) -> [Prompt.Message] {
    guard !context.folded.isEmpty else { return [] }
    let lines = context.folded.map { pages[$0].folded }.joined(separator: "\n")
    let text = StepTexts.settled + "\n" + words.marked(StepTexts.settledName, lines)
    // The blocks that are named once stood with a step that is folded.
    let isNamed = context.start > 0 || speech != .text
    let first = ends.indices.first { steps[..<ends[$0]].contains(where: \.isModels) }
    let forms = !isNamed && first.map(context.folded.contains) == true
    return (forms ? [.user(words.redactor(StepTexts.moreBlocks))] : [])
      + [.user(words.redactor(text))]
  }

  /// The page of an answer's steps; depends on the steps before them, never on those after them.
  private mutating func page(
    of group: CallGroup, among steps: [Step], _ sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) -> StepPage {
    var opens = StepTokens.Opening.none
    var tests: [TestReport?] = []
    var advice = ""
    for index in group.steps.indices {
      let opening = opening(of: steps[index], after: steps[..<index])
      if opening != .none { opens = opening }
      if opening == .attempt { advised = [""] }
      tests.append(
        steps[index].isJudgement
          ? steps[..<index].last { $0.isJudgement }?.observation.tests : nil)
      advice += try self.advice(for: steps[index], sources)
    }
    let (last, before) = (
      group.steps[group.steps.endIndex - 1], steps[..<(group.steps.endIndex - 1)]
    )
    return StepPage(
      of: group, after: tests, advice: advice,
      tail: StepTexts.stepCount(number: last.number)
        + nudge(after: Array(before + [last]).sinceLastBacktrack) + reminder(at: last, before),
      opens: opens, standing: .init(of: group.steps, since: steps.baseline), by: self)
  }

  /// A reminder for models that answer in text, which are small and forget the form.
  private func reminder(at step: Step, _ before: ArraySlice<Step>) -> String {
    guard speech == .text else { return "" }
    let tree = step.observation.tree
    let tested = (before + [step]).last { $0.isJudgement && $0.observation.tree == tree }
    let isThrough = tested?.observation.tests?.allPass == true && tree != run.baseTree
    let editsTests = (before + [step]).contains {
      $0.observation.changed.contains(where: TestFiles.isTest)
    }
    let warning = isThrough && editsTests ? StepTexts.testsChanged + " " : ""
    let isFirst = step.isModels && !before.contains(where: \.isModels)
    return " " + warning
      + (isThrough
        ? StepTexts.testsPass(subject: clipped(words.line(run.issue.title), to: 72))
        : StepTexts.oneBlock)
      + (isFirst ? "\n\n" + StepTexts.moreBlocks : "")
  }

  /// A warning that the run goes in circles: only at the step where that begins to show.
  private func nudge(after attempt: [Step]) -> String {
    guard let pattern = stuckPattern(in: attempt, limits: .nudge) else { return "" }
    let earlier = stuckPattern(in: Array(attempt.dropLast()), limits: .nudge)
    if case .noProgress = pattern, case .noProgress? = earlier { return "" }
    guard earlier != pattern else { return "" }
    return "\n" + StepTexts.goingInCircles(pattern: pattern.words)
  }

  /// Advice for the folder a step touches, the first time it is touched in an attempt.
  private mutating func advice(
    for step: Step, _ sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) -> String {
    var text = ""
    for folder in step.touchedFolders where advised.insert(folder).inserted {
      guard let advice = try OpeningMessage.advice(in: folder, sources) else { continue }
      let name = OpeningTexts.folderAdvice(folder: folder)
      text += "\n" + words.data(name, advice, limit: min(6000, tokenBudget * 3 / 8))
    }
    return text
  }

  private func opening(of step: Step, after before: ArraySlice<Step>) -> StepTokens.Opening {
    switch step.action {
    case .backtrack: return .attempt
    case .plan(let text):
      let done = { (plan: String) in plan.lines().count { $0.contains("[x]") } }
      for earlier in before.reversed() {
        if case .plan(let old) = earlier.action { return done(text) > done(old) ? .part : .none }
      }
      return .none
    default: return .none
    }
  }
}

extension Step {
  /// The folders above the files a step reads or edits, the outermost first, the project's own left out.
  fileprivate var touchedFolders: [String] {
    let paths: [String]
    switch action {
    case .read(let path, _, _): paths = [path]
    case .edit(let edits, _): paths = edits.flatMap(\.paths)
    default: return []
    }
    return paths.flatMap { path in
      let parts = path.split(separator: "/").dropLast()
      return parts.indices.map { parts[...$0].joined(separator: "/") }
    }
  }
}

extension FileEdit {
  /// The paths it concerns.
  fileprivate var paths: [String] {
    if case .rename(let target) = change { return [path, target] }
    return [path]
  }
}
