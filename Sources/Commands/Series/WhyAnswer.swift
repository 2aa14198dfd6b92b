import Delivery
import Git
import Provenance
import Records
import Text
import Vocabulary

/// What is known of a line: what `git colleague why --json` prints.
struct WhyAnswer: Encodable {
  /// `PATH:LINE`, from the project's top.
  var place: String
  /// The line, without its line feed.
  var text: String
  /// The commit that brought it in.
  var commit: Commit
  /// Where it comes from, where that is a run of ours.
  var ours: Ours?
  /// What a note of another program says of who wrote it.
  var tool: AuthorshipNote.Writer?
  /// What stood there before a person changed it, where that was ours.
  var before: Before?

  /// A commit in short.
  struct Commit: Encodable {
    var id: ObjectID
    var author: String
    var time: Int
    var subject: String

    /// The commit `id` of this content.
    init(_ id: ObjectID, _ commit: Git.Commit) {
      self.id = id
      author = "\(commit.author.name) <\(commit.author.email)>"
      time = commit.author.time
      subject =
        commit.message.lines().first { $0.contains { !$0.isWhitespace } }
        .map(String.init) ?? ""
    }
  }

  /// A line's run, patch, rationale and step.
  struct Ours: Encodable {
    var run: RunID
    var issue: String?
    var patch: ObjectID?
    var knownBy: String
    var verdict: MergeStatus?
    var delivered: String?
    var isAsDelivered: Bool
    var rationale: String?
    var step: LineOrigin.WritingStep?

    /// What `origin` says.
    init(_ origin: LineOrigin) {
      run = origin.run
      issue = origin.record?.run.issue.title
      patch = origin.patch
      knownBy = origin.clue.rawValue
      verdict = origin.record?.mergeStatus
      delivered = origin.delivered
      isAsDelivered = origin.isAsDelivered
      rationale = origin.rationale
      step = origin.step
    }
  }

  /// A line of ours that is gone, and where it came from.
  struct Before: Encodable {
    var text: String
    var commit: ObjectID
    var ours: Ours
  }
}

extension AuthorshipNote.Writer: Encodable {
  private enum Key: String, CodingKey { case tool, model, person }

  /// `{"tool": …, "model": …}` or `{"person": …}`.
  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    switch self {
    case .tool(let name, let model):
      try values.encode(name, forKey: .tool)
      try values.encode(model, forKey: .model)
    case .person(let name): try values.encode(name, forKey: .person)
    }
  }
}
