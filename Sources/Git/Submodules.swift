import Glibc
package import Vocabulary

/// A submodule that a tree has: a commit of another repository at a path.
package struct Submodule: Hashable, Sendable {
  /// Its name in `.gitmodules`, by which git keeps its objects.
  package let name: String
  /// Its path in the tree.
  package let path: String
  /// The commit that the tree records.
  package let commit: ObjectID

  /// A submodule with this name, path and commit.
  package init(name: String, path: String, commit: ObjectID) {
    (self.name, self.path, self.commit) = (name, path, commit)
  }

  /// Whether git takes `name` for the name of a submodule: git's own rule since CVE-2018-11235, no part of it is `..`,
  /// whichever of the two slashes parts it.
  package static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count < 4096 && !name.utf8.contains(0)
      && !name.utf8.split(whereSeparator: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") })
        .contains { $0.elementsEqual("..".utf8) }
  }

  /// Whether git takes `path` for the path of one: no option of a command (CVE-2018-17456), and plain names below the root.
  static func isPath(_ path: String) -> Bool {
    !path.isEmpty && !path.hasPrefix("-") && !path.utf8.contains(0)
      && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
        !part.isEmpty && part != "." && part != ".." && part.lowercased() != ".git"
      }
  }
}

extension Repository {
  /// The most bytes of a `.gitmodules` that are read.
  private static let modulesLimit = 4 << 20

  /// The submodules that `.gitmodules` of a tree names and the tree has, sorted by path; none where the file is a link, has
  /// more than 4 MiB, or is no text of a config file.
  ///
  /// - Complexity: O(*n*) in the file, and nothing but a look for it where there is none.
  package func submodules(ofTree tree: ObjectID) throws(GitError) -> [Submodule] {
    guard let file = try entry(at: ".gitmodules", inTree: tree),
      file.mode == .file || file.mode == .executable,
      let bytes = try readBlob(file.id, limit: Repository.modulesLimit),
      let modules = ModulesFile(bytes)
    else { return [] }
    var found: [ExactText: Submodule] = [:]
    for (name, path) in modules.paths where Submodule.isName(name) && Submodule.isPath(path) {
      guard found[path] == nil, let entry = try entry(at: path, inTree: tree),
        entry.mode == .submodule
      else { continue }
      found[path] = Submodule(name: name, path: path, commit: entry.id)
    }
    return found.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// Opens the repository that holds the objects of a submodule, wherever git keeps it on this machine: below `modules` of
  /// this worktree or of all, or in the submodule's own folder of the checkout; `nil` where none is there that can be read and
  /// has the commit.
  ///
  /// Nothing is run and nothing is fetched. What a name or a path says is followed through no link of a checkout.
  package func opened(_ submodule: Submodule) -> Repository? {
    guard Submodule.isName(submodule.name), Submodule.isPath(submodule.path) else { return nil }
    var places = [gitDirectory, commonDirectory].map { "\($0)/modules/\(submodule.name)" }
    if places[0] == places[1] { places.removeLast() }
    if let workingDirectory, Repository.isPlainFolder(submodule.path, below: workingDirectory) {
      places.append("\(workingDirectory)/\(submodule.path)/.git")
    }
    for place in places where access(place, F_OK) == 0 {
      guard let found = try? Repository(gitDirectory: place), found.has(submodule.commit) else {
        continue
      }
      return found
    }
    return nil
  }

  /// Whether the commit is there, and can be read.
  private func has(_ commit: ObjectID) -> Bool { (try? readCommit(commit)) != nil }

  /// Whether each part of `path` is a folder and no link.
  private static func isPlainFolder(_ path: String, below folder: String) -> Bool {
    var place = folder
    return path.split(separator: "/").allSatisfy { part in
      place += "/" + part
      var status = stat()
      return lstat(place, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
  }
}
