package import Processes
package import Text
package import Vocabulary

/// What the server of the protocol asks of the program around it: repositories, runs, and words.
///
/// Calls come from threads of the server's, several at a time for different sessions, and may take as long as the work.
package protocol Workbench: Sendable {
  /// Looks whether runs can be worked on in the repository at `directory`, a path from the top of the file system.
  func open(_ directory: String) throws(Refusal)

  /// Makes a session and returns its id: 1 to 80 letters, digits and hyphens.
  func makeSession() throws(Refusal) -> String

  /// The runs of the session `id`, oldest first, as they are known in the repository at `directory`; a run's own id is a
  /// session with that run alone. `nil` where there is no such session.
  func runs(ofSession id: String, in directory: String) throws(Refusal) -> [RunID]?

  /// Keeps that `run` is the newest one of the session `id`.
  func keep(_ run: RunID, ofSession id: String) throws(Refusal)

  /// Tells what `run` is about, what it has done and how it stands, from the beginning; ends early where `hear` says that
  /// nobody listens any more.
  func replay(
    _ run: RunID, in directory: String, hear: (TurnEvent) -> Bool
  ) throws(Refusal) -> TurnEnd

  /// Carries out `turn` in the repository at `directory`; the calling thread waits.
  ///
  /// - Parameter stop: Interrupts the run at its next safe point when it is requested.
  /// - Throws: ``Refusal`` where no run has come of it.
  func carryOut(
    _ turn: Turn, in directory: String, stop: StopRequest, hear: (TurnEvent) -> Void
  ) throws(Refusal) -> TurnEnd

  /// The sentence for why a message is refused.
  func sentence(for error: ProtocolError) -> String

  /// Writes a line for whoever looks after the program, never to the client; drops it where that would have to wait.
  func log(_ line: String)
}

/// What one prompt makes the program do.
package enum Turn: Hashable, Sendable {
  /// Carry out an issue in this text; `again` also where it was worked on before.
  case issue(String, again: Bool)
  /// Take up a run that was broken off.
  case resume(RunID)
  /// Answer what a run asks.
  case answer(RunID, String)
}

/// What happens in a turn.
package enum TurnEvent {
  /// The work on a run begins; the paths of its steps are below `top`.
  case began(RunID, top: String)
  /// What the run is about, in the person's words; told in a replay alone.
  case asked(String)
  /// A step begins.
  case started(step: Int, Action.Kind)
  /// A step was kept, with the texts before and after it of the files that it edits, by path.
  case kept(Step, texts: [ExactText: FileTexts])
}

/// The text of a file before a step and after it.
package struct FileTexts: Hashable, Sendable {
  /// The text before; `nil` where there was no such file.
  package var old: String?
  /// The text after.
  package var new: String

  /// The texts of a file that is there after the step.
  package init(old: String?, new: String) {
    self.old = old
    self.new = new
  }

  /// The first line that differs, from 1.
  ///
  /// - Complexity: O(*n*) in the texts.
  var line: Int {
    let (old, new) = ((old ?? "").lines(), new.lines())
    return zip(old, new).prefix { $0.utf8.elementsEqual($1.utf8) }.count + 1
  }

  /// The lines that differ, with three around them that do not.
  ///
  /// - Complexity: O(*n*) in the texts.
  var excerpt: FileTexts {
    guard let old else { return self }
    let (before, after) = (old.lines(keepingReturns: true), new.lines(keepingReturns: true))
    let start = zip(before, after).prefix { $0.utf8.elementsEqual($1.utf8) }.count
    let most = min(before.count, after.count) - start
    let ends = zip(before.reversed(), after.reversed()).prefix(most)
    let end = ends.prefix { $0.utf8.elementsEqual($1.utf8) }.count
    let (skipped, left) = (max(0, start - 3), max(0, end - 3))
    func cut(_ lines: [Substring]) -> String {
      lines[skipped..<(lines.count - left)].joined(separator: "\n")
    }
    return FileTexts(old: cut(before), new: cut(after))
  }
}

/// How a turn has ended.
package struct TurnEnd: Sendable {
  /// How the run stands.
  package var standing: SessionStanding
  /// Why the turn is over, where nobody has cancelled it.
  package var reason: Reason
  /// The message to the client, as Markdown.
  package var message: String
  /// The question for leave that the run waits for, where it is one of yes or no.
  package var leave: LeaveQuestion?
  /// The same for programs.
  package var facts: JSON

  /// The end of a turn.
  package init(
    standing: SessionStanding, reason: Reason = .endTurn, message: String,
    leave: LeaveQuestion? = nil,
    facts: JSON = .object([:])
  ) {
    self.standing = standing
    self.reason = reason
    self.message = message
    self.leave = leave
    self.facts = facts
  }

  /// Why a turn is over, by the protocol's words.
  package enum Reason: String, Sendable {
    /// All is said for now.
    case endTurn = "end_turn"
    /// The tokens or the money are used up.
    case maxTokens = "max_tokens"
    /// The steps, the candidates or the time are used up.
    case maxTurnRequests = "max_turn_requests"
    /// The client has cancelled it.
    case cancelled
  }
}

/// How the newest run of a session stands.
package enum SessionStanding: Hashable, Sendable {
  /// There is none.
  case none
  /// It has asked something.
  case waiting(RunID)
  /// It was broken off, and can be taken up.
  case resumable(RunID)
  /// It has come to its end.
  case ended(RunID)
}

/// The question whether what judges a run may be changed.
package struct LeaveQuestion: Hashable, Sendable {
  /// The step that asks.
  package var step: Int
  /// The question, as Markdown.
  package var question: String
  /// One line for it.
  package var title: String
  /// The words for the answer that gives leave.
  package var yes: String
  /// The words for the other one.
  package var no: String
  /// The files that it is about.
  package var paths: [String]

  /// A question about `paths`.
  package init(
    step: Int, question: String, title: String, yes: String, no: String, paths: [String]
  ) {
    (self.step, self.question, self.title) = (step, question, title)
    (self.yes, self.no, self.paths) = (yes, no, paths)
  }
}
