import Engine
import Git
import Models
import Records
import Text
import Vocabulary

/// Pairs of a better and a worse way on from the same place, as TRL loads them: `prompt`, `chosen` and `rejected`, lists of
/// messages, and `tools`; a pair a line of `preference.jsonl`, and what it comes from in `preference.labels.jsonl`.
struct Preference {
  /// Where a pair comes from.
  enum Source: String {
    /// Two samples or candidates of one trial.
    case trial
    /// The way that a return gave up, and the one that led on from the same checkpoint.
    case backtrack
    /// A series, and its next version.
    case reroll
  }

  /// The most pairs of one trial.
  private static let pairsOfTrial = 4

  /// How candidates fare, the best first; each is better than those after it.
  private static let order: [CandidateResult.Mark] = [
    .passes, .improves, .unchanged, .breaks, .unbuilt, .exceeded, .refused,
  ]

  private let run: ExportedRun
  private var records: [ExportRecord] = []

  /// The pairs of `run`.
  static func records(
    of run: ExportedRun, _ prompts: inout RunPrompts, in repository: borrowing Repository
  ) throws -> [ExportRecord] {
    var preference = Preference(run: run)
    for index in run.steps.indices {
      switch run.steps[index].action {
      case .trial(let candidates): try preference.compare(candidates, at: index, &prompts)
      case .backtrack(let target, _): try preference.compare(from: target, at: index, &prompts)
      default: break
      }
    }
    try preference.compareVersions(in: repository)
    return preference.records
  }

  private init(run: ExportedRun) { self.run = run }

  /// Pairs the best candidate of a trial with the worse ones, the first four of them.
  private mutating func compare(
    _ candidates: [Candidate], at index: Int, _ prompts: inout RunPrompts
  ) throws {
    let step = run.steps[index]
    let marks = Dictionary(step.observation.results.map { ($0.id, $0.mark) }) { one, _ in one }
    let ranked = candidates.compactMap { candidate -> (candidate: Candidate, rank: Int)? in
      marks[candidate.id].flatMap { Preference.order.firstIndex(of: $0) }.map { (candidate, $0) }
    }
    guard let best = ranked.min(by: { $0.rank < $1.rank }) else { return }
    let worse = ranked.filter { $0.rank > best.rank }.prefix(Preference.pairsOfTrial)
    guard !worse.isEmpty, let chosen = message(of: best.candidate, step) else { return }
    let rendered = try prompts.prompt(at: index)
    for other in worse {
      guard let rejected = message(of: other.candidate, step) else { continue }
      add(
        .trial, rendered.prompt.chatMessages, [chosen], [rejected],
        rendered.prompt.tools.isEmpty ? ModelFunctions.described : rendered.prompt.chatTools,
        [
          "step": .int(step.number), "chosen": .string(best.candidate.id),
          "rejected": .string(other.candidate.id),
          "chosen_mark": .string("\(Preference.order[best.rank])"),
          "rejected_mark": .string("\(Preference.order[other.rank])"),
          "prompt": .string(rendered.fidelity.rawValue),
        ])
    }
  }

  private func message(of candidate: Candidate, _ step: Step) -> JSON? {
    ModelTurn.message(
      choosing: .edit(candidate.edits, why: candidate.about), atStep: step.number)
  }

  /// Pairs the way that the return at `index` gave up with the one after it, where that one led to a checkpoint.
  private mutating func compare(
    from target: Int, at index: Int, _ prompts: inout RunPrompts
  ) throws {
    let failed = prompts.turns.filter { $0 >= target && $0 < index }
    guard let first = failed.first else { return }
    // What came of the second way is known at its first checkpoint, before another return.
    let rest = run.labels.indices.dropFirst(index + 1).prefix {
      run.steps[$0].action.kind != .backtrack
    }
    guard
      let goal = rest.first(where: { run.labels[$0].isCheckpoint && isBetter($0, than: target) }),
      let begin = prompts.turns.first(where: { $0 > index && $0 <= goal })
    else { return }
    let prompt = try prompts.prompt(at: first)
    guard let rejected = try way(from: first, to: index, &prompts),
      let chosen = try way(from: begin, to: goal + 1, &prompts)
    else { return }
    add(
      .backtrack, prompt.prompt.chatMessages, chosen, rejected,
      prompt.prompt.tools.isEmpty ? .null : prompt.prompt.chatTools,
      [
        "checkpoint": .int(target), "backtrack": .int(index + 1),
        "chosen_steps": [.int(begin + 1), .int(goal + 1)],
        "rejected_steps": [.int(first + 1), .int(index)],
        "prompt": .string(prompt.fidelity.rawValue),
      ])
  }

  /// Whether the report of the step at `index` is better than the last one up to the step `number`.
  private func isBetter(_ index: Int, than number: Int) -> Bool {
    let before = run.steps.prefix(max(1, number)).last { $0.isJudgement }?.observation.tests
    return run.steps[index].observation.tests?.isBetter(than: before) == true
  }

  /// The messages from the turn at the index `first` to the last turn before the index `end`, with the results between
  /// them; `nil` where the window has moved meanwhile.
  private func way(
    from first: Int, to end: Int, _ prompts: inout RunPrompts
  ) throws -> [JSON]? {
    let before = try prompts.prompt(after: first, as: first).prompt.chatMessages
    let after = try prompts.prompt(after: end, as: first).prompt.chatMessages
    guard after.starts(with: before) else { return nil }
    var way = Array(after.dropFirst(before.count))
    while let last = way.last, last["role"]?.string != "assistant" { way.removeLast() }
    return way.isEmpty ? nil : way
  }

  /// Pairs the series that this run went out from with what became of it.
  private mutating func compareVersions(in repository: borrowing Repository) throws {
    guard let reroll = run.run.reroll, let delivered = run.deliveredTree else { return }
    var issue = run.issueText
    if let before = try? StoredRun(reroll.of, in: repository) {
      issue = ExportedRun(before.record, steps: []).issueText
    }
    let old = try repository.patch(from: run.run.baseTree, to: reroll.start)
    let new = try repository.patch(from: run.run.baseTree, to: delivered)
    guard old != new else { return }
    add(
      .reroll, [["role": "user", "content": .string(issue)]],
      [["role": "assistant", "content": .string(new)]],
      [["role": "assistant", "content": .string(old)]], .null,
      ["version": .int(reroll.version), "rejected_run": .string("\(reroll.of)")])
  }

  private mutating func add(
    _ source: Source, _ prompt: [JSON], _ chosen: [JSON], _ rejected: [JSON], _ tools: JSON,
    _ facts: JSON
  ) {
    records.append(
      ExportRecord(
        file: "preference.jsonl",
        json: .members([
          "prompt": .array(prompt), "chosen": .array(chosen), "rejected": .array(rejected),
          "tools": tools,
        ])))
    records.append(
      ExportRecord(
        file: "preference.labels.jsonl",
        json: run.facts.merging(facts).merging(["source": .string(source.rawValue)]),
        isMain: false))
  }
}
