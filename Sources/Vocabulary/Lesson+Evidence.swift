extension Lesson {
  /// One finding that a lesson holds: where it comes from.
  package struct Evidence: Hashable, Sendable, Codable {
    /// What it was learned by.
    package var source: Source
    /// The run that found it; `nil` where a person said it.
    package var run: RunID?
    /// That run's step; `nil` where it is of the whole run.
    package var step: Int?
    /// The commit at which it was found; `nil` where there is none.
    package var commit: ObjectID?
    /// When, in seconds since 1970.
    @Amount package var time: Int
    /// The files that it speaks of, as they were then, sorted by their paths; ``fileLimit`` at most.
    package var files: [File]
    /// An example in one line, ``noteLimit`` bytes at most; `nil` for none.
    package var note: String?
    /// Whether its words came from outside: an issue, a mail, the web of a forge, a tool.
    package var isForeign: Bool

    /// The most findings of one lesson: the user's own first, then the newest.
    package static let limit = 32
    /// The most files of one finding.
    package static let fileLimit = 8
    /// The most bytes of an example.
    package static let noteLimit = 200

    /// A file as it was when something was found.
    package struct File: Hashable, Sendable, Codable {
      /// The path.
      @ExactText package var path: String
      /// What stood there.
      package var blob: ObjectID

      /// The file `path` with the content `blob`.
      package init(path: String, blob: ObjectID) {
        self.path = path
        self.blob = blob
      }
    }

    /// A finding by `source`.
    package init(
      _ source: Source, run: RunID? = nil, step: Int? = nil, commit: ObjectID? = nil, time: Int,
      files: [File] = [], note: String? = nil, isForeign: Bool = false
    ) {
      self.source = source
      self.run = run
      self.step = step
      self.commit = commit
      self.time = time
      self.files = Array(files.sorted { $0.$path < $1.$path }.prefix(Evidence.fileLimit))
      self.note = note
      self.isForeign = isForeign
    }
  }

  /// What a lesson was learned by.
  package enum Source: String, Hashable, Sendable, Codable, CaseIterable {
    /// A model's own `remember`.
    case remember
    /// What people changed of what was delivered.
    case merge
    /// What a reviewer said.
    case review
    /// Tests that could not run, and then could.
    case environment
    /// A run that was stuck and got free.
    case unstuck
    /// A person's own words.
    case person
  }

  /// A person's decision about a lesson.
  package struct Mark: Hashable, Sendable, Codable {
    /// What was decided.
    package var kind: Kind
    /// When, in seconds since 1970; later than every decision that was known then.
    @Amount package var time: Int
    /// Why, in one line; `nil` where nothing was said.
    package var why: String?

    /// The most decisions that are kept: the newest.
    package static let limit = 8
    /// The most bytes of a reason.
    package static let whyLimit = 200

    /// What a person can decide.
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
      /// The lesson counts.
      case kept
      /// It does not, whoever finds it again.
      case dropped
    }

    /// The decision `kind` at `time`.
    package init(_ kind: Kind, at time: Int, why: String? = nil) {
      self.kind = kind
      self.time = time
      self.why = why
    }
  }
}

extension Lesson.Evidence {
  /// What tells two findings apart.
  private struct Key: Hashable {
    var source: Lesson.Source
    var run: RunID?
    var step: Int?
    /// A person's words are told apart by their time.
    var time: Int
  }

  private var key: Key { Key(source: source, run: run, step: step, time: run == nil ? time : 0) }

  /// Both lists together, each finding once, in the order of ``precedes(_:)``, and no more than the limit.
  static func joined(
    _ one: [Lesson.Evidence], _ other: [Lesson.Evidence]
  ) -> [Lesson.Evidence] {
    var found: [Key: Lesson.Evidence] = [:]
    for finding in one + other {
      // The copy that comes first in the order by which others are left out, or joining would depend on what was left out.
      if let known = found[finding.key], !finding.precedes(known) { continue }
      found[finding.key] = finding
    }
    return Array(found.values.sorted { $0.precedes($1) }.prefix(limit))
  }

  /// Own ones before those from outside, newer before older, then by what is left.
  private func precedes(_ other: Lesson.Evidence) -> Bool {
    if isForeign != other.isForeign { return !isForeign }
    if time != other.time { return time > other.time }
    return rank.lexicographicallyPrecedes(other.rank)
  }

  /// All but ``isForeign``, as bytes that can be ordered.
  private var rank: [UInt8] {
    let digits = String(time)
    let padded = String(repeating: "0", count: max(0, 13 - digits.count)) + digits
    let files = files.map { "\($0.path)\u{1}\($0.blob)" }.joined(separator: "\u{1}")
    let parts = [
      padded, source.rawValue, run?.description ?? "", step.map(String.init) ?? "",
      commit?.description ?? "", note ?? "", files,
    ]
    return Array(parts.joined(separator: "\0").utf8)
  }
}

extension Lesson.Mark {
  /// Both lists together, the oldest first; of two at one time a drop comes last, and so counts.
  static func joined(_ one: [Lesson.Mark], _ other: [Lesson.Mark]) -> [Lesson.Mark] {
    let all = Set(one + other).sorted { left, right in
      if left.time != right.time { return left.time < right.time }
      if left.kind != right.kind { return left.kind == .kept }
      return (left.why ?? "").utf8.lexicographicallyPrecedes((right.why ?? "").utf8)
    }
    return Array(all.suffix(limit))
  }
}
