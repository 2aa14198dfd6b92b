import Git
import Models
import Processes
import Records
import Support
import Testing
import Text
import Vocabulary

@testable import Runs

private typealias Issue = Vocabulary.Issue

@Suite(.timeLimit(.minutes(2))) struct `A run that is taken up` {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private func resume(
    _ id: RunID, by kind: PolicyKind? = nil, answering answer: String? = nil
  ) async throws(RunError) -> EndedRun {
    let opened: OpenRepository
    do { opened = try place.opened() } catch { throw RunError(error) }
    return try await RunExecutor(in: opened, reporter: place.listener, stop: StopRequest())
      .resume(id, by: kind, answering: answer)
  }

  @Test func `is confined where the settings of now want it, whatever they said when it began`() {
    var run = sampleRun()
    run.mandate.sandbox = .none
    var settings = Settings()
    #expect(run.confined(by: settings).mandate.sandbox == .required)
    settings.sandbox = .none
    #expect(run.confined(by: settings).mandate.sandbox == .none)
    // What wanted one then still has one.
    run.mandate.sandbox = .required
    #expect(run.confined(by: settings).mandate.sandbox == .required)
  }

  @Test func `reaches no host that the settings of now do not list`() {
    var run = sampleRun()
    run.mandate.network = ["evil.example", "pypi.org", "pypi.org:8443"]
    var settings = Settings()
    #expect(run.confined(by: settings).mandate.network == [])
    settings.network = ["pypi.org", "files.pythonhosted.org"]
    #expect(run.confined(by: settings).mandate.network == ["pypi.org"])
  }

  @Test func `has the built-in policy beside the model where it has worked there before`() {
    let model = Model(
      name: "small", api: .openai, address: "http://localhost", speech: .tools, window: 32_768,
      outputLimit: 1024)
    let settings = ModelSettings(
      name: "small", api: .openai, address: "http://localhost", speech: .tools, window: 9000,
      outputLimit: 900, thinking: 0, options: [:], samples: 1, reviews: 0, patience: nil,
      prices: Prices([]), keyCommand: nil)
    let alone = RunPolicy.model(model, settings, afterRepair: false)
    func searches(_ steps: [Step]) -> Bool? {
      if case .model(_, _, let afterRepair) = alone.resumed(after: steps) {
        afterRepair
      } else {
        nil
      }
    }
    let test = step(1, .test(.working), decidedBy: "engine")
    #expect(searches([test, step(2, .plan("p"), decidedBy: "repair")]) == true)
    #expect(searches([test, step(2, .plan("p"), decidedBy: "model:small")]) == false)
    #expect(RunPolicy.repair.resumed(after: [test]).kind == .repair)
  }

  @Test func `has to be under way`() async throws {
    let id = try place.delivered().record.run.id
    await #expect {
      try await resume(id)
    } throws: {
      if case .ended(id, .resolved) = $0 as? RunError { true } else { false }
    }
  }

  @Test func `whose series was kept back is delivered once a person lets it through`() throws {
    let (id, trail) = try place.begin()
    let secret = "print('ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2')\n"
    try trail.keep(try trail.mend(secret))
    func executor() throws -> RunExecutor {
      RunExecutor(in: try place.opened(), reporter: place.listener, stop: StopRequest())
    }
    #expect { try executor().letThrough(id) } throws: {
      if case .notWithheld(id) = $0 as? RunError { true } else { false }
    }
    var kept = try GitTrail.resume(
      id, in: try place.opened().another(), author: try place.opened().author, secrets: [])
    #expect { try executor().conclude(&kept, as: .resolved) } throws: {
      if case .withheld(id, _) = $0 as? RecordsError { true } else { false }
    }
    #expect(kept.record.isWithheld && kept.record.branch == nil)
    let ended = try executor().letThrough(id)
    #expect(ended.record.outcome == .resolved && ended.record.phase == .delivered)
    #expect(ended.record.isLetThrough && ended.record.patches.count == 1)
    #expect { try executor().letThrough(id) } throws: {
      if case .notWithheld(id) = $0 as? RunError { true } else { false }
    }
  }

  @Test func `is left to the process that works on it`() async throws {
    let (id, trail) = try place.begin()
    try trail.keep([])
    let opened = try place.opened()
    let lock = try opened.cache.lock(id, of: opened.repository)
    await #expect {
      try await resume(id)
    } throws: {
      if case .busy(id, _) = $0 as? RunError { true } else { false }
    }
    lock.release()
  }

  @Test func `waits for an answer where it has asked, and takes none where it has not`()
    async throws
  {
    let (asking, first) = try place.begin("One")
    let tree = first.new.run.baseTree
    try first.keep(
      [
        Step(
          number: 1, action: .ask(question: "Both?"), observation: Observation(tree: tree),
          decidedBy: .policy(.model), time: 1, cost: .nothing)
      ], outcome: .waiting)
    await #expect {
      try await resume(asking, by: .repair)
    } throws: {
      if case .asking(asking, "Both?") = $0 as? RunError { true } else { false }
    }
    #expect(place.listener.events.last == "question")
    let (silent, second) = try place.begin("Two")
    try second.keep([])
    await #expect {
      try await resume(silent, answering: "Yes.")
    } throws: {
      if case .askedNothing(silent) = $0 as? RunError { true } else { false }
    }
  }

  @Test func `needs a policy that goes on from steps`() async throws {
    let (id, trail) = try place.begin()
    try trail.keep([])
    for kind in [PolicyKind.replay, .other("new")] {
      await #expect {
        try await resume(id, by: kind)
      } throws: {
        if case .notResumable(id, kind) = $0 as? RunError { true } else { false }
      }
    }
    await #expect {
      try await resume(id, by: .model)
    } throws: {
      if case .noModel = $0 as? RunError { true } else { false }
    }
  }
}

