/// What a run does in one step, as it is recorded: a ``PolicyAction`` or an ``EngineAction``.
package enum Action: Hashable, Sendable {
  /// Looks at a file or a directory in one of several ways; only at some lines, counted from 1, where
  /// they are given.
  case read(path: String, lines: ClosedRange<Int>?, view: View = .text)
  /// Looks for a text, or for a regular expression, in the files below `paths`; all files when empty.
  case search(text: String, paths: [String], isPattern: Bool = false)
  /// Changes files; `why` becomes part of the rationale.
  case edit([FileEdit], why: String)
  /// Runs a shell command in the sandbox; what it changes becomes part of the tree, or is dropped.
  case run(command: String, keepsChanges: Bool)
  /// Runs the tests.
  case test(TestScope)
  /// Tries candidate edits side by side from the same tree; the tree stays as it was.
  case trial([Candidate])
  /// Lays down what is going to be done, as Markdown.
  case plan(String)
  /// Asks a person; the run waits.
  case ask(question: String)
  /// Keeps something learned for later runs.
  case remember(lesson: String)
  /// Calls a tool of a server outside of the sandbox by its name in the run, `SERVER__TOOL`; the arguments are a JSON
  /// object as text.
  case tool(name: String, arguments: String)
  /// Says that the policy is through.
  case finish(Report)
  /// Goes back to the tree of an earlier step; 0 is the base.
  case backtrack(toStep: Int, reason: String)
  /// Splits what the run has changed into patches and tries each; empty where nobody has a proposal.
  case split([PatchProposal])

  /// What a read shows of a path.
  package enum View: String, Hashable, Sendable, Codable, CaseIterable {
    /// A file's lines, numbered; a directory's entries.
    case text
    /// The commits before the base that changed it, the newest first, each with its rationale.
    case log
    /// Who last changed each line before the base, and why.
    case blame
    /// What is defined in the files below it, the most used first.
    case map
  }

  /// Which tests, in which copy.
  package enum TestScope: String, Hashable, Sendable, Codable {
    /// The run's own tree as it stands.
    case working
    /// A clean copy of the tree in which the base's tests stand as they were at the base: what the
    /// outcome is decided on.
    case verdict
    /// A clean copy of the base in which the run's test files stand as they are now: a test that
    /// reproduces what the issue reports fails there.
    case reproduction
  }

  /// What a policy says when it is through.
  package struct Report: Hashable, Sendable, Codable {
    /// Whether the policy believes the issue is resolved. Only the verdict decides.
    package var claim: Claim
    /// The subject for the patch: one line, imperative; empty when nothing changed.
    package var subject: String
    /// Why the patch is as it is, in Markdown paragraphs.
    package var why: String
    /// What was tried instead, in Markdown.
    package var alternatives: String
    /// What is risky or not done, in Markdown.
    package var risks: String
    /// The acceptance criteria, each with whether it is met and by what that shows.
    package var criteria: [Criterion]
    /// What kept the policy from working on the issue, where it declines it and the issue is not to blame.
    package var hindrance: Hindrance?

    /// An acceptance criterion as the policy found it at the end.
    package struct Criterion: Hashable, Sendable, Codable {
      /// The criterion, in the words.
      package var text: String
      /// Whether it is met, as the policy sees it.
      package var isMet: Bool
      /// What shows it: a test's name, a command and what it printed, a place in the code.
      package var evidence: String

      /// States whether a criterion is met, and what shows it.
      package init(text: String, isMet: Bool, evidence: String) {
        self.text = text
        self.isMet = isMet
        self.evidence = evidence
      }
    }

    /// What a policy claims about the issue.
    package enum Claim: String, Hashable, Sendable, Codable {
      /// The issue is resolved.
      case resolved
      /// It is not, and this policy has nothing more to try.
      case unresolved
      /// It is not, and what may still be spent does not pay for what is left to try.
      case spent
      /// The issue is not of a kind this policy can work on; nothing was tried.
      case declined
    }

    /// Reports a claim; subject and words are empty unless given.
    package init(
      claim: Claim, subject: String = "", why: String = "", alternatives: String = "",
      risks: String = "", criteria: [Criterion] = [], hindrance: Hindrance? = nil
    ) {
      self.claim = claim
      self.subject = subject
      self.why = why
      self.alternatives = alternatives
      self.risks = risks
      self.criteria = criteria
      self.hindrance = hindrance
    }

    package init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      claim = try values.decode(Claim.self, forKey: .claim)
      subject = try values.decode(String.self, forKey: .subject)
      why = try values.decode(String.self, forKey: .why)
      alternatives = try values.decode(String.self, forKey: .alternatives)
      risks = try values.decode(String.self, forKey: .risks)
      criteria = try values.decodeIfPresent([Criterion].self, forKey: .criteria) ?? []
      // A later version may know more of them than this one.
      hindrance = try values.decodeIfPresent(String.self, forKey: .hindrance)
        .flatMap(Hindrance.init)
    }
  }

  /// An action without what belongs to it; in records the word of the glossary.
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    case read, search, edit, run, test, trial, plan, ask, remember, tool, finish, backtrack
    /// Its word in records is that of the first format.
    case split = "arrange"
  }

  /// Which action it is.
  package var kind: Kind {
    switch self {
    case .read: .read
    case .search: .search
    case .edit: .edit
    case .run: .run
    case .test: .test
    case .trial: .trial
    case .plan: .plan
    case .ask: .ask
    case .remember: .remember
    case .tool: .tool
    case .finish: .finish
    case .backtrack: .backtrack
    case .split: .split
    }
  }
}

