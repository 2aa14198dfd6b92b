import ArgumentParser
import Git
import Records
import Vocabulary

/// What the command line says about who decides.
struct PolicyChoice: ParsableArguments {
  @Option(help: "Who decides: auto, model, repair or replay.")
  var policy: PolicyName?

  @Option(help: "The run whose actions are replayed, with --policy replay.")
  var replay: String?

  /// The policies that can be named.
  enum PolicyName: String, ExpressibleByArgument, CaseIterable {
    case auto, model, repair, replay
  }

  /// The same options for another process of ours.
  var options: [String] {
    (policy.map { ["--policy", $0.rawValue] } ?? []) + (replay.map { ["--replay", $0] } ?? [])
  }

  /// The steps to replay; `nil` when nothing is replayed.
  func recording(in repository: borrowing Repository) throws -> [Step]? {
    guard let replay else { return nil }
    let id = try RunIndex.id(matching: replay, in: repository)
    return try StoredRun(id, in: repository).steps(in: repository)
  }

  /// The policy that decides: the option's, the setting's, or what `auto` comes to.
  ///
  /// - Parameter tell: Is told what `auto` came to.
  func chosen(_ settings: Settings, tell: (String) -> Void) throws -> PolicyKind {
    let named =
      try policy
      ?? settings.policy.map { word in
        guard let name = PolicyName(rawValue: word) else {
          throw Failure(
            "colleague.policy is '\(word)', which is no policy",
            hint: "one of auto, model, repair, replay: git config colleague.policy auto",
            status: .usage)
        }
        return name
      }
    if (named == .replay) != (replay != nil) {
      throw Failure(
        "--policy replay and --replay RUN go together", hint: "git colleague runs",
        status: .usage)
    }
    if named == .model, settings.model == nil { throw Failure.noModel }
    switch named ?? .auto {
    case .auto:
      if settings.model != nil { return .model }
      tell("no model is set: working with the built-in policy 'repair'")
      return .repair
    case .model: return .model
    case .repair: return .repair
    case .replay: return .replay
    }
  }
}
