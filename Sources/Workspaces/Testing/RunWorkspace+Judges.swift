import Engine
import Git
import Sandboxes
import Vocabulary

/// A change of something that judges.
struct JudgeChange: Hashable, Sendable {
  /// The path.
  @ExactText var path: String
  /// What stood there at the base; `nil` where nothing did.
  let old: TreeEntry?
  /// Whether a person has given leave for it.
  let isAllowed: Bool
}

extension RunWorkspace {
  /// The largest file that is looked into for what it judges, in bytes.
  private static let judgeLimit = 256 << 10

  /// The most files that are looked into among those that tests opened.
  private static let openedLimit = 4_000

  /// The directories of the base's tree, for following what the tests open.
  ///
  /// - Complexity: O(*n*) in the tree's entries; once a run, beside a whole run of the tests.
  func directories() throws(GitError) -> [String] {
    var found: Set<ExactText> = [ExactText("")]
    try repository.forEachFile(inTree: run.baseTree) { path, _ in
      var folder = path.folderPath
      while found.insert(folder) { folder = folder.folderPath }
    }
    return found.names
  }

  /// Paths at the base that judge though their names do not say so: what the test command runs, and what the tests
  /// were seen to open.
  ///
  /// - Parameter opened: The files that the tests opened; `nil` where that is not known.
  func judges(seeing opened: Set<String>?) -> [String] {
    let named = commandFiles(in: run.baseTree)
    var found = Set(
      named.filter { !TestFiles.isTest($0.key.wrappedValue) && $0.value != .none }.keys)
    if let opened, opened.count <= Self.openedLimit {
      found.formUnion(
        SupportFiles.among(
          opened,
          knowing: { [found] path in
            if found.contains(path) || TestFiles.isTest(path) { return true }
            return JudgingPart.isConfiguration(path)
          }, read: { judgeText($0, in: run.baseTree) }))
    }
    return found.names
  }

  /// What the run has changed between two trees that judges, sorted by path.
  ///
  /// A file that is about other things as well counts only where its judging part has changed. A new file counts where
  /// it decides what other tests do.
  func judgeChanges(to tree: ObjectID) throws(GitError) -> [JudgeChange] {
    let changes = try repository.changes(from: run.baseTree, to: tree)
    guard !changes.isEmpty else { return [] }
    let (commanded, commandedNow) = (commandFiles(in: run.baseTree), commandFiles(in: tree))
    let known = Set(names: knownJudges ?? [])
    let leave = leaveGlobs.map(Glob.init)
    let newFiles = try changes.contains { $0.old == nil } ? newFiles() : NewFiles()
    var found: [JudgeChange] = []
    for change in changes {
      let path = change.path
      let judges: Bool
      if change.old == nil {
        judges =
          newFiles.decide(path) || commandedNow[path].map { $0 != .none } == true
          || NewFiles.mayConfigure(path)
            && JudgingPart.of(path, text: judgeText(path, in: tree) ?? "") != .none
      } else if TestFiles.isTest(path) || commanded[path] == .whole {
        judges = true
      } else if case .part(let before)? = commanded[path] {
        judges = commandedNow[path] != .part(before)
      } else if known.contains(path), commanded[path] == nil {
        judges = true
      } else {
        let before = JudgingPart.of(path, text: judgeText(path, in: run.baseTree) ?? "")
        judges =
          before == .whole
          || before != JudgingPart.of(path, text: judgeText(path, in: tree) ?? "")
      }
      if judges {
        found.append(
          JudgeChange(
            path: path, old: change.old, isAllowed: leave.contains { $0.matches(path) }))
      }
    }
    return found
  }

  /// The files of the base, by which those that the run adds are judged.
  ///
  /// - Complexity: O(*n*) in the tree's entries; once a verdict, beside a whole run of the tests.
  private func newFiles() throws(GitError) -> NewFiles {
    var found = NewFiles()
    try repository.forEachFile(inTree: run.baseTree) { path, _ in found.note(path) }
    return found
  }

  /// Paths of test files that the run adds and that no leave was given for.
  func addedTests(to tree: ObjectID) throws(GitError) -> [String] {
    let leave = leaveGlobs.map(Glob.init)
    return try repository.changes(from: run.baseTree, to: tree).compactMap { change in
      guard change.old == nil, TestFiles.isTest(change.path),
        !leave.contains(where: { $0.matches(change.path) })
      else { return nil }
      return change.path
    }
  }
}

extension RunWorkspace {
  /// The text of a regular file of a tree; `nil` for what is none, or is large, or cannot be read.
  func judgeText(_ path: String, in tree: ObjectID) -> String? {
    guard let entry = try? repository.entry(at: path, inTree: tree),
      entry.mode == .file || entry.mode == .executable,
      let bytes = try? repository.readBlob(entry.id, limit: Self.judgeLimit)
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What the test command runs in a tree.
  private func commandFiles(in tree: ObjectID) -> [ExactText: JudgingPart] {
    guard let command = run.mandate.testCommand else { return [:] }
    return CommandFiles.of(command) { judgeText($0, in: tree) }
  }
}