@Suite(.timeLimit(.minutes(2))) struct `A reroll` {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private func comment() throws -> [ReviewComment] { [ReviewComment(text: "Mind the empty list.")] }

  @Test func `stands on the base that it was made on, whatever moves the branch meanwhile`() throws
  {
    let stored = try place.delivered()
    let base = try place.repository.git("rev-parse", "main")
    // The command that prints the key takes its time, and somebody pushes.
    let move =
      "cd '\(place.repository.path)' && echo x > b.txt && git add b.txt"
      + " && git -c user.name=B -c user.email=b@example.org commit -qm pushed && echo key-of-eight"
    let opened = try place.opened { settings in
      settings.model = ModelSettings(
        name: "small", api: .openai, address: "http://127.0.0.1:9", speech: .tools, window: 9000,
        outputLimit: 900, thinking: 0, options: [:], samples: 1, reviews: 0, patience: nil,
        prices: Prices([]), keyCommand: move)
    }
    let new = try NewRun(
      revising: stored, by: try comment(), as: RunRequest(), in: opened, reporter: place.listener)
    #expect(try place.repository.git("rev-parse", "main") != base)
    #expect("\(new.run.base)" == base)
    let files = try place.repository.git("ls-tree", "--name-only", "\(new.run.startTree)")
    #expect(files == "a.py" && new.run.baseRef == "refs/heads/main")
  }

  @Test func `is begun with a word on comments that its policy does not read`() throws {
    let stored = try place.delivered()
    _ = try NewRun(
      revising: stored, by: try comment(),
      as: RunRequest(policy: PolicyRequest(name: .repair)), in: try place.opened(),
      reporter: place.listener)
    #expect(place.listener.events.contains("unreadComments"))
  }

  @Test func `is not made where the base has all of the series`() throws {
    let stored = try place.delivered()
    let branch = try #require(stored.record.branch)
    try place.repository.git("merge", "-q", "--squash", branch)
    try place.repository.git("commit", "-qm", "taken")
    #expect {
      try NewRun(
        revising: stored, by: try comment(), as: RunRequest(), in: try place.opened(),
        reporter: place.listener)
    } throws: {
      if case .isInBase = $0 as? RunError { true } else { false }
    }
  }
}
