import Files
import Glibc

/// What git finds by searching from a folder upwards, and whether it may be used.
///
/// The method is git's own (setup.c of 2.39): the first folder with a git directory in its `.git`, or that is one
/// itself, ends the search. One rule is ours: a bare repository that lies in the working tree of another one is a file
/// of that project, however it looks, and is not taken for a repository unless somebody names it.
enum Discovery: Hashable {
  /// The folder `top` has `.git`, a file with the place of the git directory where `link` is set, else the git directory.
  case workingTree(top: String, gitDirectory: String, link: String?)
  /// The folder is a git directory itself.
  case bare(String)

  /// Searches from the folder `path` on; `nil` when nothing is found.
  ///
  /// The search ends below the folders of `GIT_CEILING_DIRECTORIES`, and where a file system ends unless
  /// `GIT_DISCOVERY_ACROSS_FILESYSTEM` is true.
  ///
  /// - Throws: ``GitError/notARepository(_:)`` for a file `.git` that leads nowhere.
  static func search(
    from path: String, _ environment: [String: String]
  ) throws(GitError) -> Discovery? {
    guard let start = realPath(path), let device = device(of: start) else { return nil }
    let isBounded = !ConfigFiles.isTrue(environment["GIT_DISCOVERY_ACROSS_FILESYSTEM"])
    let ceiling = ceiling(of: start, environment["GIT_CEILING_DIRECTORIES"] ?? "")
    var folder = start
    while true {
      if let found = try look(in: folder) { return found }
      guard folder != "/" else { return nil }
      folder = parent(of: folder)
      if folder == ceiling { return nil }
      if isBounded, Discovery.device(of: folder) != device { return nil }
    }
  }

  /// The git directory that `path` names: itself, or the one that the file there leads to.
  ///
  /// - Throws: ``GitError/notARepository(_:)``.
  static func gitDirectory(named path: String) throws(GitError) -> String {
    let place = try linked(by: path) ?? path
    guard isGitDirectory(place) else { throw .notARepository(path) }
    return place
  }

  /// Refuses what git does not work with unless it is named, and a bare repository among a project's files.
  ///
  /// - Throws: ``GitError/unsupported(_:)``.
  func check(_ environment: [String: String]) throws(GitError) {
    let ownership = Ownership(environment)
    switch self {
    case .workingTree(let top, let gitDirectory, let link):
      let parts = [top, gitDirectory, link].compactMap(\.self)
      if parts.allSatisfy(ownership.isOurs) { return }
      guard try ProtectedConfig(environment).isSafe(top) else {
        throw .unsupported(.foreignOwner(path: top))
      }
    case .bare(let folder):
      let config = try ProtectedConfig(environment)
      let setting = config.value("safe.bareRepository") ?? "all"
      guard setting == "all" else {
        throw .unsupported(.bareFound(path: folder, setting: setting))
      }
      guard ownership.isOurs(folder) || config.isSafe(folder) else {
        throw .unsupported(.foreignOwner(path: folder))
      }
      if let top = Discovery.workingTree(around: folder) {
        throw .unsupported(.bareInWorkingTree(path: folder, top: top))
      }
    }
  }

  /// The top of the working tree of another repository that the folder `path` lies in; `nil` when there is none.
  ///
  /// Neither ceilings nor file systems end this search, since they say nothing of whose file the folder is. What lies in
  /// the git directory of a repository, as those of submodules do, is no file of a project.
  private static func workingTree(around path: String) -> String? {
    var folder = path
    while folder != "/" {
      folder = parent(of: folder)
      let place = (folder == "/" ? "" : folder) + "/.git"
      var status = stat()
      guard lstat(place, &status) == 0 else { continue }
      // Where it cannot be used any more, the files beside it are a project's all the same.
      var own = [place]
      if case .workingTree(_, let found, _)? = try? look(in: folder) {
        own = [found, commonDirectory(of: found)]
      }
      let inside = own.compactMap(realPath)
      return inside.contains { path == $0 || path.hasPrefix($0 + "/") } ? nil : folder
    }
    return nil
  }

