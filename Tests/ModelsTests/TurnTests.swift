import Engine
import Testing
import Text
import Vocabulary

@testable import Models

@Suite struct `A turn that goes back` {
  private let model = makeModel()
  private let secret = "CANARY-77-secret"

  /// A step of the model with these parts, of a service with this digest.
  private func steps(_ carried: Reply.Carried?, _ service: String?, thinking: String = "") -> [Step]
  {
    var reply = Reply(
      model: "small", text: "Look.",
      thinking: thinking.isEmpty
        ? [] : [Reply.Thinking(text: thinking, signature: "", member: "reasoning_content")])
    reply.carried = carried
    reply.service = service
    var steps = [Step].begun
    steps.add(.read(path: "a.py", lines: nil), at: 0, output: "x\n", reply: reply)
    return steps
  }

  /// How the turn is told to `model`.
  private func told(_ steps: [Step], _ model: Model, _ redactor: Redactor = Redactor()) throws
    -> Prompt.Message
  {
    var writer = try PromptWriter(
      run: makeRun(), model: model, speech: .tools, in: Files(), redactor: redactor)
    return try writer.prompt(after: steps, in: Files()).messages[1]
  }

  private func isCall(_ message: Prompt.Message) -> Bool {
    if case .assistant(_, _, .some) = message { true } else { false }
  }

  @Test func `is a call with its parts for the same model at the same address, else text`() throws {
    let carried = Reply.Carried(turn: #"{"reasoning_details":[]}"#)
    let own = steps(carried, model.serviceDigest)
    guard case .assistant(_, _, let call?) = try told(own, model) else {
      Issue.record("no call")
      return
    }
    #expect(call.carried == carried)
    var other = model
    other.address += ":1"
    #expect(!isCall(try told(own, other)))
    other = model
    other.name = "large"
    #expect(!isCall(try told(own, other)))
    other = model
    other.api = .responses
    #expect(!isCall(try told(own, other)))
  }

  @Test func `of a service that gave nothing is a call for every model`() throws {
    var other = model
    other.name = "large"
    #expect(isCall(try told(steps(nil, model.serviceDigest), other)))
    #expect(isCall(try told(steps(Reply.Carried(callID: "c1"), "1"), other)))
  }

  @Test func `is text where redaction changes a part of it`() throws {
    let redactor = Redactor(hiding: [secret])
    let carried = Reply.Carried(call: #"{"extra_content":"\#(secret)"}"#)
    for steps in [
      steps(carried, model.serviceDigest), steps(nil, model.serviceDigest, thinking: secret),
      steps(Reply.Carried(isWithheld: true), model.serviceDigest),
    ] {
      let message = try told(steps, model, redactor)
      #expect(!isCall(message))
      #expect(!message.text.contains(secret) && message.text.contains("tool_call"))
    }
  }

  @Test func `is text once its output is masked, but for services that part calls`() throws {
    let long = String(repeating: "x = 1\n", count: 3000)
    var all = [Step].begun
    for number in 0..<8 {
      var reply = Reply(model: "small", text: "Look.")
      reply.carried = Reply.Carried(call: #"{"extra_content":\#(number)}"#)
      reply.service = model.serviceDigest
      all.add(.read(path: "a\(number).py", lines: nil), at: 0, output: long, reply: reply)
    }
    func calls(_ family: ServiceFamily) throws -> [Bool] {
      var model = model
      model.service = family
      var writer = try PromptWriter(
        run: makeRun(), model: model, speech: .tools, in: Files(), redactor: Redactor())
      let messages = try writer.prompt(after: all, in: Files()).messages
      return messages.filter { if case .assistant = $0 { true } else { false } }.map(isCall)
    }
    let strict = try calls(.unknown)
    #expect(strict.contains(false) && strict.last == true)
    #expect(try calls(.vllm).allSatisfy(\.self))
  }

  @Test func `is withheld where it is too large or holds a secret, and says so`() {
    var answer = Answer.saying("x", calls: [call("read", "{}", id: "c1")])
    #expect(answer.carried(by: Redactor()) == Reply.Carried(callID: "c1"))
    answer.members = ["reasoning_details": [["text": .string("a \"\(secret)\" b")]]]
    #expect(answer.carried(by: Redactor())?.turn.isEmpty == false)
    #expect(
      answer.carried(by: Redactor(hiding: [secret]))
        == Reply.Carried(callID: "c1", isWithheld: true))
    answer.members = ["x": .string(String(repeating: "a", count: Answer.carriedLimit))]
    #expect(answer.carried(by: Redactor()) == Reply.Carried(callID: "c1", isWithheld: true))
  }

  @Test func `never stands beside another of its role, nor ours behind a result`() {
    let call = Prompt.Call(id: "step00002", name: "test", arguments: [:])
    let messages: [Prompt.Message] = [
      .user("a"), .user("b"), .assistant("c", thinking: [], call: nil),
      .assistant("d", thinking: [], call: call), .result("e", of: "step00002"), .user("f"),
      .user("g"), .assistant("h", thinking: [], call: nil), .user("i"),
    ]
    #expect(
      merged(messages) == [
        .user("a\n\nb"), .assistant("c\n\nd", thinking: [], call: call),
        .result("e\n\nf\n\ng", of: "step00002"), .assistant("h", thinking: [], call: nil),
        .user("i"),
      ])
  }

  @Test func `that the model did not write has its empty member once others have it`() {
    let thought = Reply.Thinking(text: "hm", signature: "", member: "reasoning_content")
    let call = Prompt.Call(id: "step00002", name: "test", arguments: [:])
    let prompt = Prompt(
      system: "",
      messages: [
        .user("a"), .assistant("", thinking: [thought], call: call), .result("b", of: "step00002"),
        .assistant("c", thinking: [], call: nil), .user("d"),
      ], outputLimit: 1)
    func members(_ prompt: Prompt) -> [String?] {
      let body = OpenAIWire().body(for: prompt, model: model, omitting: [])
      return (body["messages"]?.elements ?? []).filter { $0["role"] == "assistant" }
        .map { $0["reasoning_content"]?.string }
    }
    #expect(members(prompt.fitted(to: .unknown)) == ["hm", " "])
    #expect(members(prompt.fitted(to: .openAI)) == ["hm", nil])
    var plain = prompt
    plain.messages[1] = .assistant("", thinking: [], call: call)
    #expect(members(plain.fitted(to: .unknown)) == [nil, nil])
    #expect(
      members(plain.fitted(to: .unknown, demanding: ["reasoning_content"])) == [" ", " "])
  }

