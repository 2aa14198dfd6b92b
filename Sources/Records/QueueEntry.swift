package import Vocabulary

/// An issue that waits for a run, or has had its run.
package struct QueueEntry: Hashable, Sendable {
  /// The version of the format, written into every file.
  static let version = 1

  /// Names the entry: 40 hexadecimal digits, made of the issue's text and where it came from.
  package var key: String
  /// The issue.
  package var issue: Issue
  /// What put it there.
  package var trigger: Trigger
  /// What is to be done with it.
  package var state: State
  /// When it was added, in seconds since 1970.
  @Amount package var added: Int
  /// Before when it is not to be tried, in seconds since 1970; 0 for any time.
  @Amount package var notBefore: Int
  /// How many runs of it have broken off.
  @Amount package var failures: Int
  /// Its newest run; `nil` before the first.
  package var run: RunID?
  /// Why the newest try broke off, in a sentence; `nil` where none has.
  package var reason: String?
  /// Why a new run of it is begun though it had its run; `nil` where its newest run is resumed.
  package var anew: Anew?
  /// Whether its run was asked for by a person whatever was done about the issue before, and is not over.
  package var isAsked = false
  /// Why it is settled, or was before it waited anew, where no run could work on it; `nil` otherwise.
  package var settling: Settling?

  /// Why an issue that had its run waits for another one.
  package enum Anew: String, Hashable, Sendable, Codable {
    /// A person asks for it, whatever was done about the issue before.
    case asked
    /// What was in the way may be gone.
    case changed
  }

  /// The states of an entry.
  package enum State: String, Hashable, Sendable, Codable {
    /// It waits for a run.
    case waiting
    /// Its run has asked a person something.
    case asking
    /// A run has come to its end with it, or with the same issue from elsewhere: only another text is new work,
    /// or what a person asks for, or what ``Settling`` allows.
    case settled
    /// A person has taken it out.
    case dropped
    /// Its source says something else now, or is gone.
    case replaced
  }

  /// An entry that waits.
  package init(key: String, issue: Issue, trigger: Trigger, added: Int) {
    self.key = key
    self.issue = issue
    self.trigger = trigger
    self.added = added
    state = .waiting
    notBefore = 0
    failures = 0
  }

  /// The entry with `id` as its newest run.
  package func with(run id: RunID) -> QueueEntry {
    var next = self
    if id != run { next.anew = nil }
    next.run = id
    return next
  }

  /// The run that is resumed when it is its turn; `nil` where a new one is begun.
  package var begunRun: RunID? { anew == nil ? run : nil }

  /// Where it is in the index once it is over: by the first two digits of its key.
  package static func settledPath(of key: String) -> String {
    "\(key.prefix(2))/\(key.dropFirst(2))"
  }

  /// The entry when nothing is to be done with it any more, for this reason; one that is over stays so.
  ///
  /// - Parameter id: The run that a person has stopped.
  package func ended(as state: State, run id: RunID? = nil) -> QueueEntry {
    guard !isClosed else { return self }
    var next = self
    next.state = state
    next.run = id ?? run
    (next.anew, next.isAsked) = (nil, false)
    return next
  }

  /// The entry when a person asks at `time` for another run of it, whatever has come of it before: it waits, its
  /// newest run is named until the new one begins. One that was replaced stays so.
  package func again(at time: Int) -> QueueEntry {
    guard state != .replaced else { return self }
    var next = waiting(anew: .asked)
    next.isAsked = true
    next.trigger = .manual
    next.added = time
    next.settling = nil
    return next
  }

  /// The entry after a look at how things are: one that was settled because something was in the way of its run
  /// waits for another one where that may be gone, see ``Settling/isTriedAgain(given:)``; any other is as it was.
  package func again(given circumstances: Circumstances) -> QueueEntry {
    guard state == .settled, let settling, settling.isTriedAgain(given: circumstances) else {
      return self
    }
    var next = waiting(anew: .changed)
    next.settling?.note(circumstances)
    return next
  }

  private func waiting(anew: Anew) -> QueueEntry {
    var next = self
    (next.state, next.anew) = (.waiting, anew)
    (next.notBefore, next.failures, next.reason) = (0, 0, nil)
    return next
  }

  /// The entry when a person asks for it to be carried out at once: one that was dropped waits again, and none
  /// waits for its time. One that is settled stays so.
  package var askedFor: QueueEntry {
    guard state == .waiting || state == .dropped else { return self }
    var next = self
    (next.state, next.notBefore) = (.waiting, 0)
    (next.trigger, next.reason) = (.manual, nil)
    return next
  }

  /// What is believed of an entry for which the user's key does not vouch: the issue, and that it is over where it is.
  /// It has no run, and has not been tried.
  var text: QueueEntry {
    var text = QueueEntry(key: key, issue: issue, trigger: trigger, added: added)
    text.issue.wishes.mayChangeTests = nil
    if isClosed { text.state = state }
    return text
  }

  /// Whether nothing is to be done with it any more.
  package var isClosed: Bool { [.settled, .dropped, .replaced].contains(state) }

  /// Whether it may be tried at `time`.
  package func isDue(at time: Int) -> Bool { state == .waiting && notBefore <= time }

  /// The entry after its run `id` ended with `outcome` at `time`; one that is over stays so.
  ///
  /// A run that ended with a result settles it. One that was interrupted may go on at once; one that broke
  /// off, or was interrupted for a reason, is tried again later, see ``afterFailure(_:at:)``.
  ///
  /// - Parameters:
  ///   - reason: Why it broke off, where it did.
  ///   - hindrance: What was in the way of the run, where it ended `unresolved` for that, and how things were.
  package func after(
    run id: RunID, ended outcome: Outcome, reason: String? = nil,
    hindrance: (cause: Hindrance, circumstances: Circumstances)? = nil, at time: Int
  ) -> QueueEntry {
    guard !isClosed else { return self }
    var next = with(run: id)
    next.reason = nil
    next.notBefore = 0
    switch outcome {
    case .resolved, .unresolved, .spent, .stuck:
      next.state = .settled
      (next.anew, next.isAsked) = (nil, false)
      next.settling = hindrance.map {
        Settling($0.cause, under: $0.circumstances, before: settling)
      }
    case .waiting: next.state = .asking
    case .interrupted:
      if let reason { return next.afterFailure(reason, of: id, at: time) }
      next.state = .waiting
    case .failed: return next.afterFailure(reason, of: id, at: time)
    }
    return next
  }

  /// The entry after a try that broke off at `time`: it waits a quarter of an hour, twice as long after each
  /// further failure, a day at most. One that is over stays so.
  ///
  /// - Parameter id: The run that broke off; `nil` where none was begun.
  package func afterFailure(_ reason: String?, of id: RunID? = nil, at time: Int) -> QueueEntry {
    guard !isClosed else { return self }
    var next = id.map { with(run: $0) } ?? self
    next.state = .waiting
    next.reason = reason
    next.failures += 1
    next.notBefore = time + min(86_400, 900 << min(next.failures - 1, 10))
    return next
  }
}

