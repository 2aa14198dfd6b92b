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
  package var run: String?
  /// Why the newest try broke off, in a sentence; `nil` where none has.
  package var reason: String?

  /// The states of an entry.
  package enum State: String, Hashable, Sendable, Codable {
    /// It waits for a run.
    case waiting
    /// Its run has asked a person something.
    case asking
    /// A run has come to its end with it; only another text is new work.
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
  package func with(run id: String) -> QueueEntry {
    var next = self
    next.run = id
    return next
  }

  /// Where it is in the index once it is over: by the first two digits of its key.
  package static func settledPath(of key: String) -> String {
    "\(key.prefix(2))/\(key.dropFirst(2))"
  }

  /// The entry when nothing is to be done with it any more, for this reason; one that is over stays so.
  ///
  /// - Parameter id: The run that a person has stopped.
  package func ended(as state: State, run id: String? = nil) -> QueueEntry {
    guard !isOver else { return self }
    var next = self
    next.state = state
    next.run = id ?? run
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

  /// Whether nothing is to be done with it any more.
  package var isOver: Bool { [.settled, .dropped, .replaced].contains(state) }

  /// Whether it may be tried at `time`.
  package func isDue(at time: Int) -> Bool { state == .waiting && notBefore <= time }

  /// The entry after its run `id` ended with `outcome` at `time`; one that is over stays so.
  ///
  /// A run that ended with a result settles it. One that was interrupted may go on at once; one that broke
  /// off is tried again later, see ``afterFailure(_:at:)``.
  ///
  /// - Parameter reason: Why it broke off, where it did.
  package func after(
    run id: String, ended outcome: Outcome, reason: String? = nil, at time: Int
  ) -> QueueEntry {
    guard !isOver else { return self }
    var next = self
    next.run = id
    next.reason = nil
    next.notBefore = 0
    switch outcome {
    case .resolved, .unresolved, .spent, .stuck: next.state = .settled
    case .waiting: next.state = .asking
    case .interrupted: next.state = .waiting
    case .failed: return next.afterFailure(reason, of: id, at: time)
    }
    return next
  }

  /// The entry after a try that broke off at `time`: it waits a quarter of an hour, twice as long after each
  /// further failure, a day at most. One that is over stays so.
  ///
  /// - Parameter id: The run that broke off; `nil` where none was begun.
  package func afterFailure(_ reason: String?, of id: String? = nil, at time: Int) -> QueueEntry {
    guard !isOver else { return self }
    var next = self
    next.state = .waiting
    next.run = id ?? run
    next.reason = reason
    next.failures += 1
    next.notBefore = time + min(86_400, 900 << min(next.failures - 1, 10))
    return next
  }
}

extension QueueEntry: Codable {
  private enum Key: String, CodingKey {
    case version, key, issue, trigger, state, added, notBefore, failures, run, reason
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
    run = try values.decodeIfPresent(String.self, forKey: .run)
    reason = try values.decodeIfPresent(String.self, forKey: .reason)
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
  }
}
