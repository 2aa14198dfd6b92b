/// Who chose a step's action; in records a word such as `engine` or `model:NAME`.
package enum Decider: Hashable, Sendable {
  /// The engine: the tests at the base, the verdict, going back, splitting.
  case engine
  /// A person, by an answer.
  case person
  /// A policy that asks no model.
  case policy(PolicyKind)
  /// The model of this name.
  case model(String)
  /// The check of what the model of this name would have ended with.
  case check(String)
  /// The model of this name, in its review of the change.
  case review(String)
  /// The model of this name, in splitting the change into patches.
  case split(String)

  /// Another agent of this name, whose trajectory is done again; in records `agent:NAME`.
  package static func agent(_ name: String) -> Decider { .policy(.other("agent:\(name)")) }

  /// Whether a policy decided, not the engine or a person.
  package var isPolicy: Bool { self != .engine && self != .person }

  /// The policy or model that answers for the action; `nil` for the engine and a person.
  package var author: String? {
    switch self {
    case .engine, .person: nil
    case .policy(let kind): kind.description
    case .model(let name), .check(let name), .review(let name), .split(let name): name
    }
  }
}

extension Decider: LosslessStringConvertible {
  /// The decider of this word; never fails: any word without a role is a policy's name.
  package init(_ word: String) {
    let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.count == 2 ? String(parts[1]) : ""
    switch parts.first {
    case "engine" where parts.count == 1: self = .engine
    case "person" where parts.count == 1: self = .person
    case "model" where parts.count == 2: self = .model(name)
    case "check" where parts.count == 2: self = .check(name)
    case "review" where parts.count == 2: self = .review(name)
    case "division" where parts.count == 2: self = .split(name)
    default: self = .policy(PolicyKind(word))
    }
  }

  /// The word in records.
  package var description: String {
    switch self {
    case .engine: "engine"
    case .person: "person"
    case .policy(let kind): kind.description
    case .model(let name): "model:\(name)"
    case .check(let name): "check:\(name)"
    case .review(let name): "review:\(name)"
    case .split(let name): "division:\(name)"
    }
  }
}

extension Decider: Codable {
  package init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