extension QueueEntry: Codable {
  private enum Key: String, CodingKey {
    case version, key, issue, trigger, state, added, notBefore, failures, run, reason
    case anew, settling, asked
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let version = try values.decode(Int.self, forKey: .version)
    let text = try values.decode(String.self, forKey: .trigger)
    guard version <= QueueEntry.version, let trigger = Trigger(text) else {
      throw DecodingError.dataCorruptedError(
        forKey: .version, in: values, debugDescription: "version \(version), trigger \"\(text)\"")
    }
    key = try values.decode(String.self, forKey: .key)
    issue = try values.decode(Issue.self, forKey: .issue)
    self.trigger = trigger
    state = try values.decode(State.self, forKey: .state)
    added = try values.decode(Int.self, forKey: .added)
    notBefore = try values.decode(Int.self, forKey: .notBefore)
    failures = try values.decode(Int.self, forKey: .failures)
    run = try values.decodeIfPresent(RunID.self, forKey: .run)
    reason = try values.decodeIfPresent(String.self, forKey: .reason)
    anew = try values.decodeIfPresent(Anew.self, forKey: .anew)
    isAsked = try values.decodeIfPresent(Bool.self, forKey: .asked) ?? false
    // What a later version says of a cause that this one does not know is no reason for this one to try again.
    settling = try? values.decodeIfPresent(Settling.self, forKey: .settling)
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(QueueEntry.version, forKey: .version)
    try values.encode(key, forKey: .key)
    try values.encode(issue, forKey: .issue)
    try values.encode(trigger.description, forKey: .trigger)
    try values.encode(state, forKey: .state)
    try values.encode(added, forKey: .added)
    try values.encode(notBefore, forKey: .notBefore)
    try values.encode(failures, forKey: .failures)
    try values.encodeIfPresent(run, forKey: .run)
    try values.encodeIfPresent(reason, forKey: .reason)
    try values.encodeIfPresent(anew, forKey: .anew)
    try values.encodeIfPresent(settling, forKey: .settling)
    if isAsked { try values.encode(true, forKey: .asked) }
  }
}
