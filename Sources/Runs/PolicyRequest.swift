package import Git
import Records
package import Vocabulary

/// Who is to decide, as far as a caller says.
package struct PolicyRequest: Hashable, Sendable {
  /// The policy named; `nil` for the setting's, or what ``Name/auto`` comes to.
  package var name: Name?
  /// The run whose actions are to be replayed: its id, the start of it, or its branch.
  package var replay: String?

  /// The policies that can be asked for.
  package enum Name: String, CaseIterable, Sendable {
    /// The built-in policy first and then the model where one is set, else the built-in policy alone.
    case auto
    /// A language model.
    case model
    /// The built-in policy.
    case repair
    /// The actions of a recorded run.
    case replay
  }

  /// Requests this policy; without any, what the settings say.
  package init(name: Name? = nil, replay: String? = nil) {
    self.name = name
    self.replay = replay
  }

  /// The policy that decides: the one named, the setting's, or what `auto` comes to.
  ///
  /// - Throws: ``RunError`` for a policy that there is not, or that lacks what it needs.
  package func kind(_ settings: Settings) throws(RunError) -> PolicyKind {
    var named = name
    if named == nil, let word = settings.policy {
      named = Name(rawValue: word)
      if named == nil { throw .unknownPolicy(word) }
    }
    if (named == .replay) != (replay != nil) { throw .replayIsIncomplete }
    switch named ?? .auto {
    case .auto: return settings.model == nil ? .repair : .model
    case .model:
      if settings.model == nil { throw .noModel }
      return .model
    case .repair: return .repair
    case .replay: return .replay
    }
  }

  /// Whether the built-in policy is taken only because no model is set and nothing else was named.
  package func fallsBackToRepair(_ settings: Settings) -> Bool {
    isAuto(settings) && settings.model == nil
  }

  private func isAuto(_ settings: Settings) -> Bool {
    (name ?? settings.policy.flatMap { Name(rawValue: $0) } ?? .auto) == .auto
  }

  /// The policy with what it needs: the model with its key, or the recording.
  ///
  /// - Throws: ``RunError``, also where the command that prints the key fails.
  package func policy(in opened: borrowing OpenRepository) throws(RunError) -> RunPolicy {
    let recording = try recording(in: opened.repository)
    switch try kind(opened.settings) {
    case .model:
      return try .asking(
        opened.settings.model, in: opened.cache, afterRepair: isAuto(opened.settings))
    case .replay: return .replay(recording ?? [])
    case .repair, .imported, .other: return .repair
    }
  }

  /// The steps to replay; `nil` when nothing is replayed.
  package func recording(in repository: borrowing Repository) throws(RunError) -> [Step]? {
    guard let replay else { return nil }
    do {
      let id = try RunIndex.id(matching: replay, in: repository)
      return try StoredRun(id, in: repository).steps(in: repository)
    } catch { throw .records(error) }
  }
}
