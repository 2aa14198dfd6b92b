package import Processes

/// One session: where it works, how its newest run stands, and the turn under way. Pure.
package struct Session: Sendable {
  /// Its id.
  package let id: String
  /// The folder it works in.
  package let directory: String
  /// How its newest run stands.
  package var standing: SessionStanding
  /// What ends the turn under way; `nil` where there is none.
  package private(set) var stop: StopRequest?

  /// A session with no turn under way.
  package init(id: String, directory: String, standing: SessionStanding = .none) {
    self.id = id
    self.directory = directory
    self.standing = standing
  }

  /// Takes the session for a turn that `stop` ends.
  ///
  /// - Throws: ``ProtocolError/busySession(_:)`` where one is under way.
  package mutating func begin(_ stop: StopRequest) throws(ProtocolError) {
    guard self.stop == nil else { throw .busySession(id) }
    self.stop = stop
  }

  /// What a prompt means as the run stands now.
  ///
  /// A run that asks takes every text for its answer, but `/issue` and `/again`. A run that was broken off is taken up by
  /// `/resume`, `/continue`, or a text that is nothing but a word for going on; any other text is a new issue.
  ///
  /// - Throws: ``ProtocolError/nothingToResume``.
  package func turn(for prompt: PromptText) throws(ProtocolError) -> Turn {
    switch (prompt, standing) {
    case (.issue(let text, let again), _): return .issue(text, again: again)
    case (.resume, .resumable(let run)): return .resume(run)
    case (.resume, _): throw .nothingToResume
    case (.text(let text), .waiting(let run)): return .answer(run, text)
    case (.text(let text), .resumable(let run)) where PromptText.meansGoOn(text):
      return .resume(run)
    case (.text(let text), _): return .issue(text, again: false)
    }
  }

  /// Ends the turn under way; `standing` is `nil` where nothing has come of it.
  package mutating func end(_ standing: SessionStanding?) {
    stop = nil
    self.standing = standing ?? self.standing
  }
}
