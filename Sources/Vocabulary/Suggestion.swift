/// An issue that is proposed to a person, with evidence that can be checked in a minute.
package struct Suggestion: Hashable, Sendable {
  /// The version of the format, written into every file.
  package static let version = 1

  /// Names it: 40 hexadecimal digits, made of its source and what it is about, so that what is found again is the same.
  package var id: String
  /// What found it.
  package var source: Source
  /// One line.
  package var title: String
  /// The issue's Markdown without its title, with evidence and acceptance criteria.
  package var body: String
  /// What a person can check.
  package var evidence: [Evidence]
  /// 64 hexadecimal digits of what the evidence says: lines may move without another digest.
  package var digest: String
  /// How far the evidence alone makes it worth a person's time, from 0 to 1.
  package var strength: Double
  /// What is done with it.
  package var state: State
  /// When it was found first, in seconds since 1970.
  @Amount package var found: Int
  /// When its state was changed last, in seconds since 1970.
  @Amount package var changed: Int
  /// Why it was dismissed before, where its evidence has changed since; `nil` for all others.
  package var dismissedBefore: String?

  /// What finds suggestions; the raw value is the word that people use.
  package enum Source: String, Hashable, Sendable, Codable, CaseIterable {
    /// The fault that a fix has taken away stands elsewhere.
    case twin
    /// A change that no test notices.
    case unnoticed
    /// Tests that fail or flake at the base.
    case flaky
    /// Old comments that say TODO, and are due.
    case todo
    /// Files that change without a test, where others of their kind have one.
    case untested
    /// Warnings that are new since the last release.
    case warnings
    /// Links and commands of the documentation that lead nowhere.
    case readme
    /// Versions that the project's own lock file contradicts.
    case pins
    /// What runs have left undone.
    case leftover
  }

  /// One thing that a person can look at.
  package struct Evidence: Hashable, Sendable, Codable {
    /// The file; `nil` where it is about none.
    package var path: String?
    /// The line in it, from 1.
    package var line: Int?
    /// The commit; `nil` where it is about none.
    package var commit: ObjectID?
    /// The command that shows it; `nil` where there is none.
    package var command: String?
    /// What stands there, or what the command prints.
    package var text: String

    /// Evidence that says `text`.
    package init(
      path: String? = nil, line: Int? = nil, commit: ObjectID? = nil, command: String? = nil,
      text: String
    ) {
      (self.path, self.line, self.commit) = (path, line, commit)
      (self.command, self.text) = (command, text)
    }
  }

  /// What is done with a suggestion.
  package enum State: Hashable, Sendable {
    /// It waits for a person.
    case open
    /// It is in the queue, by the key of its entry.
    case accepted(key: String)
    /// A person does not want it, and why.
    case dismissed(why: String)
    /// Its evidence does not hold any more.
    case gone

    /// The word for people and programs.
    package var word: String {
      switch self {
      case .open: "open"
      case .accepted: "accepted"
      case .dismissed: "dismissed"
      case .gone: "gone"
      }
    }
  }

  /// An open suggestion that was found at `time`, in seconds since 1970.
  package init(
    id: String, source: Source, title: String, body: String, evidence: [Evidence], digest: String,
    strength: Double, found time: Int
  ) {
    (self.id, self.source, self.title, self.body) = (id, source, title, body)
    (self.evidence, self.digest, self.strength) = (evidence, digest, strength)
    (state, found, changed) = (.open, time, time)
  }

  /// The suggestion in another state since `time`.
  package func now(_ state: State, at time: Int) -> Suggestion {
    var next = self
    (next.state, next.changed) = (state, time)
    return next
  }

  /// The issue as Markdown: the title as a heading, a blank line, the body.
  package var issueText: String { "# \(title)\n\n\(body)\n" }

  /// Where it is in the index: by the first two digits of its id.
  package static func path(of id: String) -> String { "\(id.prefix(2))/\(id.dropFirst(2))" }
}

extension Suggestion: Codable {
  private enum Key: String, CodingKey {
    case version, id, source, title, body, evidence, digest, strength, state, key, why, found
    case changed, dismissedBefore
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let version = try values.decode(Int.self, forKey: .version)
    guard version <= Suggestion.version else {
      throw DecodingError.dataCorruptedError(
        forKey: .version, in: values, debugDescription: "version \(version) is newer than ours")
    }
    id = try values.decode(String.self, forKey: .id)
    source = try values.decode(Source.self, forKey: .source)
    title = try values.decode(String.self, forKey: .title)
    body = try values.decode(String.self, forKey: .body)
    evidence = try values.decode([Evidence].self, forKey: .evidence)
    digest = try values.decode(String.self, forKey: .digest)
    strength = try values.decode(Double.self, forKey: .strength)
    found = try values.decode(Int.self, forKey: .found)
    changed = try values.decode(Int.self, forKey: .changed)
    dismissedBefore = try values.decodeIfPresent(String.self, forKey: .dismissedBefore)
    let word = try values.decode(String.self, forKey: .state)
    switch word {
    case "open": state = .open
    case "gone": state = .gone
    case "accepted": state = .accepted(key: try values.decode(String.self, forKey: .key))
    case "dismissed": state = .dismissed(why: try values.decode(String.self, forKey: .why))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .state, in: values, debugDescription: "unknown state \"\(word)\"")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(Suggestion.version, forKey: .version)
    try values.encode(id, forKey: .id)
    try values.encode(source, forKey: .source)
    try values.encode(title, forKey: .title)
    try values.encode(body, forKey: .body)
    try values.encode(evidence, forKey: .evidence)
    try values.encode(digest, forKey: .digest)
    try values.encode(strength, forKey: .strength)
    try values.encode(state.word, forKey: .state)
    try values.encode(found, forKey: .found)
    try values.encode(changed, forKey: .changed)
    try values.encodeIfPresent(dismissedBefore, forKey: .dismissedBefore)
    switch state {
    case .accepted(let key): try values.encode(key, forKey: .key)
    case .dismissed(let why): try values.encode(why, forKey: .why)
    case .open, .gone: break
    }
  }
}
