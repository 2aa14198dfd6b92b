import Vocabulary

/// What the index keeps of one run.
struct RunDocument {
  /// Something of the run that may be told, with the step that shows it.
  struct Remark: Hashable {
    /// What a remark is about.
    enum Kind: String {
      /// Why the change is as it is.
      case why
      /// An approach that failed.
      case failed
      /// How people changed what was delivered.
      case edited
    }

    /// What it is about.
    var kind: Kind
    /// The step; `nil` where it is of the whole run.
    var step: Int?
    /// The file, where it is about one.
    var path: String?
    /// In one line.
    var text: String
  }

  /// A patch of the run's series.
  struct Patch: Hashable {
    /// Its commit.
    var id: ObjectID
    /// The first line of its message.
    var subject: String
    /// Why it is as it is, in one line; may be empty.
    var why: String
    /// The lines that it adds, by the file's path: hashes.
    var lines: [ExactText: Set<Int>] = [:]
  }

  /// What a reviewer said of the series of a run before, which this one makes anew.
  struct Review: Hashable {
    /// The run whose series it was.
    var of: RunID
    /// The file, where it names one.
    var path: String?
    /// In one line.
    var text: String
  }

  /// What the run was to do: title and body.
  var issue = ""
  /// Why it did what it did.
  var rationale: [String] = []
  /// Its last plan.
  var plan = ""
  /// What it kept for later runs.
  var lessons: [String] = []
  /// The exact names that it had to do with, and the first step of each; 0 for those that no step names.
  private(set) var names: [Name: Int] = [:]
  /// What may be told of it.
  var remarks: [Remark] = []
  /// The patches of its series.
  var patches: [Patch] = []
  /// What reviewers said that it answers to.
  var reviews: [Review] = []
  /// The commits that people merged for its series.
  var merged: [ObjectID] = []
  /// The kind of edit by which the built-in policy repaired; `nil` for any other run.
  var template: String?

  /// The names of each kind that are kept at most.
  private static let nameLimit = 200
  private var counts: [Name.Kind: Int] = [:]

  /// Keeps names that the run has to do with, up to a bound of each kind; the first step of each counts.
  mutating func add(_ names: some Sequence<Name>, step: Int = 0) {
    for name in names {
      guard let known = self.names[name] else {
        guard counts[name.kind, default: 0] < RunDocument.nameLimit else { continue }
        counts[name.kind, default: 0] += 1
        self.names[name] = step
        continue
      }
      if known == 0 { self.names[name] = step }
    }
  }

  /// Keeps the names of files.
  mutating func add(files: some Sequence<String>, step: Int = 0) {
    for file in files { add(Name.names(ofFile: file), step: step) }
  }

  /// The tokens of the names of some kinds, in an order that is the same each time.
  func tokens(_ kinds: Set<Name.Kind>) -> [String] {
    names.keys.filter { kinds.contains($0.kind) }.map(\.token).sorted()
  }
}