  /// What stands in `folder` itself.
  private static func look(in folder: String) throws(GitError) -> Discovery? {
    let place = (folder == "/" ? "" : folder) + "/.git"
    if let target = try linked(by: place) {
      guard isGitDirectory(target) else { throw .notARepository(target) }
      return .workingTree(top: folder, gitDirectory: target, link: place)
    }
    if isGitDirectory(place) {
      return .workingTree(top: folder, gitDirectory: place, link: nil)
    }
    return isGitDirectory(folder) ? .bare(folder) : nil
  }

  /// The most bytes that git reads of a file `.git`.
  private static let linkLimit = 1 << 20

  /// The folder that the file `place` leads to, absolute; `nil` when there is no such file.
  ///
  /// - Throws: ``GitError/notARepository(_:)`` where the file does not have git's form.
  private static func linked(by place: String) throws(GitError) -> String? {
    var status = stat()
    guard stat(place, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let bytes = try? FileReading.bytes(of: place, limit: linkLimit, .nonBlocking)
    var text = String(decoding: bytes ?? [], as: UTF8.self)
    while let last = text.unicodeScalars.last, last == "\n" || last == "\r" {
      text.unicodeScalars.removeLast()
    }
    let mark = "gitdir: "
    guard let bytes, bytes.count <= linkLimit, text.hasPrefix(mark), text.count > mark.count else {
      throw .notARepository(place)
    }
    let target = String(text.dropFirst(mark.count))
    let path = target.hasPrefix("/") ? target : parent(of: place) + "/" + target
    return realPath(path) ?? path
  }

  /// Whether `path` has what makes a git directory: a HEAD that may be one, and folders of objects and refs.
  private static func isGitDirectory(_ path: String) -> Bool {
    guard isHead(path + "/HEAD") else { return false }
    let common = commonDirectory(of: path)
    return access(common + "/objects", X_OK) == 0 && access(common + "/refs", X_OK) == 0
  }

  /// The folder that the worktrees of the repository with the git directory `path` share.
  private static func commonDirectory(of path: String) -> String {
    guard let named = firstLine(of: path + "/commondir"), !named.isEmpty else { return path }
    return named.hasPrefix("/") ? named : path + "/" + named
  }

  /// Whether a file is a HEAD: a ref's name, as text or as a link, or an object's.
  private static func isHead(_ file: String) -> Bool {
    var status = stat()
    guard lstat(file, &status) == 0 else { return false }
    if status.st_mode & S_IFMT == S_IFLNK {
      var target = [CChar](repeating: 0, count: 256)
      let count = readlink(file, &target, target.count)
      return target.prefix(max(0, count)).starts(with: "refs/".utf8.map { CChar($0) })
    }
    guard let line = firstLine(of: file) else { return false }
    if line.hasPrefix("ref:") {
      return line.dropFirst(4).drop { $0.isWhitespace }.hasPrefix("refs/")
    }
    let digits = line.utf8.prefix(40)
    return digits.count == 40 && digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
  }

  /// The folder at which the search from `start` ends without looking in it; `nil` for none.
  ///
  /// Of the folders that are named, absolute and separated by colons, the deepest above `start` counts. After an empty
  /// one, links in them are not resolved.
  private static func ceiling(of start: String, _ names: String) -> String? {
    var resolves = true
    var deepest: String?
    for name in names.split(separator: ":", omittingEmptySubsequences: false) {
      if name.isEmpty {
        resolves = false
        continue
      }
      guard name.hasPrefix("/") else { continue }
      var folder = resolves ? realPath(String(name)) ?? String(name) : String(name)
      while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
      let isAbove = start != folder && start.hasPrefix(folder == "/" ? "/" : folder + "/")
      if isAbove, folder.utf8.count > deepest?.utf8.count ?? 0 { deepest = folder }
    }
    return deepest
  }

  private static func parent(of folder: String) -> String {
    guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else { return "/" }
    return String(folder[..<slash])
  }

  private static func device(of folder: String) -> dev_t? {
    var status = stat()
    return stat(folder, &status) == 0 ? status.st_dev : nil
  }
}