extension Action {
  /// The last line that a read may begin with.
  private static let lastLine = 1_000_000_000

  /// The lines from `first` to `last` as a read may name them, whatever the two numbers are: from 1 to a thousand
  /// million and a few, one at least, so that sums with them do not overflow.
  package static func lines(_ first: Int, _ last: Int) -> ClosedRange<Int> {
    let start = min(max(1, first), lastLine)
    return start...min(max(start, last), lastLine + 199)
  }
}

extension Action: Codable {
  private enum Key: String, CodingKey {
    case action, path, first, last, view, text, paths, isPattern, edits, why, command, keepsChanges
    case scope
    case candidates, question, lesson, name, arguments, report, toStep, reason, wishes
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let word = try values.decode(String.self, forKey: .action)
    func text(_ key: Key) throws -> String { try values.decode(String.self, forKey: key) }
    guard let kind = Kind(rawValue: word) else {
      throw DecodingError.dataCorruptedError(
        forKey: .action, in: values, debugDescription: "unknown action \"\(word)\"")
    }
    switch kind {
    case .read:
      var lines: ClosedRange<Int>?
      if let first = try values.decodeIfPresent(Int.self, forKey: .first) {
        lines = Action.lines(first, try values.decode(Int.self, forKey: .last))
      }
      self = .read(
        path: try text(.path), lines: lines,
        view: try values.decodeIfPresent(View.self, forKey: .view) ?? .text)
    case .search:
      self = .search(
        text: try text(.text), paths: try values.decode([String].self, forKey: .paths),
        isPattern: try values.decodeIfPresent(Bool.self, forKey: .isPattern) ?? false)
    case .edit:
      self = .edit(try values.decode([FileEdit].self, forKey: .edits), why: try text(.why))
    case .run:
      self = .run(
        command: try text(.command),
        keepsChanges: try values.decode(Bool.self, forKey: .keepsChanges))
    case .test: self = .test(try values.decode(TestScope.self, forKey: .scope))
    case .trial: self = .trial(try values.decode([Candidate].self, forKey: .candidates))
    case .plan: self = .plan(try text(.text))
    case .ask: self = .ask(question: try text(.question))
    case .remember: self = .remember(lesson: try text(.lesson))
    case .tool: self = .tool(name: try text(.name), arguments: try text(.arguments))
    case .finish: self = .finish(try values.decode(Report.self, forKey: .report))
    case .backtrack:
      self = .backtrack(
        toStep: try values.decode(Int.self, forKey: .toStep), reason: try text(.reason))
    case .split: self = .split(try values.decode([PatchProposal].self, forKey: .wishes))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(kind, forKey: .action)
    switch self {
    case .read(let path, let lines, let view):
      try values.encode(path, forKey: .path)
      try values.encodeIfPresent(lines?.lowerBound, forKey: .first)
      try values.encodeIfPresent(lines?.upperBound, forKey: .last)
      try values.encode(view, forKey: .view)
    case .search(let text, let paths, let isPattern):
      try values.encode(text, forKey: .text)
      try values.encode(paths, forKey: .paths)
      try values.encode(isPattern, forKey: .isPattern)
    case .edit(let edits, let why):
      try values.encode(edits, forKey: .edits)
      try values.encode(why, forKey: .why)
    case .run(let command, let keepsChanges):
      try values.encode(command, forKey: .command)
      try values.encode(keepsChanges, forKey: .keepsChanges)
    case .test(let scope): try values.encode(scope, forKey: .scope)
    case .trial(let candidates): try values.encode(candidates, forKey: .candidates)
    case .plan(let text): try values.encode(text, forKey: .text)
    case .ask(let question): try values.encode(question, forKey: .question)
    case .remember(let lesson): try values.encode(lesson, forKey: .lesson)
    case .tool(let name, let arguments):
      try values.encode(name, forKey: .name)
      try values.encode(arguments, forKey: .arguments)
    case .finish(let report): try values.encode(report, forKey: .report)
    case .backtrack(let step, let reason):
      try values.encode(step, forKey: .toStep)
      try values.encode(reason, forKey: .reason)
    case .split(let proposals): try values.encode(proposals, forKey: .wishes)
    }
  }
}
