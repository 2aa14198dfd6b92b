import Engine
import Support
import Testing
import Text
import Vocabulary

@testable import Models

private typealias Issue = Vocabulary.Issue

extension Prompt {
  /// The whole prompt as a page to be read: instructions, functions, messages.
  fileprivate var page: String {
    let functions = tools.map { "=== function \($0.name)\n\($0.about)\n\($0.parameters.text)" }
    let said = messages.map { message in
      switch message {
      case .user(let text): "=== user\n\(text)"
      case .result(let text, let id): "=== result of \(id)\n\(text)"
      case .assistant(let text, _, nil): "=== assistant\n\(text)"
      case .assistant(let text, _, let call?):
        "=== assistant\n\(text)\n--- call \(call.id): \(call.name) \(call.arguments.text)"
      }
    }
    return (["=== instructions\n\(system)"] + functions + said).joined(separator: "\n\n") + "\n"
  }
}

@Suite struct `The whole prompt of a run of forty steps` {
  /// The large window holds all steps since the run went back; the small one masks some of them.
  @Test(arguments: [(Model.Speech.tools, 24_000), (.text, 9000)])
  func `is the one that was reviewed`(speech: Model.Speech, window: Int) throws {
    let long = FortyStepRun()
    #expect(long.steps.count == 40)
    var writer = try PromptWriter(
      run: long.run, model: makeModel(window: window, speech: speech), speech: speech,
      in: long.files, redactor: Redactor())
    let prompt = try writer.prompt(after: long.steps, in: long.files)
    try GoldenFile("forty-steps-\(speech.rawValue).txt").expect(prompt.page)
  }
}

@Suite struct `The requests beside the steps` {
  private let run = makeRun(
    Issue(title: "Spans that touch", body: "They are one.", criteria: []), test: "make check")

  /// A run that has mended a file, after a review that asked for more.
  private var steps: [Step] {
    var steps = [Step].begun
    steps.add(.edit([FileEdit(path: "a.py", change: .write("x\n"))], why: "So."), at: 1)
    steps.add(.plan("- [ ] a.py: the empty list\n"), at: 1, by: "review:small")
    steps.add(.test(.working), at: 1, tests: .of(["test_a", "test_b"]))
    return steps
  }

  @Test func `are the ones that were reviewed`() async throws {
    let probe = Asked([.calls("ready"), .calls("test")], model: makeModel(speech: nil))
    _ = try await probe.decide(run: run)
    let finish = Outcome.calls("finish", ["claim": "resolved", "why": "They were apart."])
    let review = Asked([finish, .says("APPROVED")], reviews: 2)
    _ = try await review.decide(after: steps, run: run)
    var tried = [Step].begun
    let candidates = (1...2).map { number in
      Candidate(
        id: "sample-\(number)",
        edits: [FileEdit(path: "a.py", change: .write("\(number)\n"))], about: "Say \(number).")
    }
    tried.add(
      .trial(candidates), at: 0,
      results: candidates.map { CandidateResult(id: $0.id, mark: .passes) })
    let choice = Asked([.says("2")], model: makeModel(samples: 2))
    _ = try await choice.decide(after: tried, run: run)
    let split = Asked([.says("PATCH: x\nHUNKS: h1 h2")])
    var policy = split.policy
    let files = Files(parts: [
      (Hunk(id: "h1", path: "a.py", change: .add), "+x\n"),
      (Hunk(id: "h2", path: "b.py", change: .add), "+y\n"),
    ])
    _ = try await policy.proposeSplit(for: run, after: steps, budget: .standard, in: files)
    let requests = [
      probe.service.asked.first, review.service.asked.last, choice.service.asked.last,
      split.service.asked.last,
    ]
    let pages = requests.compactMap { $0?.page }
    #expect(pages.count == 4)
    try GoldenFile("requests.txt").expect(pages.joined(separator: "\n\n"))
  }
}
