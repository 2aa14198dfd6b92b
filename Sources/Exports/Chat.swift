import Models
import Text
import Vocabulary

/// Conversations as OpenAI's fine-tuning and TRL load them: `messages`, `tools`, a `weight` for each turn of the model.
///
/// A conversation goes on as long as the next prompt begins with it; where it does not, since steps have left the window, a
/// new one begins. So each turn is trained once, behind the very messages that it was an answer to. The weight is 1 for a
/// good step and 0 for another; turns that a conversation repeats have 0.
struct Chat {
  /// How turns are weighted.
  struct Weighting: Hashable, Sendable {
    /// The weight of good turns in episodes of recovery.
    var recovery = 1.0
    /// Whether all other turns have the weight 0.
    var onlyRecovery = false
  }

  private let run: ExportedRun
  private let weighting: Weighting
  private var records: [ExportRecord] = []
  private var messages: [JSON] = []
  private var tools: JSON = .null
  /// The steps of the turns trained in the present conversation, by the place of their message.
  private var trained:
    [(place: Int, step: Step, weight: Double, fidelity: PromptRendering.Fidelity)] =
      []

  /// The conversations of `run`, each a line of `chat.jsonl` and one of `chat.labels.jsonl`.
  static func records(
    of run: ExportedRun, _ prompts: inout RunPrompts, _ weighting: Weighting,
    _ counts: inout LabelCounts
  ) throws -> [ExportRecord] {
    var chat = Chat(run: run, weighting: weighting)
    for index in prompts.turns {
      let rendered = try prompts.prompt(at: index)
      counts.prompts[rendered.fidelity, default: 0] += 1
      guard let turn = prompts.turn(at: index, byCalls: rendered.isByCalls) else { continue }
      chat.take(turn, at: index, rendered)
    }
    chat.flush()
    return chat.records
  }

  private init(run: ExportedRun, weighting: Weighting) {
    self.run = run
    self.weighting = weighting
  }

  private mutating func take(
    _ turn: ModelTurn, at index: Int, _ rendered: PromptRendering.Rendered
  ) {
    let prompt = rendered.prompt.chatMessages
    if !prompt.starts(with: messages) { flush() }
    messages = prompt + [turn.message]
    tools = rendered.prompt.tools.isEmpty ? .null : rendered.prompt.chatTools
    trained.append(
      (prompt.count, run.steps[index], weight(of: turn), rendered.fidelity))
  }

  private func weight(of turn: ModelTurn) -> Double {
    let labels = turn.steps.map { run.labels[$0 - 1] }
    guard labels.allSatisfy(\.isGood) else { return 0 }
    let isRecovery = labels.contains { $0.part == .recovery || $0.part == .end }
    return isRecovery ? weighting.recovery : weighting.onlyRecovery ? 0 : 1
  }

  /// Writes down the present conversation, where a turn of it is trained.
  private mutating func flush() {
    defer { (messages, trained) = ([], []) }
    guard trained.contains(where: { $0.weight > 0 }) || !weighting.onlyRecovery, !trained.isEmpty
    else { return }
    let weights = Dictionary(trained.map { ($0.place, $0.weight) }) { $1 }
    var origins: [JSON] = []
    let weighted = messages.enumerated().map { place, message -> JSON in
      origins.append(.string(Chat.origin(of: message)))
      guard message["role"]?.string == "assistant" else { return message }
      let weight = weights[place] ?? 0
      return message.merging(["weight": Int(exactly: weight).map(JSON.int) ?? .double(weight)])
    }
    records.append(
      ExportRecord(
        file: "chat.jsonl", json: .members(["messages": .array(weighted), "tools": tools])))
    records.append(
      ExportRecord(
        file: "chat.labels.jsonl",
        json: run.facts.merging([
          "origins": .array(origins),
          "turns": .array(
            trained.map { turn in
              [
                "message": .int(turn.place), "step": .int(turn.step.number),
                "prompt": .string(turn.fidelity.rawValue),
                "prompt_sha256": JSON(turn.step.reply?.prompt?.digest),
                "labels": run.labels[turn.step.number - 1].json,
              ]
            }),
        ]), isMain: false))
  }

  /// Whose words a message has: `instructions` are ours, `model` the model's; all else holds text from `outside`.
  static func origin(of message: JSON) -> String {
    switch message["role"]?.string {
    case "system": "instructions"
    case "assistant": "model"
    default: "outside"
    }
  }
}
