import Engine
import Git
import Vocabulary

extension RunWorkspace {
  /// The most lines of a difference that an edit's answer shows.
  private static let lineLimit = 40
  /// The most files that are searched for a name.
  private static let fileCount = 2000

  /// What edits have changed of files that they replaced whole, or changed by more than the policy has said: what such a
  /// file has lost first, then the difference. Empty where the edits say it themselves.
  func difference(
    from before: ObjectID, by edits: [FileEdit]
  ) throws(WorkspaceFailure) -> String {
    let shown = Set(names: edits.filter(\.saysLess).map(\.path))
    guard !shown.isEmpty else { return "" }
    let patches = try wrapped { () throws(GitError) in
      try repository.filePatches(from: before, to: tree)
    }.filter { shown.contains($0.path) }
    var losses: [String] = []
    var lines: [Substring] = []
    for patch in patches
    where patch.removed > 0 || edits.contains(where: { $0.isOfPieces(patch.path) }) {
      losses += try self.losses(of: patch, since: before)
      lines += patch.text.split(separator: "\n", omittingEmptySubsequences: false)
        .drop { !$0.hasPrefix("@@") }.dropLast()
    }
    guard !lines.isEmpty else { return "" }
    var text = losses.map { $0 + "\n" }.joined()
    text += lines.prefix(Self.lineLimit).map { $0 + "\n" }.joined()
    if lines.count > Self.lineLimit { text += "[… \(lines.count - Self.lineLimit) more lines …]\n" }
    return text
  }

  /// What a file has lost, in sentences: more than half of its lines, tests, and what other files use.
  private func losses(
    of patch: FilePatch, since before: ObjectID
  ) throws(WorkspaceFailure) -> [String] {
    func bytes(_ tree: ObjectID) throws(WorkspaceFailure) -> [UInt8]? {
      try wrapped { () throws(GitError) in
        guard let entry = try repository.entry(at: patch.path, inTree: tree) else { return nil }
        return try repository.readBlob(entry.id, limit: RunWorkspace.fileLimit)
      }
    }
    guard let old = try bytes(before), let new = try bytes(tree) else { return [] }
    var sentences: [String] = []
    let count = TextLines(old).contents.count
    if patch.removed * 2 > count, patch.added < patch.removed {
      sentences.append("\(patch.path) lost \(patch.removed) of its \(count) lines.")
    }
    let gone = TestNames(old).names.subtracting(TestNames(new).names).sorted()
    if TestFiles.isTest(patch.path), !gone.isEmpty {
      sentences.append(
        "\(patch.path) lost these tests: \(gone.prefix(20).joined(separator: ", ")).")
    }
    let kept = Set(DefinitionScanner.definitions(in: new).map(\.name))
    let lost = DefinitionScanner.definitions(in: old).map(\.name).filter { !kept.contains($0) }
    if !lost.isEmpty, !TestFiles.isTest(patch.path) {
      for (name, path) in try users(of: lost, besides: patch.path) {
        sentences.append("\(patch.path) lost \(name), which \(path) uses.")
      }
    }
    return sentences
  }

  /// The names that another file has as a word, each with the first such file.
  private func users(
    of names: [String], besides own: String
  ) throws(WorkspaceFailure) -> [(name: String, path: String)] {
    var left = Set(names.prefix(20))
    var found: [(name: String, path: String)] = []
    for path in try paths().prefix(Self.fileCount) where path != own && !left.isEmpty {
      guard let bytes = try contents(of: path, limit: 256 << 10) else { continue }
      for name in left where TestNames.holds(name, in: bytes) {
        found.append((name, path))
        left.remove(name)
      }
    }
    return found.sorted { $0.name < $1.name }
  }
}

extension FileEdit {
  /// Whether the edit does not say what it takes away.
  fileprivate var saysLess: Bool {
    switch change {
    case .write, .splice: true
    case .substitute, .delete, .rename: false
    }
  }

  /// Whether it changes pieces of this file.
  fileprivate func isOfPieces(_ path: String) -> Bool {
    if case .splice = change { return self.path.isExactly(path) }
    return false
  }
}
