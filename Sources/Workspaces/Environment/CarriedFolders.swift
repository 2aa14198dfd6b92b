import Files
package import Git
import Glibc
import Sandboxes
package import Vocabulary

/// Finds what a checkout holds beside git that the tests need: installed dependencies, which git ignores, or which can be
/// nothing else.
///
/// Build products are not among them: tools compare times, and one that was made of other sources would be tested in
/// the place of the run's.
package struct CarriedFolders {
  /// The folders, the outer ones first, sorted by path.
  package private(set) var folders: [CarriedFolder] = []
  /// What might have been carried, and why it is not, in words.
  package private(set) var omitted: [Omission] = []

  /// A path that is not carried.
  package struct Omission: Hashable, Sendable {
    /// The path, relative to the checkout.
    package let path: String
    /// Why not.
    package let reason: Reason
  }

  /// Why a path is not carried.
  package enum Reason: Hashable, Sendable {
    /// It is a link.
    case link
    /// It is not there.
    case missing
    /// It is no folder.
    case notAFolder
    /// The base holds files at it.
    case tracked
    /// Git does not ignore it, so that it may be somebody's work.
    case notIgnored
    /// The base has no folder that it could stand in.
    case noParent
    /// There are too many.
    case tooMany
  }

  /// The most folders: each is a mount of every command.
  private static let most = 64
  /// The most entries of the base looked at, from above, for what says that something is installed beside it.
  private static let entryLimit = 4000

  /// The folders that tools install into, by the file that says so beside them.
  private static let places: [(manifest: String, folders: [String])] = [
    ("package.json", ["node_modules"]),
    ("pyproject.toml", [".venv", "venv"]), ("setup.py", [".venv", "venv"]),
    ("setup.cfg", [".venv", "venv"]), ("requirements.txt", [".venv", "venv"]),
    ("Pipfile", [".venv", "venv"]),
    ("Gemfile", ["vendor/bundle"]), ("gems.rb", ["vendor/bundle"]), ("composer.json", ["vendor"]),
    ("mix.exs", ["deps"]),
  ]
  /// What is looked for at the root of a checkout in any case.
  private static let always = ["node_modules", ".venv", "venv"]

  /// What holds secrets by its name is never carried unless the user's own config names it.
  private static func isSecret(_ path: String) -> Bool {
    let name = (path.split(separator: "/").last ?? "").lowercased()
    return [".env", ".ssh", ".aws", ".gnupg", ".netrc", ".npmrc", ".pypirc", ".kube", ".docker"]
      .contains { name == $0 || name.hasPrefix($0 + ".") }
      || [".pem", ".key", ".p12", ".pfx"].contains { name.hasSuffix($0) }
      || ["secret", "credential"].contains { name.contains($0) }
  }

  /// Looks at the checkout.
  ///
  /// - Parameters:
  ///   - checkout: The working directory, absolute.
  ///   - base: The tree that the workspace starts from.
  ///   - named: Paths that the user's own config names.
  ///   - active: Paths of environments that are active, relative to the checkout.
  /// - Complexity: O(1) in the size of the project, of its dependencies and of its history: the topmost entries of the
  ///   base, and what stands beside manifests among them, are looked at.
  package init(
    in checkout: String, base: ObjectID, named: [String], active: [String],
    of repository: borrowing Repository
  ) throws(GitError) {
    var wanted = Set(CarriedFolders.always)
    for (path, entry) in try repository.overview(
      ofTree: base, limit: CarriedFolders.entryLimit)
    where entry.mode == .file || entry.mode == .executable || entry.mode == .symlink {
      let name = path.split(separator: "/").last ?? ""
      for place in CarriedFolders.places where place.manifest == name {
        wanted.formUnion(place.folders.map { String(path.dropLast(name.count)) + $0 })
      }
    }
    wanted.formUnion(try CarriedFolders.included(at: base, in: repository))
    let rules = try IgnoreRules.read(
      from: repository, tree: base, for: Set(names: wanted.map(CarriedFolders.parent)))
    let own = Set((named + active).compactMap(CarriedFolders.plain))
    for path in wanted.union(own).sorted() {
      guard !folders.contains(where: { path.hasPrefix($0.path + "/") }) else { continue }
      let isNamed = own.contains(path)
      if let reason = try CarriedFolders.obstacle(at: path, in: checkout, base, repository) {
        if reason != .missing || isNamed { omitted.append(Omission(path: path, reason: reason)) }
        continue
      }
      if !isNamed {
        guard !CarriedFolders.isSecret(path) else { continue }
        guard try rules.ignores(path + "/file") || CarriedFolders.isInstalled("\(checkout)/\(path)")
        else {
          omitted.append(Omission(path: path, reason: .notIgnored))
          continue
        }
      }
      guard folders.count < CarriedFolders.most else {
        omitted.append(Omission(path: path, reason: .tooMany))
        continue
      }
      folders.append(CarriedFolder(path: path, source: "\(checkout)/\(path)"))
    }
  }

  /// Why what stands at `path` cannot be carried.
  private static func obstacle(
    at path: String, in checkout: String, _ base: ObjectID, _ repository: borrowing Repository
  ) throws(GitError) -> Reason? {
    var place = checkout
    for part in path.split(separator: "/") {
      place += "/" + part
      var status = stat()
      guard lstat(place, &status) == 0 else { return .missing }
      if status.st_mode & S_IFMT == S_IFLNK { return .link }
      if status.st_mode & S_IFMT != S_IFDIR { return .notAFolder }
    }
    if try repository.entry(at: path, inTree: base) != nil { return .tracked }
    let above = parent(path)
    guard !above.isEmpty else { return nil }
    return try repository.entry(at: above, inTree: base)?.mode == .tree || above == "vendor"
      ? nil : .noParent
  }

  /// Whether a folder that git does not ignore can be nothing but what a tool has installed: it is made for that alone, is a
  /// virtual environment, or has git ignore all it holds.
  private static func isInstalled(_ folder: String) -> Bool {
    folder.hasSuffix("/node_modules") || access(folder + "/pyvenv.cfg", F_OK) == 0
      || FileReading.text(of: folder + "/.gitignore").split(separator: "\n").contains("*")
  }

  /// The folders that the base's `.worktreeinclude` names; its patterns are none.
  private static func included(
    at base: ObjectID, in repository: borrowing Repository
  ) throws(GitError) -> [String] {
    guard let entry = try repository.entry(at: ".worktreeinclude", inTree: base),
      entry.mode == .file || entry.mode == .executable,
      let bytes = try repository.readBlob(entry.id, limit: 1 << 16)
    else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .filter { !$0.hasPrefix("#") && !$0.hasPrefix("!") && !$0.contains(where: "*?[".contains) }
      .compactMap { plain(String($0)) }
  }

  /// A path below the root, without slashes at its ends; `nil` for one that leads elsewhere.
  private static func plain(_ path: String) -> String? {
    let parts = path.split(separator: "/").filter { $0 != "." }.map(String.init)
    guard !parts.isEmpty, !parts.contains(".."), parts.first != ".git", !path.utf8.contains(0)
    else { return nil }
    return parts.joined(separator: "/")
  }

  private static func parent(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }
}
