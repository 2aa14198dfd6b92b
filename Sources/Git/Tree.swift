import CLibgit2
package import Vocabulary

/// One entry of a tree.
package struct TreeEntry: Hashable, Sendable {
  /// The object: a blob, a tree, or a submodule's commit.
  package var id: ObjectID
  /// What kind of file it is.
  package var mode: FileMode

  /// The entry of this object and kind.
  package init(id: ObjectID, mode: FileMode) {
    self.id = id
    self.mode = mode
  }
}

extension Repository {
  /// The entry at `path` in a tree; `nil` when there is none.
  package func entry(
    at path: String, inTree tree: ObjectID
  ) throws(GitError) -> TreeEntry? {
    let root = try lookUpTree(tree)
    guard !path.isEmpty else { return TreeEntry(id: tree, mode: .tree) }
    let raw = try find("path \(path)") { git_tree_entry_bypath(&$0, root.raw, path) }
    guard let raw else { return nil }
    let entry = Handle(raw, freedBy: git_tree_entry_free)
    return TreeEntry(
      id: ObjectID(git_tree_entry_id(entry.raw)),
      mode: FileMode(git_tree_entry_filemode(entry.raw)))
  }

  /// The regular file that `path` leads to in a tree, through links that stay within it; `nil` where it leads to none.
  ///
  /// - Complexity: O(*d*) in the parts of the path, and of the links on the way.
  package func file(
    at path: String, inTree tree: ObjectID
  ) throws(GitError) -> (path: String, entry: TreeEntry)? {
    var rest = path.pathParts().map(String.init)
    var place: [String] = []
    var links = 0
    while !rest.isEmpty {
      let part = rest.removeFirst()
      if part == "." { continue }
      if part == ".." {
        guard place.popLast() != nil else { return nil }
        continue
      }
      let here = (place + [part]).joined(separator: "/")
      guard let entry = try entry(at: here, inTree: tree) else { return nil }
      switch entry.mode {
      case .tree: place.append(part)
      case .file, .executable: return rest.isEmpty ? (here, entry) : nil
      case .submodule: return nil
      case .symlink:
        links += 1
        guard links <= Repository.linkLimit, let bytes = try readBlob(entry.id, limit: 4096),
          let target = String(validating: bytes, as: UTF8.self),
          target.utf8.first != UInt8(ascii: "/")
        else { return nil }
        rest = target.pathParts().map(String.init) + rest
      }
    }
    return nil
  }

  /// How many links are followed on the way to one file.
  private static let linkLimit = 16

  /// The entries of one tree by name, in git's order.
  package func entries(
    ofTree id: ObjectID
  ) throws(GitError) -> [(name: String, entry: TreeEntry)] {
    let tree = try lookUpTree(id)
    return (0..<git_tree_entrycount(tree.raw)).compactMap { index in
      guard let raw = git_tree_entry_byindex(tree.raw, index) else { return nil }
      let entry = TreeEntry(
        id: ObjectID(git_tree_entry_id(raw)), mode: FileMode(git_tree_entry_filemode(raw)))
      return (String(cString: git_tree_entry_name(raw)), entry)
    }
  }

  /// The first `limit` entries of a tree with their paths, breadth first and in git's order within a
  /// directory; one entry more where there are more.
  ///
  /// - Complexity: O(*limit*) in directories read, whatever the size of the tree.
  package func overview(
    ofTree id: ObjectID, limit: Int
  ) throws(GitError) -> [(path: String, entry: TreeEntry)] {
    var found: [(path: String, entry: TreeEntry)] = []
    var folders = [(path: "", id: id)][...]
    while let folder = folders.popFirst() {
      for (name, entry) in try entries(ofTree: folder.id) {
        if found.count > limit { return found }
        found.append((folder.path + name, entry))
        if entry.mode == .tree { folders.append((folder.path + name + "/", entry.id)) }
      }
    }
    return found
  }

  /// Visits every file of a tree with its path, directories before what follows them, in git's order.
  ///
  /// - Complexity: O(*n*) in the files and directories of the tree.
  package func forEachFile(
    inTree id: ObjectID, _ visit: (_ path: String, _ entry: TreeEntry) throws(GitError) -> Void
  ) throws(GitError) {
    try walk(id, below: "", visit)
  }

  private func walk(
    _ id: ObjectID, below prefix: String,
    _ visit: (_ path: String, _ entry: TreeEntry) throws(GitError) -> Void
  ) throws(GitError) {
    for (name, entry) in try entries(ofTree: id) {
      if entry.mode == .tree {
        try walk(entry.id, below: prefix + name + "/", visit)
      } else {
        try visit(prefix + name, entry)
      }
    }
  }

  func lookUpTree(_ id: ObjectID) throws(GitError) -> Handle {
    var oid = id.raw
    return Handle(
      try make("tree \(id)") { git_tree_lookup(&$0, raw, &oid) }, freedBy: git_tree_free)
  }

  /// The tree's handle, to be freed by the caller; `nil` for no tree, which counts as an empty one.
  func borrowedTree(_ id: ObjectID?) throws(GitError) -> OpaquePointer? {
    guard let id else { return nil }
    var oid = id.raw
    return try make("tree \(id)") { git_tree_lookup(&$0, raw, &oid) }
  }
}
