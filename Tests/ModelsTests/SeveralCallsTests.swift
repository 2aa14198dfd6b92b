import Engine
import Support
import Testing
import Text
import Vocabulary

@testable import Models

private let read = call("read", #"{"path":"a.py"}"#)
private let edit = call(
  "edit", #"{"edits":[{"path":"a.py","search":"x","replacement":"y"}],"why":"w"}"#)
private let test = call("test", "{}")
private let finish = call("finish", #"{"claim":"unresolved","why":"w"}"#)
private let editing = Action.edit(
  [FileEdit(path: "a.py", change: .substitute(search: "x", replacement: "y"))], why: "w")

extension [Step] {
  /// Adds the step of `decision`; refused where `refusal` says so.
  fileprivate mutating func add(
    _ decision: Decision, at number: Int = 0, output: String = "", refusal: String? = nil
  ) {
    add(
      Action(decision.action), at: number, by: decision.decidedBy ?? "model:small", output: output,
      refusal: refusal, reply: decision.reply)
  }
}

@Suite struct `Several calls in one reply` {
  /// The actions that `calls` come to, one reply in all; the change is refused where `isRefused`.
  private func carriedOut(
    _ calls: [Answer.RawCall], isRefused: Bool = false, stop: Answer.Stop = .done
  ) async throws -> (steps: [Step], asked: Asked) {
    let asked = Asked(
      [.success(.saying("Now.", calls: calls, stop: stop))], then: .calls("run", ["command": "end"])
    )
    var steps = [Step].begun
    while asked.service.asked.count < 2 {
      // Another process may take it up between any two of them.
      let decision = try await asked.decide(after: steps)
      let isEdit = Action(decision.action).kind == .edit
      steps.add(decision, output: "seen", refusal: isEdit && isRefused ? "not there" : nil)
    }
    return (steps, asked)
  }

  @Test func `are carried out in order, each a step, for one request`() async throws {
    let (steps, _) = try await carriedOut([read, edit, test])
    #expect(steps.dropFirst().dropLast().map(\.action.kind) == [.read, .edit, .test])
    #expect(steps.map(\.reply?.place) == [nil, nil, 2, 3, nil])
    #expect(steps[1].reply?.further?.count == 2)
    #expect(steps.dropFirst(2).dropLast().allSatisfy { $0.reply?.usage == Usage() })
  }

  @Test func `go on in another process where they stopped`() async throws {
    let (steps, _) = try await carriedOut([read, edit, test])
    for count in 2...3 {
      let other = Asked([])
      let decision = try await other.decide(after: Array(steps[..<count]))
      #expect(Action(decision.action) == steps[count].action)
      #expect(other.service.asked.isEmpty)
    }
  }

  @Test func `behind a change that is refused look, and change nothing more`() async throws {
    let (steps, asked) = try await carriedOut([edit, test, read, finish], isRefused: true)
    #expect(steps.dropFirst().map(\.action.kind) == [.edit, .read, .run])
    let results = asked.service.asked[1].messages.compactMap { message -> String? in
      if case .result(let text, _) = message { return text.value }
      return nil
    }
    #expect(results.count == 4)
    #expect(results[1] == "Not carried out, since step 2, a call before it, was not.")
    #expect(results[2].contains("seen") && results[3].hasSuffix("(Step 3.)"))
  }

  @Test func `are answered together, in the order in which they were made`() async throws {
    let (_, asked) = try await carriedOut([read, edit, test])
    let sent = asked.service.asked[1]
    let openai = OpenAIWire().body(for: sent, model: makeModel(), omitting: [])
    let turns = try #require(openai["messages"]?.elements.suffix(4))
    #expect(turns.map { $0["role"]?.string } == ["assistant", "tool", "tool", "tool"])
    let ids = turns.first?["tool_calls"]?.elements.map { $0["id"]?.string }
    #expect(ids == turns.dropFirst().map { $0["tool_call_id"]?.string })
    #expect(turns.first?["content"] == "Now.")
    let anthropic = AnthropicWire().body(for: sent, model: makeModel(.anthropic), omitting: [])
    let last = try #require(anthropic["messages"]?.elements.suffix(2))
    let kinds = last.map { $0["content"]?.elements.map { $0["type"]?.string } ?? [] }
    #expect(
      kinds == [
        ["text", "tool_use", "tool_use", "tool_use"], Array(repeating: "tool_result", count: 3),
      ])
    #expect(
      Array(sent.messages.prefix(asked.service.asked[0].messages.count))
        == asked.service.asked[0].messages)
  }

  @Test func `keep the thinking before them, so that the model goes on thinking`() async throws {
    var answer = Answer.saying(calls: [read, test])
    answer.thinking = [Reply.Thinking(text: "hm", signature: "c2ln")]
    var model = makeModel(.anthropic)
    model.thinking = 2000
    let asked = Asked([.success(answer)], then: .calls("run", ["command": "end"]), model: model)
    var steps = [Step].begun
    for _ in 0..<3 { steps.add(try await asked.decide(after: steps)) }
    let body = AnthropicWire().body(for: asked.service.asked[1], model: model, omitting: [])
    #expect(body["thinking"]?["type"] == "enabled")
    let turn = try #require(body["messages"]?.elements.last { $0["role"] == "assistant" })
    #expect(
      turn["content"]?.elements.map { $0["type"]?.string } == ["thinking", "tool_use", "tool_use"])
  }

  @Test func `of which one cannot be read end there, and it is said`() async throws {
    let (steps, asked) = try await carriedOut([read, call("fly", "{}"), edit, read])
    #expect(steps.dropFirst().map(\.action.kind) == [.read, .read, .run])
    let last = asked.last(1)
    #expect(last.contains("Call 2 of the reply was not carried out: There is no function 'fly'."))
    let (early, _) = try await carriedOut([read, finish, read])
    #expect(early.dropFirst().map(\.action.kind) == [.read, .read, .run])
  }

  @Test func `end with the end of the work only where that is the last`() async throws {
    let asked = Asked([.success(.saying(calls: [read, finish]))])
    var steps = [Step].begun
    steps.add(try await asked.decide(after: steps))
    let end = try await asked.decide(after: steps)
    #expect(end.action == .finish(Action.Report(claim: .unresolved, why: "w")))
    let other = Asked([.success(.saying(calls: [finish, read])), .calls("test")])
    #expect(try await other.decide().action == .test(.working))
    #expect(other.last(1) == "'finish' has to be the last call of a reply, or the only one.")
  }

  @Test func `that the limit has cut lose the last, and the model is told`() async throws {
    let stream = chunks(
      calls(piece(#"{"path":"a.py"}"#, name: "read", id: "c1", index: 0)),
      calls(piece("{}", name: "test", id: "c2", index: 1)), ends("length"))
    let answer = try outcome(of: stream, .openai).get()
    #expect(answer.calls.map(\.name) == ["read"])
    let (_, asked) = try await carriedOut(answer.calls, stop: .length)
    #expect(asked.last(1).contains("The reply was cut for its length here."))
  }

  @Test func `with a secret in a command are not carried out as something else`() async throws {
    let secret = "sk-own-Zq3rT9vLw0pXb7Hn2Kc5Md8F"
    var calls = [FurtherCall(.run(command: "echo \(secret)", keepsChanges: true))]
    calls[0].hasLostSecret = true
    var reply = Reply(model: "small", text: "")
    reply.further = calls
    var steps = [Step].begun
    steps.add(.read(path: "a.py", lines: nil), at: 0, reply: reply)
    let asked = Asked([.calls("test")])
    #expect(try await asked.decide(after: steps).action == .test(.working))
    #expect(asked.last(0).contains("Not carried out, since it holds what looks like a secret."))
  }

  @Test(arguments: Model.Speech.allCases)
  func `with large results stay within the window`(speech: Model.Speech) throws {
    var steps = [Step].begun
    for round in 0..<12 {
      var reply = Reply(model: "small", text: "On it.")
      reply.further = (0..<5).map { FurtherCall(.read(path: "\($0).py", lines: nil)) }
      for place in 1...6 {
        var part = place == 1 ? reply : Reply(model: "small", text: "")
        if place > 1 { part.place = place }
        steps.add(
          .read(path: "\(round)\(place).py", lines: nil), at: 0,
          output: String(repeating: "line \(round) \(place)\n", count: 900), reply: part)
      }
    }
    for window in [4096, 8192, 32_768] {
      let model = makeModel(window: window, speech: speech)
      var writer = try PromptWriter(
        run: makeRun(), model: model, speech: speech, in: Files(), redactor: Redactor())
      for count in stride(from: 1, through: steps.count, by: 6) {
        let prompt = try writer.prompt(after: Array(steps[..<count]), in: Files())
        #expect(prompt.tokens + prompt.outputLimit <= window, "\(window) \(count)")
        #expect(
          count == 1 || window < 32_768 || prompt.messages.last?.text.contains("line") == true)
      }
    }
  }
}
