/// The facts of one kind of service beside its wire format: the variables and the address that its maker's own clients
/// use, and the properties of its models.
package struct ServiceFacts: Hashable, Sendable {
  /// The environment variable with the key; no other service's key is ever sent to it.
  package let keyVariable: String
  /// The environment variable with the address.
  package let addressVariable: String
  /// The maker's own address, without a slash at the end.
  package let standardAddress: String
  /// The starts of the names of models that only this kind of service has.
  package let modelPrefixes: [String]
  /// How every model of it is spoken to; `nil` where that has to be probed.
  package let speech: Model.Speech?
  /// Members of a request that some services reject and that can be left out then.
  package let optionalMembers: [String]
}

extension Model.API {
  /// The wire format: the one place that names the file of each.
  var wire: any Wire {
    switch self {
    case .openai: OpenAIWire()
    case .anthropic: AnthropicWire()
    case .responses: ResponsesWire()
    }
  }

  /// The facts of this kind of service.
  package var facts: ServiceFacts { type(of: wire).facts }

  /// The environment variable whose key is sent to any kind of service.
  package static var commonKeyVariable: String { "COLLEAGUE_API_KEY" }

  /// Every environment variable that may hold a key.
  package static var keyVariables: [String] {
    var known = [commonKeyVariable]
    for api in allCases where !known.contains(api.facts.keyVariable) {
      known.append(api.facts.keyVariable)
    }
    return known
  }

  /// The kind of service that a model's name belongs to; ``openai`` where none claims it.
  package init(ofModel name: String) {
    self =
      Model.API.allCases.first { $0.facts.modelPrefixes.contains(where: name.hasPrefix) } ?? .openai
  }

  /// The key in the environment: the common variable's, else this service's own; `nil` where neither is set.
  ///
  /// - Parameter environment: The value of a variable.
  package func key(in environment: (String) -> String?) -> Secret? {
    for variable in [Model.API.commonKeyVariable, facts.keyVariable] {
      if let text = environment(variable), !text.isEmpty { return Secret(text) }
    }
    return nil
  }
}
