import ArgumentParser
import Delivery
import Engine
import Git
import Models
import Records
import Text
import Vocabulary

/// `git colleague resume`: takes a run up where its trail ends.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Take a run up where its trail ends.",
    discussion: """
      The model is the one that is set now. With --policy another policy goes on from here.
      """)

  @Argument(help: "The run: its id, the start of it, or its branch.")
  var run: String

  @Option(help: "Who decides from here on: model or repair; the run's own unless told.")
  var policy: PolicyChoice.PolicyName?

  @OptionGroup var display: RunDisplay

  func run() async throws {
    let opened = try OpenRepository.here()
    let id = try RunIndex.id(matching: run, in: opened.repository)
    try await Continuation(of: id, display: display).goOn(in: opened, policy: policy)
  }
}

/// Takes up a run that is there already.
struct Continuation {
  private let id: String
  private let display: RunDisplay

  /// The continuation of the run `id`.
  init(of id: String, display: RunDisplay) {
    self.id = id
    self.display = display
  }

  /// Goes on with the run, or finishes its delivery.
  ///
  /// - Parameters:
  ///   - policy: Who decides instead of the run's own policy.
  ///   - answer: What a person says to the question the run waits for.
  ///   - allotment: What may be spent for now; the run's budget unless told.
  ///   - recording: The steps that a run of the policy `replay` does again.
  /// - Throws: ``Failure`` with `nothingToDo` when the run has ended, `busy` when somebody works on it;
  ///   what ``Undertaking/carryOn(_:holding:asking:replaying:)`` throws.
  func goOn(
    in opened: consuming OpenRepository, policy: PolicyChoice.PolicyName? = nil,
    answer: String? = nil,
    allotment: Budget? = nil, replaying recording: [Step]? = nil
  ) async throws {
    let lock = try RunLock.take(of: id, in: opened.repository)
    let record = try StoredRun(id, in: opened.repository).record
    let kind = policy.map { PolicyKind($0.rawValue) } ?? record.run.policy
    let isReplay = kind == .replay && recording != nil
    var model: Model?
    if record.phase == .delivering {
      // Nobody is asked any more; but where it is set, its key is no text for any record.
      model = try? self.model(for: kind, opened.settings)
    } else if !isReplay {
      model = try self.model(for: kind, opened.settings)
    }
    var trail = try GitTrail.resume(
      id, in: try opened.another(), author: try opened.author,
      secrets: Settings.secrets(with: model))
    if trail.record.phase != .working {
      if trail.record.phase == .delivering, let outcome = trail.record.outcome {
        try SeriesDelivery.conclude(
          &trail, as: outcome, at: SystemClock().now,
          marksAuthorship: opened.settings.authorship)
        if let command = opened.settings.deliverCommand {
          Handover(command: command).run(for: trail.record, in: opened.repository)
        }
        lock.release()
        RunFolder.clearLeftovers(in: opened.repository)
        return try display.report(trail.record, steps: trail.steps)
      }
      lock.release()
      RunFolder.clearLeftovers(in: opened.repository)
      throw Failure(
        "run \(id) has ended as \(trail.record.outcome?.rawValue ?? "nothing")",
        hint: "git colleague show \(id)", status: .nothingToDo)
    }
    if let answer {
      try keep(answer, in: &trail)
    } else if let question = trail.steps.openQuestion {
      lock.release()
      Console.standard.note(visible(question))
      throw Failure(
        "run \(id) waits for an answer", hint: "git colleague answer \(id) TEXT", status: .waiting)
    }
    display.announce(trail.record.run, opened.settings)
    try trail.keepResumption(at: SystemClock().now)
    try await Undertaking(opened: opened, display: display, allotment: allotment).carryOn(
      trail, holding: lock, asking: model, replaying: isReplay ? recording : nil)
  }

  /// The model, where the policy `kind` asks one.
  private func model(for kind: PolicyKind, _ settings: Settings) throws -> Model? {
    guard kind.resumesFromSteps else {
      throw Failure(
        "run \(id) has the policy '\(kind)', which cannot be taken up again",
        hint: "git colleague resume --policy repair \(id)", status: .usage)
    }
    guard kind.asksModel else { return nil }
    guard let model = settings.model else { throw Failure.noModel }
    return try model.model()
  }

  /// Keeps the answer as a step of the person's.
  private func keep(_ answer: String, in trail: inout GitTrail) throws {
    guard let last = trail.steps.last, let question = trail.steps.openQuestion else {
      throw Failure(
        "run \(id) has asked nothing", hint: "git colleague show \(id)", status: .nothingToDo)
    }
    let step = Step(
      number: last.number + 1, action: .ask(question: question),
      observation: Observation(tree: last.observation.tree, output: Excerpt(answer)),
      decidedBy: .person, time: max(last.time, SystemClock().now), cost: .nothing)
    do { try trail.append(step) } catch { throw ContributorFailure.trail(error) }
  }
}
