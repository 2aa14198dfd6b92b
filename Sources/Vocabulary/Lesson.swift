/// Something learned in this project that later runs are told: data, never an order, and no right comes of it.
///
/// All that grows in it are sets, each kept to its newest members by a total order: two copies are joined by
/// ``joined(with:)`` in either order to the same.
package struct Lesson: Hashable, Sendable {
  /// The version of the format, written into every file.
  package static let version = 1

  /// Names the lesson: 40 hexadecimal digits of a digest of ``identity``.
  package let id: String
  /// What was learned: one to ``lineLimit`` lines, ``byteLimit`` bytes at most.
  package private(set) var text: String
  /// What it speaks of.
  package let scope: Scope
  /// Where it comes from, the user's own first, then the newest; ``Evidence/limit`` at most.
  package private(set) var evidence: [Evidence]
  /// Runs that found the opposite; ``runLimit`` at most.
  package private(set) var contradictions: Set<RunID>
  /// Runs that were told of it; ``runLimit`` at most.
  package private(set) var shown: Set<RunID>
  /// Those of them in which it was of use; ``runLimit`` at most.
  package private(set) var useful: Set<RunID>
  /// What people decided about it, the oldest first; ``Mark/limit`` at most.
  package private(set) var marks: [Mark]

  /// The most lines of a text.
  package static let lineLimit = 5
  /// The most bytes of a text.
  package static let byteLimit = 480
  /// The most runs that are kept in each set: the newest.
  package static let runLimit = 128

  /// Puts a lesson together; what is beyond the limits is left out.
  ///
  /// - Parameter id: The digest of ``identity``, which the caller makes.
  package init(
    id: String, text: String, scope: Scope, evidence: [Evidence], contradictions: Set<RunID> = [],
    shown: Set<RunID> = [], useful: Set<RunID> = [], marks: [Mark] = []
  ) {
    self.id = id
    self.text = text
    self.scope = scope
    self.evidence = Evidence.joined(evidence, [])
    self.contradictions = Lesson.newest(contradictions)
    self.shown = Lesson.newest(shown)
    self.useful = Lesson.newest(useful)
    self.marks = Mark.joined(marks, [])
  }

  /// What it speaks of; a part that is not there speaks of everything.
  package struct Scope: Hashable, Sendable, Codable {
    private let globs: [ExactText]
    /// A language, in small letters, such as `python`.
    package let language: String?
    /// A command; only ever compared, never run.
    package let command: String?

    /// Globs of paths, sorted by their bytes; empty for all.
    package var paths: [String] { globs.map(\.wrappedValue) }

    /// The most globs.
    package static let pathLimit = 8

    private enum CodingKeys: String, CodingKey {
      case globs = "paths"
      case language, command
    }

    /// A scope of these parts; without globs of all paths.
    package init(paths: [String] = [], language: String? = nil, command: String? = nil) {
      globs = Array(Set(names: paths).sorted().prefix(Scope.pathLimit))
      self.language = language.map { $0.lowercased() }
      self.command = command
    }

    /// Whether it speaks of everything.
    package var isWide: Bool { paths.isEmpty && language == nil && command == nil }
  }

  /// What names it: the text without what does not matter to its meaning, and the scope.
  package var identity: String { Lesson.identity(of: text, scope) }

  /// What names a lesson of this text and scope: white space, a full stop at the end and a capital at the start do not
  /// count.
  package static func identity(of text: String, _ scope: Scope) -> String {
    var words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    while words.hasSuffix(".") { words.removeLast() }
    if let first = words.first, words.dropFirst().first?.isUppercase != true {
      words = first.lowercased() + words.dropFirst()
    }
    let parts = [scope.paths.joined(separator: "\n"), scope.language ?? "", scope.command ?? ""]
    return ([words] + parts).joined(separator: "\0")
  }

  /// How people name it for short: the first twelve digits.
  package var shortID: Substring { id.prefix(12) }

  /// The newest ``runLimit`` of some runs.
  private static func newest(_ runs: Set<RunID>) -> Set<RunID> {
    runs.count <= runLimit ? runs : Set(runs.sorted().suffix(runLimit))
  }
}

extension Lesson {
  /// Whether a person took it out; nothing but a person brings it back.
  package var isDropped: Bool { marks.last?.kind == .dropped }

  /// Whether a person added it, or kept it.
  package var isKept: Bool { marks.last?.kind == .kept }

