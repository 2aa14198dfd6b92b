/// A piece of what a run has changed: the smallest that one patch can hold.
package struct Hunk: Hashable, Sendable, Codable {
  /// Names it within the run's change: `h1`, `h2`, …; `m1` for a move, `r1` for a renaming.
  package var id: String
  /// The file's path after the run; of a file that is gone, the path before.
  @ExactText package var path: String
  /// What it does.
  package var change: Change

  /// What a hunk does to its file.
  package enum Change: Hashable, Sendable, Codable {
    /// The file is made.
    case add
    /// The file goes.
    case remove
    /// The file becomes another one as a whole: what is no text, or of another kind.
    case replace
    /// The file gets its new name, its content as it was.
    case move(from: String)
    /// The file may be run from now on, or no longer.
    case mode
    /// Lines before, counted from 0, become the lines afterwards.
    case lines(old: Range<Int>, new: Range<Int>)
  }

  /// The hunk `id` of the file at `path`.
  package init(id: String, path: String, change: Change) {
    self.id = id
    self.path = path
    self.change = change
  }
}

/// A patch as a policy would have it: which hunks, and in what words.
package struct PatchProposal: Hashable, Sendable, Codable {
  /// One line, imperative.
  package var subject: String
  /// Why, in Markdown paragraphs.
  package var body: String
  /// The names of its hunks.
  package var hunks: [String]

  /// The proposal of a patch of `hunks`.
  package init(subject: String, body: String = "", hunks: [String]) {
    self.subject = subject
    self.body = body
    self.hunks = hunks
  }
}

/// A patch of a series as it was put together and tried.
package struct SplitPatch: Hashable, Sendable, Codable {
  /// What a patch is for.
  package enum Kind: String, Hashable, Sendable, Codable {
    /// Files get other names.
    case move
    /// A name in the code becomes another one, everywhere.
    case rename
    /// White space at the ends of lines, and blank lines.
    case format
    /// What the code does, with the tests of it.
    case behaviour
    /// Files that a program has made.
    case generated
    /// What people read about it.
    case documentation
  }

  /// What it is for.
  package var kind: Kind
  /// One line, imperative.
  package var subject: String
  /// Why, in Markdown paragraphs.
  package var body: String
  /// The hunks it holds.
  package var hunks: [String]
  /// The paths it touches, sorted.
  package var paths: [String]
  /// The steps whose edits it holds, ascending.
  package var steps: [Int]
  /// The project's tree with it and all patches before it.
  package var tree: ObjectID
  /// What the tests said at it in a clean copy; `nil` where they were not run.
  package var tests: TestReport?

  /// The patch that leaves `tree`.
  package init(
    kind: Kind, subject: String, body: String = "", hunks: [String] = [], paths: [String] = [],
    steps: [Int] = [], tree: ObjectID, tests: TestReport? = nil
  ) {
    self.kind = kind
    self.subject = subject
    self.body = body
    self.hunks = hunks
    self.paths = paths
    self.steps = steps
    self.tree = tree
    self.tests = tests
  }
}
