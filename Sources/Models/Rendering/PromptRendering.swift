package import Engine
package import Text
package import Vocabulary

/// Renders again what a model was sent in a run, from the run and its steps.
///
/// A prompt is a pure function of those, of the base's files, and of what the record of the choice says of the model.
/// Whether it is what was sent tells the digest in the record. Pages of steps are kept from one prompt to the next, as
/// long as the model stays the same.
package struct PromptRendering {
  private let run: Run
  private let redactor: Redactor
  private var writer: PromptWriter?
  private var circumstances: Circumstances?

  /// What a prompt depends on beside the run and its steps.
  private struct Circumstances: Hashable {
    var name: String
    var service: String?
    var window: Int
    var outputLimit: Int
    var speech: Model.Speech
    var family: String

    /// Those of a choice whose record does not tell them: a window of 128,000 tokens, functions, no known service.
    init(of reply: Reply?) {
      let sent = reply?.prompt
      name = reply?.model ?? ""
      service = reply?.service
      window = sent?.window ?? 128_000
      outputLimit = sent?.outputLimit ?? 8192
      speech = sent.flatMap { Model.Speech(rawValue: $0.speech) } ?? .tools
      family = sent?.family ?? ServiceFamily.unknown.name
    }

    var model: Model {
      var model = Model(
        name: name, api: .openai, address: "", speech: speech, window: window,
        outputLimit: outputLimit, service: ServiceFamily(named: family) ?? .unknown)
      model.recordedDigest = service ?? ""
      return model
    }
  }

  /// A prompt, and what is known of whether it was sent.
  package struct Rendered: Sendable {
    /// The prompt.
    package let prompt: Prompt
    /// How it stands to what was sent.
    package let fidelity: Fidelity
    /// Whether the model replied by calls of functions, and not in text.
    package let isByCalls: Bool
  }

  /// How a prompt that was rendered stands to what was sent.
  package enum Fidelity: String, Hashable, Sendable, CaseIterable {
    /// It has the recorded digest.
    case asSent = "as it was sent"
    /// It has another digest: it was sent by a version that renders otherwise, or other secrets are taken out now.
    case differs = "rendered anew, differs from what was sent"
    /// No digest was recorded.
    case unrecorded = "rendered anew, what was sent is not recorded"
  }

  /// Renders prompts of `run`, with secrets taken out by `redactor`.
  package init(of run: Run, redactor: Redactor) {
    self.run = run
    self.redactor = redactor
  }

  /// The prompt that led to `step`.
  ///
  /// - Parameters:
  ///   - steps: All steps of the run, or those up to it.
  ///   - sources: The base's files; others are not read.
  /// - Complexity: O(*n*) in the steps, once for each circumstance; then in the pages shown.
  package mutating func prompt(
    of step: Step, among steps: [Step], in sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) -> Rendered {
    let sent = step.reply?.prompt
    let circumstances = Circumstances(of: step.reply)
    var writer: PromptWriter
    if let known = self.writer, self.circumstances == circumstances {
      writer = known
    } else {
      writer = try PromptWriter(
        run: run, model: circumstances.model, speech: circumstances.speech, in: sources,
        redactor: redactor)
    }
    let count = min(sent?.shown ?? step.number - 1, step.number - 1, steps.count)
    var prompt = try writer.prompt(after: Array(steps[..<max(0, count)]), in: sources)
    (self.writer, self.circumstances) = (writer, circumstances)
    let turns = (sent?.turns ?? []).map { turn -> Prompt.Message in
      turn.isModels
        ? .assistant(redactor(turn.text), thinking: [], call: nil) : .user(redactor(turn.text))
    }
    prompt.messages = merged(prompt.messages + turns)
    let fidelity: Fidelity =
      switch sent?.digest {
      case nil: .unrecorded
      case prompt.digest?: .asSent
      case _?: .differs
      }
    return Rendered(
      prompt: prompt, fidelity: fidelity, isByCalls: circumstances.speech == .tools)
  }
}
