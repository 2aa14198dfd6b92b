import CLibgit2
import CLooseObjects
import Glibc
import Synchronization

/// One open repository: the owner of libgit2's handle, for one thread at a time.
package struct Repository: ~Copyable {
  let handle: Handle
  let overrides: ConfigOverrides
  /// Where the user's settings were looked for.
  private let environment: [String: String]
  /// The files of its config, by libgit2's levels.
  let configFiles: [Int32: String]
  /// The user's home, from which `~/` in settings counts.
  let home: String?
  /// What others may do with what is made here; `nil` where the umask says it.
  let sharedModes: SharedModes?
  /// When it was opened, in seconds since 1970.
  let openedAt: Int
  /// The git directory, absolute, without a slash at the end; of a linked worktree its own.
  package let gitDirectory: String
  /// The directory that all worktrees share, absolute; where refs and objects are.
  package let commonDirectory: String
  /// The user's working tree, absolute; `nil` for a bare repository.
  package let workingDirectory: String?

  /// The raw handle; valid as long as the repository lives.
  var raw: OpaquePointer { handle.raw }

  /// Names of the variables by which git tells its children which repository they are in; see
  /// `git rev-parse --local-env-vars`. The caller removes them once the repository is open.
  package static let localEnvironmentNames = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT",
    "GIT_OBJECT_DIRECTORY", "GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE", "GIT_INDEX_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_COMMON_DIR", "GIT_QUARANTINE_PATH",
  ]

  /// Opens the repository that `GIT_DIR` in `environment` names, else the one that git finds at `path` or above it.
  ///
  /// - Parameter environment: Where `GIT_DIR`, the `-c` settings of git and what bounds its search are looked for; see
  ///   git(1). The variables that say where config files and the home are may be left out: those of the process count
  ///   then.
  /// - Throws: ``GitError/notARepository(_:)``; ``GitError/unsupported(_:)`` for a format libgit2
  ///   does not know, for another user's repository that `safe.directory` does not list, and for a bare one that
  ///   was found by searching where that is not allowed: see ``Discovery``.
  package init(discovering path: String, environment: [String: String]) throws(GitError) {
    if let named = environment["GIT_DIR"] {
      try self.init(gitDirectory: named, environment: environment)
      return
    }
    guard let found = try Discovery.search(from: path, environment) else {
      throw .notARepository(path)
    }
    try found.check(environment)
    switch found {
    case .workingTree(let top, _, _): try self.init(at: top, flags: 0, environment)
    case .bare(let folder):
      try self.init(at: folder, flags: GIT_REPOSITORY_OPEN_NO_DOTGIT.rawValue, environment)
    }
  }

  /// Opens the repository whose git directory is `path`, which its caller knows and has not searched for: as with
  /// `GIT_DIR`, it is neither asked whom it belongs to nor where it lies.
  ///
  /// - Parameter environment: As of ``init(discovering:environment:)``; `GIT_DIR` does not count.
  /// - Throws: ``GitError/notARepository(_:)``; ``GitError/unsupported(_:)`` for a format libgit2 does not know.
  package init(gitDirectory path: String, environment: [String: String] = [:]) throws(GitError) {
    let place = try Discovery.gitDirectory(named: path)
    try self.init(at: place, flags: GIT_REPOSITORY_OPEN_NO_DOTGIT.rawValue, environment)
  }

  /// Opens what stands at `place`, without any search.
  private init(
    at place: String, flags: UInt32, _ environment: [String: String]
  ) throws(GitError) {
    let found: Handle
    do {
      found = try Repository.open(place, flags: flags | GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue)
    } catch {
      throw Repository.explained(error, at: place)
    }
    self = try Repository(
      workingIn: directory(git_repository_workdir(found.raw)),
      handle: Repository.openedBare(
        directory(git_repository_path(found.raw)) ?? place, environment),
      environment)
  }

  /// A repository that is open, to be opened once more: by another thread, say.
  package struct Place: Sendable {
    fileprivate let gitDirectory: String
    fileprivate let workingDirectory: String?
    fileprivate let environment: [String: String]
  }

  /// Where this repository is.
  package var place: Place {
    Place(
      gitDirectory: gitDirectory, workingDirectory: workingDirectory, environment: environment)
  }

  /// Opens a repository once more, with the same settings.
  package init(at place: Place) throws(GitError) {
    self = try Repository(
      workingIn: place.workingDirectory,
      handle: Repository.openedBare(place.gitDirectory, place.environment), place.environment)
  }

  /// The repository of `handle`, which is opened as a bare one.
  private init(
    workingIn workingDirectory: String?, handle: consuming Handle,
    _ environment: [String: String]
  ) throws(GitError) {
    let own = directory(git_repository_path(handle.raw)) ?? ""
    gitDirectory = own
    commonDirectory = directory(git_repository_commondir(handle.raw)) ?? own
    openedAt = time(nil)
    sharedModes = try Repository.sharedModes(of: handle.raw)
    configFiles = ConfigFiles.places(of: handle.raw, environment: environment)
    home = environment["HOME"] ?? getenv("HOME").map { String(cString: $0) }
    self.handle = handle
    self.environment = environment
    overrides = ConfigOverrides(environment: environment)
    self.workingDirectory = workingDirectory
  }

  private static func sharedModes(of repository: OpaquePointer) throws(GitError) -> SharedModes? {
    let config = Handle(
      try make("config") { git_repository_config(&$0, repository) }, freedBy: git_config_free)
    return SharedModes(try Git.entries(of: "core.sharedrepository", in: config.raw).last)
  }

  /// Makes a new repository with a working tree at `path`, its HEAD on an unborn `main`.
  package init(creatingAt path: String) throws(GitError) {
    _ = Libgit2.start
    var options = git_repository_init_options()
    try check(
      git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION)), path)
    options.flags = GIT_REPOSITORY_INIT_MKDIR.rawValue
    let raw = try make(path) { made in
      "main".withCString { branch in
        options.initial_head = branch
        return git_repository_init_ext(&made, path, &options)
      }
    }
    let made = Handle(raw, freedBy: git_repository_free)
    self = try Repository(
      workingIn: directory(git_repository_workdir(made.raw)),
      handle: Repository.openedBare(directory(git_repository_path(made.raw)) ?? path, [:]),
      [:])
  }

  /// Opens the repository whose git directory is `path` without its working tree and its index.
  ///
  /// Attributes and ignore rules would otherwise be looked for in the user's checkout, and its whole
  /// index read for them. `git_repository_set_bare` is no way: it writes to the user's config.
  static func openedBare(
    _ path: String, _ environment: [String: String] = [:]
  ) throws(GitError) -> Handle {
    let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue | GIT_REPOSITORY_OPEN_BARE.rawValue
    let handle = try open(path, flags: flags)
    let index = Handle(try make(path) { git_index_new(&$0) }, freedBy: git_index_free)
    try check(git_repository_set_index(handle.raw, index.raw), path)
    try ConfigFiles.set(on: handle.raw, environment: environment)
    try openRefs(of: handle.raw)
    let objects = Handle(
      try make("objects") { git_repository_odb(&$0, handle.raw) }, freedBy: git_odb_free)
    let common = directory(git_repository_commondir(handle.raw)) ?? path
    try check(colleague_read_loose_objects(objects.raw, common + "/objects"), common)
    return handle
  }

  /// Opens the store of refs so that a ref's file is on the device before it gets the ref's name.
  ///
  /// A loss of power could otherwise leave the name with nothing in the file. The store asks for the
  /// option when it is opened; objects, which ask at each write, are synced all at once instead.
  private static func openRefs(of repository: OpaquePointer) throws(GitError) {
    try syncing.withLock { _ throws(GitError) in
      _ = colleague_git_set_fsync(1)
      defer { _ = colleague_git_set_fsync(0) }
      git_refdb_free(try make("refs") { git_repository_refdb(&$0, repository) })
    }
  }

  /// Held while the option that makes libgit2 sync is on: it is the whole process's.
  private static let syncing = Mutex(())

  /// Opens what stands at `path`.
  static func open(_ path: String, flags: UInt32) throws(GitError) -> Handle {
    _ = Libgit2.start
    return Handle(
      try make(path) { git_repository_open_ext(&$0, path, flags, nil) },
      freedBy: git_repository_free)
  }
}

/// The first line of a file, without its end; `nil` when the file cannot be read.
func firstLine(of file: String) -> String? {
  guard let stream = fopen(file, "re") else { return nil }
  defer { fclose(stream) }
  var line = [CChar](repeating: 0, count: 4096)
  guard fgets(&line, Int32(line.count), stream) != nil else { return nil }
  let bytes = line.prefix { $0 != 0 && $0 != 0x0a }.map(UInt8.init(bitPattern:))
  return String(decoding: bytes, as: UTF8.self)
}

/// A path of libgit2's without the slash at its end.
private func directory(_ text: UnsafePointer<CChar>?) -> String? {
  guard let text else { return nil }
  var path = String(cString: text)
  while path.count > 1, path.hasSuffix("/") { path.removeLast() }
  return path
}
