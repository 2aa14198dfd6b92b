import Testing

@testable import Models

@Suite struct `A kind of service` {
  @Test func `gets its own key, and never another's`() {
    let environment = ["OPENAI_API_KEY": "key of openai", "ANTHROPIC_API_KEY": "key of anthropic"]
    for api in [Model.API.openai, .anthropic] {
      #expect(api.key { environment[$0] } == Secret("key of \(api)"))
      var others = environment
      others[api.facts.keyVariable] = nil
      #expect(api.key { others[$0] } == nil)
      others[api.facts.keyVariable] = ""
      #expect(api.key { others[$0] } == nil)
      others["COLLEAGUE_API_KEY"] = "key for all"
      #expect(api.key { others[$0] } == Secret("key for all"))
    }
  }

  @Test func `shares no variable, address or name of a model with another`() {
    #expect(Model.API.responses.facts.keyVariable == Model.API.openai.facts.keyVariable)
    let facts = [Model.API.openai, .anthropic].map(\.facts)
    for values in [
      facts.map(\.keyVariable), facts.map(\.addressVariable), facts.map(\.standardAddress),
      facts.flatMap(\.modelPrefixes),
    ] {
      #expect(Set(values).count == values.count)
    }
    #expect(facts.allSatisfy { $0.standardAddress.hasPrefix("https://") })
    #expect(facts.allSatisfy { !$0.standardAddress.hasSuffix("/") })
    #expect(Set(Model.API.keyVariables) == Set(facts.map(\.keyVariable) + ["COLLEAGUE_API_KEY"]))
  }

  @Test func `is chosen by a model's name, and is OpenAI's where none claims it`() {
    for api in Model.API.allCases {
      for prefix in api.facts.modelPrefixes { #expect(Model.API(ofModel: prefix + "-1") == api) }
    }
    #expect(Model.API(ofModel: "claude-x") == .anthropic)
    #expect(Model.API(ofModel: "qwen3") == .openai)
  }
}
