package import Engine
import Git
import Series
import Vocabulary

extension RunWorkspace {
  /// What the run has changed, as a patch of at most `limit` bytes.
  ///
  /// A patch that is too long is cut between files: code is kept before tests, and tests before documents, of each the
  /// smallest ones whole, and a line at the end names the others with the lines they gain and lose. Where not even one
  /// fits, the first lines of the first are shown.
  ///
  /// - Complexity: O(*n*) in the bytes of the files that differ.
  package func patch(limit: Int) throws(WorkspaceFailure) -> String {
    let patches = try wrapped { () throws(GitError) in
      try repository.filePatches(from: run.baseTree, to: tree)
    }
    return PatchCut(patches, limit: limit).text
  }
}

/// The patches of some files put together within a limit.
struct PatchCut {
  /// The patch, and a line about what is left out.
  let text: String

  /// Puts `patches` together in at most `limit` bytes, in their order.
  init(_ patches: [FilePatch], limit: Int) {
    let whole = patches.map(\.text).joined()
    guard whole.utf8.count > limit else {
      text = whole
      return
    }
    // Room for the names of what is left out.
    let naming = min(limit / 4, 2048)
    let sizes = patches.map(\.text.utf8.count)
    var kept: Set<Int> = []
    var room = limit - naming
    let order = patches.indices.sorted {
      (PatchCut.rank(of: patches[$0].path), sizes[$0], $0)
        < (PatchCut.rank(of: patches[$1].path), sizes[$1], $1)
    }
    for index in order where sizes[index] <= room {
      kept.insert(index)
      room -= sizes[index]
    }
    var shown = patches.indices.filter(kept.contains).map { patches[$0].text }.joined()
    if kept.isEmpty, let least = order.first {
      shown = PatchCut.head(of: patches[least].text, room)
    }
    let left = patches.indices.filter { !kept.contains($0) }.map { patches[$0] }
    text = shown + PatchCut.names(of: left, naming)
  }

  /// The place of a file among what is to be seen: code, tests, documents.
  private static func rank(of path: String) -> Int {
    FileKinds.isDocumentation(path) ? 2 : TestFiles.isTest(path) ? 1 : 0
  }

  /// The first whole lines that fit.
  private static func head(of text: String, _ room: Int) -> String {
    let lines = text.utf8.prefix(max(0, room))
    guard let end = lines.lastIndex(of: .lineFeed) else { return "" }
    return String(text[...end])
  }

  private static func names(of left: [FilePatch], _ room: Int) -> String {
    var line = "[… left out"
    for (index, patch) in left.enumerated() {
      let part = "\(index == 0 ? ":" : ",") \(patch.path) +\(patch.added) -\(patch.removed)"
      let isLast = index + 1 == left.count
      guard line.utf8.count + part.utf8.count + (isLast ? 8 : 40) <= room else {
        return line + " and \(left.count - index) \(index == 0 ? "" : "more ")files …]\n"
      }
      line += part
    }
    return line + " …]\n"
  }
}
