import Engine
import Loopback
import Support
import Testing
import Text
import Vocabulary

@testable import Models

@Suite struct `A service over HTTP` {
  private static let prompt = Prompt(
    system: "Work.", messages: [.user("Go.")], tools: Tool.described, outputLimit: 100)

  private func model(_ api: Model.API, _ address: String) -> Model {
    var model = makeModel(api)
    model.address = address
    return model
  }

  @Test(arguments: [ScriptedModel.Format.openai, .anthropic])
  func `gives the policy a call in either format`(format: ScriptedModel.Format) async throws {
    let scripted = try ScriptedModel(format) { _ in .call("read", #"{"path":"a.py"}"#) }
    defer { scripted.server.stop() }
    let isOpenAI = format == .openai
    let model = model(
      isOpenAI ? .openai : .anthropic, scripted.server.url + (isOpenAI ? "/v1" : ""))
    var policy = ModelPolicy(
      model: model, service: HTTPService(environment: [:]), settings: .init())
    let decision = try await policy.nextAction(
      for: makeRun(), after: .begun, budget: .standard, in: Files())
    #expect(decision.action == .read(path: "a.py", lines: nil))
    #expect(decision.reply?.text == "On it.")
    let request = try #require(scripted.server.received.first)
    #expect(!request.text.contains("key-never-to-be-sent"))
  }

  @Test func `leaves out what is not known, from then on`() async throws {
    let scripted = try ScriptedModel(.openai) { turn in
      let isNew = !turn.request.text.contains("max_completion_tokens")
      let body = #"{"error":{"message":"Unsupported parameter: 'max_tokens'"}}"#
      return isNew
        ? .parts(Response.status(400, body: body)) : .words("hello")
    }
    defer { scripted.server.stop() }
    let model = model(.openai, scripted.server.url + "/v1")
    let service = HTTPService(environment: [:])
    for _ in 0..<2 {
      let answer = try await service.answer(to: Self.prompt, by: model, within: 600) { _ in }
      #expect(answer.text == "hello")
    }
    #expect(scripted.server.received.count == 3)
  }

  @Test func `that misses the model's name has the path all the same`() async throws {
    let server = try Server { request in
      request.method == "GET"
        ? Response.status(404)
        : Response.status(404, body: #"{"error":{"message":"model '' not found"}}"#)
    }
    defer { server.stop() }
    let model = model(.openai, server.url + "/v1")
    #expect(await HTTPService(environment: [:]).fault(asking: model, within: 60) == nil)
  }

  @Test(arguments: [("", true), ("/v1", true), ("/v1/messages", true), ("/nowhere", false)])
  func `is asked at the path of a run before one begins`(tail: String, isRight: Bool) async throws {
    let server = try Server { request in
      switch (request.method, request.path) {
      case ("GET", "/v1/models"): Response.ok(body: #"{"data":[]}"#)
      case ("POST", "/v1/messages"): Response.status(400, body: #"{"error":{"message":"empty"}}"#)
      default: Response.status(404, body: #"{"error":{"message":"no such path"}}"#)
      }
    }
    defer { server.stop() }
    let model = model(.anthropic, server.url + tail)
    let fault = await HTTPService(environment: [:]).fault(asking: model, within: 60)
    #expect(fault == (isRight ? nil : .refused(status: 404, message: "no such path")))
    #expect(server.received.last?.headers["x-api-key"] == "key-never-to-be-sent")
    #expect(server.received.last?.text == "{}")
  }
}
