import Files
import Glibc
package import Sandboxes

/// The file system that commands of a run see in the place of the machine's, ready to be used.
package struct RunRoot: Hashable, Sendable {
  /// The file system.
  package let system: SystemRoot
  /// What records call it: as the setting names it, with `~` for the home, and the beginning of an image's digest.
  package let name: String
  /// What tells it from what it may become: an image's digest, or what a folder's own lists say of what is installed.
  let identity: String
  /// The folder in the cache that nobody must remove meanwhile, relative to the cache; `nil` where it is elsewhere.
  let held: String?

  /// Finds or unpacks what `reference` names.
  ///
  /// - Parameters:
  ///   - cache: The folder for layers, absolute.
  ///   - private: Folders that must not be seen by commands: the user's home, the repository, our state.
  ///   - home: The user's home, for names.
  ///   - tell: Hears of what is done, from any thread.
  /// - Throws: ``RootError``, ``LayerError``, `SandboxError`, `CancellationError`; no half root is left.
  /// - Complexity: O(1) where it is a folder, or an image that was unpacked before.
  package static func ready(
    _ reference: RootReference, cache: String, apartFrom private: [String], home: String?,
    tell: @escaping @Sendable (RootEvent) -> Void
  ) async throws -> RunRoot {
    let name = reference.name(home: home)
    switch reference {
    case .folder(let path):
      let folder = try folder(at: path, named: reference.text, apartFrom: `private`)
      let system = try checked(SystemRoot(in: folder), named: reference.text)
      return RunRoot(
        system: system, name: name, identity: identity(of: system), held: nil)
    case .image(let transport, let path, let tag):
      let images = try RootImages(cache: cache, name: reference.text, tell: tell)
      let kept = try await images.kept(transport, path, tag)
      let system = try checked(
        SystemRoot(in: "\(cache)/\(kept.files)", variables: kept.variables), named: reference.text)
      return RunRoot(
        system: system, name: "\(name)@sha256:\(kept.digits.prefix(12))",
        identity: "sha256:\(kept.digits)", held: kept.files)
    }
  }

  /// The folder without links, where it may be shown.
  private static func folder(
    at path: String, named name: String, apartFrom private: [String]
  ) throws(RootError) -> String {
    guard let folder = realPath(path) else { throw RootError(root: name, cause: .missing) }
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw RootError(root: name, cause: .notAFolder)
    }
    for place in `private` {
      guard let real = realPath(place) else { continue }
      if folder == "/" || (real + "/").hasPrefix(folder + "/") {
        throw RootError(root: name, cause: .tooWide(holds: place))
      }
    }
    return folder
  }

  /// The root, where commands can run in it at all.
  private static func checked(
    _ system: SystemRoot, named name: String
  ) throws(RootError) -> SystemRoot {
    guard system.program("/bin/sh") != nil else { throw RootError(root: name, cause: .noShell) }
    if let made = system.architecture, made != SystemRoot.machine {
      throw RootError(
        root: name, cause: .foreign("linux/\(made)", machine: "linux/\(SystemRoot.machine)"))
    }
    return system
  }

  /// Folders that are the root's own, whatever the machine has in them.
  private static let systemFolders = [
    "/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/", "/opt/", "/etc/",
  ]

  /// Whether the interpreter of the virtual environment in `folder`, which commands see, is there in the root as well. One that
  /// lies in a home is shown where it is.
  func hasInterpreter(of folder: String) -> Bool {
    var path = folder + "/bin/python3"
    if access(path, F_OK) != 0, linkTarget(path) == nil { path = folder + "/bin/python" }
    for _ in 0..<20 {
      guard let target = linkTarget(path) else { return true }
      let above = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
      path = target.hasPrefix("/") ? target : "\(above)/\(target)"
      if RunRoot.systemFolders.contains(where: { path.hasPrefix($0) }) {
        return system.program(path) != nil
      }
    }
    return false
  }

  /// Lists of what is installed, as systems keep them, and what names a system.
  private static let lists = [
    "/etc/os-release", "/var/lib/dpkg/status", "/lib/apk/db/installed", "/var/lib/rpm/rpmdb.sqlite",
    "/usr/lib/sysimage/rpm/rpmdb.sqlite", "/var/lib/pacman/local", "/usr", "/usr/bin",
    "/usr/local/bin", "/bin", "/opt",
  ]

  /// What a folder is as of now: its path, and when what it lists as installed has changed.
  private static func identity(of system: SystemRoot) -> String {
    let stamps = lists.compactMap { path in
      system.stamp(of: path).map { "\(path) \($0)" }
    }
    return ([system.folder] + stamps).joined(separator: "\n")
  }
}
