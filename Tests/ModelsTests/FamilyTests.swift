import Engine
import Loopback
import Support
import Testing
import Text
import Vocabulary

@testable import Models

@Suite struct `A family of services` {
  /// Goes through a call, a correction, another call, a claim that the tests contradict, and the end.
  private func work(
    with service: StrictService, as family: ServiceFamily?, name: String
  ) async throws {
    var model = makeModel(service.kind.api, speech: nil, name: name)
    model.address = service.address
    model.service = family
    model.thinking = 2000
    var policy = ModelPolicy(
      model: model, service: HTTPService(environment: [:]),
      settings: .init(patience: 0, reviews: 0))
    var steps = [Step].begun
    func next() async throws -> Decision {
      try await policy.nextAction(for: makeRun(), after: steps, budget: .standard, in: Files())
    }
    var decision = try await next()
    #expect(decision.action == .read(path: "a.py", lines: nil))
    steps.add(.read(path: "a.py", lines: nil), at: 0, output: "x = 1\n", reply: decision.reply)
    decision = try await next()
    guard case .edit(let edits, let why) = decision.action else {
      Issue.record("no edit but \(decision.action)")
      return
    }
    steps.add(.edit(edits, why: why), at: 1, changed: ["a.py"], reply: decision.reply)
    decision = try await next()
    #expect(decision.action == .test(.working) && decision.reply?.held != nil)
    steps.add(
      .test(.working), at: 1, by: "check:small", tests: .of([], failed: ["test_a", "test_b"]),
      reply: decision.reply)
    decision = try await next()
    guard case .finish(let report) = decision.action else {
      Issue.record("no end but \(decision.action)")
      return
    }
    #expect(report.claim == .unresolved)
    let usage = try #require(decision.reply?.usage)
    #expect(usage.requests == 1 && (usage.sent - 900).isMultiple(of: 400))
  }

  @Test(arguments: StrictService.kinds)
  func `is spoken to as it demands, and refuses nothing`(kind: StrictService.Kind) async throws {
    let service = try StrictService(kind)
    defer { service.server.stop() }
    try await work(with: service, as: kind.family, name: "claude-next")
    #expect(service.log.refusals == [])
  }

  @Test(
    arguments: StrictService.kinds.filter {
      // A header, the meaning of ids and what to ask for cannot be learned from refusals.
      ![.azure, .kimi, .miniMax].contains($0.family)
    })
  func `that is not known is learned from its refusals`(kind: StrictService.Kind) async throws {
    let service = try StrictService(kind)
    defer { service.server.stop() }
    try await work(with: service, as: .unknown, name: "next")
    #expect(service.log.refusals.count <= 4, "\(service.log.refusals)")
  }

  @Test(arguments: [
    ("https://api.deepseek.com/v1", "deepseek"), ("https://API.OpenAI.com/v1", "openai"),
    ("https://me.openai.azure.com/openai/v1?api-version=1", "azure"),
    ("https://generativelanguage.googleapis.com/v1beta/openai", "gemini"),
    ("https://openrouter.ai:443/api/v1", "openrouter"), ("http://localhost:11434/v1", "ollama"),
    ("http://127.0.0.1:1234/v1", "lmstudio"), ("http://[::1]:11434/v1", "ollama"),
    ("http://example.org:11434/v1", "other"), ("https://notopenrouter.ai/v1", "other"),
    ("https://api.deepseek.com.example.org/v1", "other"), ("http://127.0.0.1:8080", "other"),
  ])
  func `is recognised by its address`(address: String, name: String) {
    #expect(ServiceFamily(ofAddress: address).name == name)
  }

  @Test func `has a name of its own`() {
    let names = ServiceFamily.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names + ["other"] { #expect(ServiceFamily(named: name)?.name == name) }
    #expect(ServiceFamily(named: "none") == nil)
  }

  @Test(arguments: [
    ("https://h/v1", Model.API.openai, "https://h/v1/chat/completions"),
    ("https://h/v1/chat/completions", .openai, "https://h/v1/chat/completions"),
    ("https://h", .anthropic, "https://h/v1/messages"),
    ("https://h/v1", .anthropic, "https://h/v1/messages"),
    ("https://h/v1/messages", .anthropic, "https://h/v1/messages"),
    ("https://h/anthropic", .anthropic, "https://h/anthropic/v1/messages"),
    ("https://h/d/m?api-version=1", .openai, "https://h/d/m/chat/completions?api-version=1"),
    ("https://h/d/m/?api-version=1#x", .openai, "https://h/d/m/chat/completions?api-version=1"),
    ("https://h/openai/v1", .responses, "https://h/openai/v1/responses"),
  ])
  func `is asked at one path, whatever its address ends in`(
    address: String, api: Model.API, url: String
  ) {
    var model = makeModel(api)
    model.address = address
    #expect(model.url(of: api.wire.path) == url)
  }
}
