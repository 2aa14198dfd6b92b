import Support
import Testing
import Vocabulary

@Suite struct `The kind of a policy` {
  @Test func `is its word in records, and a word that is not known is kept`() {
    #expect(PolicyKind.known.map(\.description) == ["repair", "model", "replay", "import"])
    #expect(PolicyKind("model") == .model && PolicyKind("model").asksModel)
    let foreign = PolicyKind("oracle")
    #expect(foreign == .other("oracle") && foreign.description == "oracle")
    #expect(!foreign.asksModel)
  }

  @Test func `joins a decider's word`() {
    #expect(Decider("repair") == .policy(.repair) && Decider("model:x") == .model("x"))
    #expect(Decider.policy(.other("x y")).description == "x y")
    #expect(Decider("agent:engine") == .agent("engine") && Decider.agent("engine").isPolicy)
  }
}

@Suite struct `An action of a policy's` {
  @Test(arguments: [
    Action.read(path: "a", lines: 1...2, view: .blame),
    .search(text: "a", paths: ["b"], isPattern: true), .edit([], why: "w"),
    .run(command: "c", keepsChanges: true), .test(.working), .test(.reproduction), .trial([]),
    .plan("p"), .ask(question: "q"), .remember(lesson: "l"),
    .tool(name: "a__b", arguments: "{}"), .finish(Action.Report(claim: .spent)),
  ])
  func `is what was recorded of it`(action: Action) {
    #expect(PolicyAction(action).map(Action.init) == action)
  }

  @Test(arguments: [
    Action.test(.verdict), .backtrack(toStep: 1, reason: ""), .split([]),
  ])
  func `is none that only the engine takes`(action: Action) {
    #expect(PolicyAction(action) == nil)
  }
}
