import Engine
import Text
import Vocabulary

/// The member of a request that holds an answer to a schema.
let schemaMember = "response_format"

extension ModelPolicy {
  /// Replies of one kind in a row that cannot be carried out after which the run ends.
  ///
  /// Small models answer in text, and another temperature may bring what the last did not: for them each reply counts as a
  /// step, and the run goes on while there are steps.
  func faultLimit(_ speech: Model.Speech, _ client: MeteredClient<S>) -> Int {
    speech == .text ? max(ReplyFaults.limit, client.stepsLeft) : ReplyFaults.limit
  }

  /// Sets how an answer in text is made: at temperature 0, higher after each reply that led nowhere, and by a schema after
  /// one without a block.
  func guide(
    _ prompt: inout Prompt, _ speech: Model.Speech, _ attempts: Attempts, faults: Int,
    _ sources: borrowing some SourceTree & ~Copyable
  ) {
    guard speech == .text else { return }
    let idle = faults + attempts.idle
    // Three, five and seven tenths, then again.
    prompt.members["temperature"] =
      idle == 0 ? .double(0) : .double(Double((idle - 1) % 3 * 2 + 3) / 10)
    guard faults > 0, takesSchema else { return }
    prompt.members[schemaMember] = SchemaAnswer.schema(paths: (try? sources.paths()) ?? [])
  }

  /// The report that words without a block mean where the tests pass: a small model that is through says so in words.
  func report(saying answer: Answer, _ run: Run, _ steps: [Step]) -> Action.Report? {
    let words = TextProtocol.words(in: answer.text)
    guard steps.passNow(in: run), !words.isEmpty else { return nil }
    return Action.Report(claim: .resolved, why: clipped(oneLine(words), to: 400))
  }

  /// The form of an answer, filled in for the file that this issue most likely concerns.
  func form(
    for run: Run, _ sources: borrowing some SourceTree & ~Copyable
  ) -> Redacted<String> {
    let paths = (try? sources.paths()) ?? []
    let text = "\(run.issue.title)\n\(run.issue.body)"
    let named = paths.filter { !TestFiles.isTest($0) && text.contains($0) }
    let path = named.first ?? paths.first { !TestFiles.isTest($0) && SourceLanguage.of($0) != nil }
    return settings.redactor.shown(
      path.map { Corrections.form(path: $0) } ?? Corrections.commandForm)
  }
}

/// What a reply in text means in this project, its notes with the words; any other reply as it is.
func settled(
  _ read: (action: PolicyAction, words: String), _ speech: Model.Speech, _ run: Run,
  _ attempts: Attempts, _ sources: borrowing some SourceTree & ~Copyable
) throws(InvalidReply) -> (action: PolicyAction, words: String) {
  guard speech == .text else { return read }
  var settling = EditSettling(issue: run.issue, insteadOf: attempts.replaced)
  let action = try settling.settled(read.action, in: sources)
  let notes = settling.notes.map { "\n" + StepNotes.line($0) }
  return (action, read.words + notes.joined())
}

/// The last edits of a model that answers in text which brought nothing, and what it is shown of them.
///
/// A small model that sees its own wrong answer gives it again. So it is asked the same question up to three times more,
/// at rising temperatures, and each answer takes the place of what the one before made of the same files; only then is it
/// shown what came of them.
struct Attempts {
  /// The steps that the next prompt shows.
  let shown: [Step]
  /// Replies in a row that came to nothing.
  let idle: Int
  /// The edits that the next one replaces; empty where it is made on what stands.
  let replaced: [FileEdit]

  private static let limit = 3

  /// - Parameter steps: All steps so far.
  init(after steps: [Step], of run: Run, _ speech: Model.Speech) {
    guard speech == .text else {
      (shown, idle, replaced) = (steps, 0, [])
      return
    }
    var start = steps.count
    var edits: [[FileEdit]] = []
    let judged = steps.baseline
    while start > 1 {
      let last = steps[start - 1]
      let isTest = last.action == .test(.working) && last.reply == nil
      let place = isTest ? start - 2 : start - 1
      guard place > 0, steps[place].isModels, case .edit(let made, _) = steps[place].action else {
        break
      }
      let isRefused = steps[place].observation.refusal != nil
      guard isRefused || isTest && !Attempts.helped(last.observation.tests, since: judged) else {
        break
      }
      if !isRefused { edits.append(made) }
      start = place
    }
    let count = steps[start...].count(where: \.isModels)
    let isAtBase = start > 0 && steps[start - 1].observation.tree == run.baseTree
    let isPlain = edits.joined().allSatisfy { edit in
      switch edit.change {
      case .write, .splice, .substitute: true
      case .delete, .rename: false
      }
    }
    idle = count
    guard count > 0, count <= Attempts.limit, isAtBase, isPlain else {
      (shown, replaced) = (steps, [])
      return
    }
    shown = Array(steps[..<start])
    replaced = Array(edits.joined())
  }

  /// Whether fewer tests fail than before.
  private static func helped(_ tests: TestReport?, since before: TestReport?) -> Bool {
    guard let tests else { return false }
    guard let before else { return tests.allPass }
    return tests.allPass
      || !tests.turned(since: before).isEmpty && tests.lost(since: before).isEmpty
  }
}

extension [Step] {
  /// Whether files differ from the base, and the tests of them as they stand all pass.
  fileprivate func passNow(in run: Run) -> Bool {
    guard let tree = last?.observation.tree, tree != run.baseTree else { return false }
    let tested = last { $0.isJudgement && $0.observation.tree == tree }
    return tested?.observation.tests?.allPass == true
  }

  /// The report of a model that answers in text, where its last edit speaks for it: the tests failed at the base and all
  /// pass now, or they pass and the next edit has come to nothing. Asked, a small model goes on to change what is right.
  func plainReport(of run: Run) -> Action.Report? {
    guard let last, passNow(in: run) else { return nil }
    let isMended =
      last.action == .test(.working) && last.reply == nil && baseline.map { !$0.allPass } == true
    let isIdle = last.isModels && last.action.kind == .edit && last.observation.refusal != nil
    guard isMended || isIdle else { return nil }
    let edit = self.last { $0.isModels && $0.action.kind == .edit && $0.observation.refusal == nil }
    let words = StepNotes.without(edit?.reply?.text ?? "")
    return Action.Report(claim: .resolved, why: clipped(oneLine(words), to: 400))
  }
}
