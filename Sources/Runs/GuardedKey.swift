/// A setting that can run a command outside of the sandbox, send something somewhere, hold a secret, or widen the
/// sandbox.
///
/// From a repository's own config it counts only once the user trusts that config: whoever hands a repository over
/// writes that file, too. Everything else that can be set decides about work in the sandbox.
package enum GuardedKey: String, Hashable, Sendable, CaseIterable {
  /// Prints the key of the model's service.
  case apiKeyCommand
  /// Where the key is sent.
  case baseUrl
  /// With a model, the key is sent at all; its name may choose the service.
  case model
  /// Chooses the service.
  case api
  /// Is put into every request, and may make the service reach out.
  case modelOptions
  /// Prints issues.
  case issueCommand
  /// Receives a delivered series.
  case deliverCommand
  /// Is told of what waits for a person.
  case notifyCommand
  /// Start servers of tools.
  case mcp
  /// What is pushed to; git runs what the config says about it.
  case remote
  /// Makes what a project needs beside its tree.
  case setup
  /// What that may reach.
  case setupNetwork
  /// What that sees of the environment.
  case setupEnvironment
  /// What commands may reach.
  case network
  /// Folders of the checkout that commands see, though git does not have them.
  case carry
  /// The file system that commands see in the place of the machine's.
  case root
  /// Whether commands are confined.
  case sandbox
  /// What the sandbox lets commands do beyond the usual.
  case sandboxAllow
  /// Paths outside of the project that commands may read.
  case readable
  /// By which the user's workers know each other's records.
  case workerKey
  /// Whose reviews become lessons without a person's look.
  case reviewer
  /// The test command, which counts from everywhere as long as it is confined.
  case test

  /// The whole key, as git writes it.
  package var name: String { "colleague.\(rawValue)" }

  /// The guarded key of this whole name; `nil` for any other. Git ignores the case of both parts.
  package init?(named name: String) {
    guard let key = GuardedKey.byName[name.lowercased()] else { return nil }
    self = key
  }

  private static let byName = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.name.lowercased(), $0) })

  /// Whether `value` gives nothing away whoever sets it: the narrowest one, or none.
  func isHarmless(_ value: String) -> Bool {
    switch self {
    case .sandbox: Settings.confiningWords.contains(value)
    case .sandboxAllow, .readable, .network, .setupNetwork, .setupEnvironment, .workerKey:
      false
    default: value.allSatisfy(\.isWhitespace)
    }
  }

  /// Whether its value must not be shown.
  package var isSecret: Bool { self == .workerKey }
}
