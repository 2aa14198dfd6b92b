import Engine
import Git
import Vocabulary

extension RunWorkspace {
  /// Lines, and bytes, that a read shows of a file where no lines are asked for.
  private static let page = (lines: 400, bytes: 24 << 10)
  /// Entries that a read shows of a directory.
  private static let entries = 500
  /// Characters shown of one line.
  private static let width = 2000

  /// What stands at a path of the tree, seen as `view` says.
  mutating func read(
    _ name: String, _ lines: ClosedRange<Int>?, _ view: Action.View, within seconds: Double
  ) async throws(WorkspaceFailure) -> Observation {
    guard let path = TreePath(name) else {
      return refused(PathRefusal.notWithinTree.sentence(about: name))
    }
    if view == .log { return try log(of: path) }
    guard let entry = try entry(at: path.text, in: tree) else { return try missing(path) }
    switch (view, entry.mode) {
    case (_, .symlink):
      let target = try wrapped { () throws(GitError) in try repository.readBlob(entry.id) }
      return shown(
        "'\(path.text)' is a symbolic link to '\(String(target[...], clippedTo: 4096))'")
    case (_, .submodule):
      return shown(
        "'\(path.text)' is a submodule at commit \(entry.id.abbreviated()); its files are another "
          + "repository's, which commands see where its objects are at hand")
    case (.map, _): return try await map(below: path, within: seconds)
    case (.text, .tree): return try directory(entry.id, lines)
    case (.blame, .tree):
      return refused("'\(name)' is a directory; only a file's lines have authors")
    case (.text, _): return try text(of: path.text, entry.id, lines)
    case (.blame, _): return try blame(of: path.text, lines)
    case (.log, _): return try log(of: path)
    }
  }

  /// The file, or some of its lines, each with its number.
  private func text(
    of path: String, _ id: ObjectID, _ lines: ClosedRange<Int>?
  ) throws(WorkspaceFailure) -> Observation {
    let (size, bytes) = try wrapped { () throws(GitError) in
      (try repository.blobSize(id), try repository.readBlob(id, limit: RunWorkspace.fileLimit))
    }
    guard let bytes else {
      return refused("'\(path)' has \(size) bytes, more than the \(RunWorkspace.fileLimit) read")
    }
    guard !isBinary(bytes) else { return refused("'\(path)' is a binary file of \(size) bytes") }
    guard !bytes.isEmpty else { return shown("[the file is empty]") }
    let all = TextLines(bytes)
    let first = max(1, lines?.lowerBound ?? 1)
    let last = min(all.count, lines?.upperBound ?? RunWorkspace.page.lines)
    guard first <= last else {
      return refused("'\(path)' has \(all.count) line\(all.count == 1 ? "" : "s")")
    }
    let limit = lines == nil ? RunWorkspace.page.bytes : Excerpt.limit - 256
    var (text, next) = ("", first)
    while next <= last {
      let content = all.bytes[all.contents[next - 1].lowerBound..<all.end(of: next - 1)]
      let kept = content.last == .lineFeed ? content.dropLast() : content
      let line = "\(next)\t\(String(kept, clippedTo: RunWorkspace.width))\n"
      guard text.utf8.count + line.utf8.count <= limit || next == first else { break }
      text += line
      next += 1
    }
    if next <= last || (lines == nil && next <= all.count) {
      text += "[… \(all.count) lines in all; for more, read lines \(next)-"
      text += "\(min(all.count, next + RunWorkspace.page.lines - 1)) …]\n"
    }
    return shown(String(text.dropLast()))
  }

  /// A directory's entries, one a line: directories with a slash, files with their size.
  private func directory(
    _ id: ObjectID, _ lines: ClosedRange<Int>?
  ) throws(WorkspaceFailure) -> Observation {
    try wrapped { () throws(GitError) in
      let all = try repository.entries(ofTree: id)
      guard !all.isEmpty else { return shown("[the directory is empty]") }
      let first = max(1, lines?.lowerBound ?? 1) - 1
      let end = min(all.count, lines?.upperBound ?? all.count, first + RunWorkspace.entries)
      guard first < end else { return refused("the directory has \(all.count) entries") }
      var text: [String] = []
      for (name, entry) in all[first..<end] {
        switch entry.mode {
        case .tree: text.append(name + "/")
        case .submodule: text.append("\(name)\tsubmodule at \(entry.id.abbreviated())")
        case .symlink:
          let target = try repository.readBlob(entry.id)
          text.append("\(name)\tlink to \(String(target[...], clippedTo: 200))")
        case .file, .executable:
          text.append("\(name)\t\(try repository.blobSize(entry.id)) bytes")
        }
      }
      if end < all.count {
        let last = min(all.count, end + RunWorkspace.entries)
        text.append(
          "[… \(all.count) entries in all; for more, read lines \(end + 1)-\(last) …]")
      }
      return shown(text.joined(separator: "\n"))
    }
  }

  // MARK: Answers

  func shown(_ text: String) -> Observation {
    Observation(tree: tree, output: Excerpt(cutting: text))
  }

  func refused(_ sentence: String) -> Observation {
    Observation(tree: tree, refusal: sentence)
  }

  /// The entry at `path`, the root's for `""`.
  func entry(at path: String, in tree: ObjectID) throws(WorkspaceFailure) -> TreeEntry? {
    try wrapped { () throws(GitError) in try repository.entry(at: path, inTree: tree) }
  }
}
