import Foundation
import Support
import Testing
import Text
import Vocabulary

@testable import Records

@Suite struct `The reply of a step` {
  private let secret = "CANARY-77-secret"

  private func step(_ reply: Reply) -> Step {
    Step(
      number: 1, action: .test(.working), observation: Observation(tree: .zero),
      decidedBy: "model:small", time: 0, cost: .nothing, reply: reply)
  }

  @Test func `of a record without a service is read, and written as it was`() throws {
    let text =
      #"{"model":"small","text":"On it.","thinking":[{"isClosed":false,"signature":"c2ln","text":"hm"}],"usage":{"cached":0,"isEstimated":false,"received":1,"requests":1,"seconds":0,"sent":2}}"#
    let reply = try JSONDecoder().decode(Reply.self, from: Data(text.utf8))
    #expect(reply.service == nil && reply.carried == nil && reply.isBound)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(reply), as: UTF8.self) == text)
  }

  @Test func `loses what goes back to a service where it holds a secret, and says so`() {
    let redactor = Redactor(hiding: [secret])
    var reply = Reply(model: "small", text: "On it.")
    reply.carried = Reply.Carried(turn: #"{"x":"1"}"#, callID: "c1")
    #expect(redactor(step(reply)).value.reply?.carried == reply.carried)
    reply.carried?.turn = #"{"x":"\#(secret)"}"#
    #expect(redactor(step(reply)).value.reply?.carried == Reply.Carried(isWithheld: true))
    var thought = Reply(
      model: "small", text: "On it.",
      thinking: [Reply.Thinking(text: secret, signature: "", member: "reasoning_content")])
    thought.service = "1"
    let kept = redactor(step(thought)).value.reply
    #expect(kept?.thinking == [] && kept?.carried == Reply.Carried(isWithheld: true))
    #expect(kept?.isBound == true)
  }
}