  /// Whether it came from outside alone, and no person has kept it: it is shown to people, and to no run.
  package var isProposed: Bool { !isKept && evidence.allSatisfy(\.isForeign) }

  /// The runs that found it, and how often a person said it: what comes from outside does not count.
  package var confirmations: Int {
    let own = evidence.filter { !$0.isForeign }
    return Set(own.compactMap(\.run)).count + own.count { $0.run == nil }
  }

  /// When it was last confirmed, in seconds since 1970; 0 where it never was.
  package var lastConfirmed: Int { evidence.filter { !$0.isForeign }.map(\.time).max() ?? 0 }

  /// Both copies of one lesson together: in either order, and as often as is wanted, the same.
  ///
  /// - Precondition: Both have the same ``id``.
  package func joined(with other: Lesson) -> Lesson {
    var both = self
    if other.text.utf8.lexicographicallyPrecedes(text.utf8) { both.text = other.text }
    both.evidence = Evidence.joined(evidence, other.evidence)
    both.contradictions = Lesson.newest(contradictions.union(other.contradictions))
    both.shown = Lesson.newest(shown.union(other.shown))
    both.useful = Lesson.newest(useful.union(other.useful))
    both.marks = Mark.joined(marks, other.marks)
    return both
  }

  /// The lesson with one more finding that it holds.
  package func confirmed(by finding: Evidence) -> Lesson {
    var next = self
    next.evidence = Evidence.joined(evidence, [finding])
    return next
  }

  /// The lesson with one more run that found the opposite.
  package func contradicted(by run: RunID) -> Lesson {
    var next = self
    next.contradictions = Lesson.newest(contradictions.union([run]))
    return next
  }

  /// The lesson after `run` was told of it.
  package func told(to run: RunID) -> Lesson {
    var next = self
    next.shown = Lesson.newest(shown.union([run]))
    return next
  }

  /// The lesson after it was of use in `run`, which was told of it.
  package func used(in run: RunID) -> Lesson {
    var next = told(to: run)
    next.useful = Lesson.newest(useful.union([run]))
    return next
  }

  /// The lesson after a person's decision at `time`, which is the newest whatever the clock says.
  package func marked(_ kind: Mark.Kind, at time: Int, why: String? = nil) -> Lesson {
    var next = self
    let last = marks.last.map { $0.time + 1 } ?? 0
    next.marks = Mark.joined(marks, [Mark(kind, at: max(time, last), why: why)])
    return next
  }

  /// What is believed of a lesson for which nothing vouches: its text and scope, proposed to a person. It has no
  /// confirmations, has been of no use, and nobody has kept or dropped it.
  package var proposal: Lesson {
    Lesson(
      id: id, text: text, scope: scope,
      evidence: evidence.map { finding in
        var finding = finding
        finding.isForeign = true
        return finding
      })
  }
}

extension Lesson: Codable {
  private enum Key: String, CodingKey {
    case version, id, text, scope, evidence, contradictions, shown, useful, marks
  }

  /// Reads a file's lesson; whether its words can be kept at all is not looked at here.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let version = try values.decode(Int.self, forKey: .version)
    guard version <= Lesson.version else {
      throw DecodingError.dataCorruptedError(
        forKey: .version, in: values, debugDescription: "version \(version) is newer than ours")
    }
    func runs(_ key: Key) throws -> Set<RunID> {
      Set(try values.decodeIfPresent([RunID].self, forKey: key) ?? [])
    }
    let scope = try values.decode(Scope.self, forKey: .scope)
    self.init(
      id: try values.decode(String.self, forKey: .id),
      text: try values.decode(String.self, forKey: .text),
      // Sorted and bounded, whoever wrote it.
      scope: Scope(paths: scope.paths, language: scope.language, command: scope.command),
      evidence: try values.decodeIfPresent([Evidence].self, forKey: .evidence) ?? [],
      contradictions: try runs(.contradictions), shown: try runs(.shown),
      useful: try runs(.useful),
      marks: try values.decodeIfPresent([Mark].self, forKey: .marks) ?? [])
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(Lesson.version, forKey: .version)
    try values.encode(id, forKey: .id)
    try values.encode(text, forKey: .text)
    try values.encode(scope, forKey: .scope)
    try values.encode(evidence, forKey: .evidence)
    try values.encode(contradictions.sorted(), forKey: .contradictions)
    try values.encode(shown.sorted(), forKey: .shown)
    try values.encode(useful.sorted(), forKey: .useful)
    if !marks.isEmpty { try values.encode(marks, forKey: .marks) }
  }
}