  @Test func `is text where a call has no signature beside calls that have one`() {
    let signed = Prompt.Call(
      id: "step00002", name: "test", arguments: [:],
      carried: Reply.Carried(call: #"{"extra_content":{"google":{"thought_signature":"c2ln"}}}"#))
    let bare = Prompt.Call(id: "step00003", name: "read", arguments: ["path": "a"])
    let prompt = Prompt(
      system: "",
      messages: [
        .user("a"), .assistant("", thinking: [], call: signed), .result("b", of: "step00002"),
        .assistant("c", thinking: [], call: bare), .result("d", of: "step00003"),
      ], outputLimit: 1)
    let fitted = prompt.fitted(to: .unknown).messages
    #expect(Array(fitted.prefix(3)) == Array(prompt.messages.prefix(3)))
    #expect(fitted.count == 5 && !isCall(fitted[3]) && fitted[3].text.contains(#""name":"read""#))
    #expect(fitted[4] == .user("d"))
  }

  @Test func `of several calls is one turn, with the parts of the first`() {
    let signature = #"{"extra_content":{"google":{"thought_signature":"c2ln"}}}"#
    func call(_ number: Int, _ carried: String = "") -> Prompt.Call {
      Prompt.Call(
        id: Prompt.Call.id(ofStep: number), name: "read", arguments: [:],
        carried: carried.isEmpty ? nil : Reply.Carried(call: carried))
    }
    let prompt = Prompt(
      system: "",
      messages: [
        .user("a"), .assistant("b", thinking: [], call: call(2, signature)),
        .assistant("", thinking: [], call: call(3)), .result("c", of: "step00002"),
        .result("d", of: "step00003"), .assistant("e", thinking: [], call: call(4)),
        .result("f", of: "step00004"),
      ], outputLimit: 1)
    let fitted = prompt.fitted(to: .gemini)
    #expect(Array(fitted.messages.prefix(5)) == Array(prompt.messages.prefix(5)))
    #expect(fitted.messages.count == 7 && !isCall(fitted.messages[5]))
    let turns = OpenAIWire().body(for: fitted, model: model, omitting: [])["messages"]
    let calls = turns?.elements[2]["tool_calls"]?.elements ?? []
    #expect(turns?.elements.count == 7 && calls.count == 2)
    #expect(calls.first?["extra_content"] != nil && calls.last?["extra_content"] == nil)
    #expect(turns?.elements[2]["content"] == "b")
  }

  @Test func `keeps its thinking as it came, in pieces or as running texts`() throws {
    func details(_ pieces: [String]) throws -> JSON? {
      let parts = pieces.map {
        delta(
          #"{"reasoning_details":[{"type":"reasoning.text","index":0,"text":\#(JSON.string($0).text)}]}"#
        )
      }
      let stream = (parts + [ends("stop")]).map { "data: \($0)\n\n" }.joined() + "data: [DONE]\n\n"
      return try outcome(of: stream, .openai).get().members["reasoning_details"]
    }
    func whole(_ text: String) -> JSON {
      [["type": "reasoning.text", "index": 0, "text": .string(text)]]
    }
    #expect(try details(["Let me", " see", "."]) == whole("Let me see."))
    #expect(try details(["Let me", "Let me see", "Let me see."]) == whole("Let me see."))
    #expect(try details(["\n", "\n\nOK"]) == whole("\n\n\nOK"))
  }
}
