package import Files
import Glibc
import Sandboxes

/// The cache, opened, and found to be the caller's own: base layers, and one folder a run being worked on.
///
/// The cache and its folders are for the caller alone. Where the caller is root, and commands run as another user,
/// that user may pass through them and owns what belongs to one run.
package struct CacheFolder: Sendable {
  /// The cache, absolute.
  package let path: String
  /// The cache.
  let folder: ConfinedFolder

  /// Opens the cache at `path`, which is made where it is missing, with the folders above it.
  ///
  /// - Throws: ``FileError/foreign(_:)`` where it is a link, or somebody else's, or others can write to it or put another
  ///   folder in its place.
  package init(at path: String) throws(FileError) {
    var above = ""
    for part in path.split(separator: "/").dropLast() {
      above += "/" + part
      guard mkdir(above, 0o700) == 0 || errno == EEXIST else { throw .system(errno, .make, above) }
    }
    var status = stat()
    // Whoever may rename the cache could put another one in its place at any time.
    guard stat(above, &status) != 0 || status.st_mode & 0o1002 != 0o002 else {
      throw .foreign(above)
    }
    self.path = path
    folder = try .own(at: path, CacheFolder.access)
  }

  /// Who may pass through the cache: root's commands run as somebody else.
  private static let access: FolderAccess =
    geteuid() == 0 ? .passed(by: Sandbox.unprivilegedUser) : .callerOnly

  /// Opens the folder of runs, which is made where it is missing.
  ///
  /// - Throws: As of ``init(at:)``.
  @discardableResult
  package func runs() throws(FileError) -> ConfinedFolder {
    try folder.own(.text("runs"), CacheFolder.access, named: path + "/runs")
  }

  /// Opens the folder of the cache called `name`, which is made where it is missing and given to `owner`.
  ///
  /// - Throws: As of ``init(at:)``.
  package func part(_ name: String, owner: UInt32?) throws(FileError) -> ConfinedFolder {
    try folder.own(.text(name), CacheFolder.access(of: owner), named: "\(path)/\(name)")
  }

  /// Opens a folder of a run, `run` itself or one at a path below it; those on the way are made and given to `owner`.
  ///
  /// - Throws: As of ``init(at:)``, and `EINVAL` for a path with `.` or `..`.
  package func place(_ place: String, owner: UInt32?) throws(FileError) -> ConfinedFolder {
    do { _ = try ConfinedFolder.split(place) } catch {
      throw .system(error.errno, .make, "\(path)/runs/\(place)")
    }
    var folder = try runs()
    var named = path + "/runs"
    for part in place.split(separator: "/") {
      named += "/" + part
      folder = try folder.own(.text(String(part)), CacheFolder.access(of: owner), named: named)
    }
    return folder
  }

  /// Removes the folder of the cache called `name`, with all in it; a missing one is no error.
  package func removePart(_ name: String) { try? folder.removeBelow(name) }

  /// Removes a run's folder, or what lies at a path below it, whatever commands have made of it; a missing one is no error.
  package func remove(_ place: String) { try? folder.removeBelow("runs/" + place) }

  /// Who gets into what belongs to `owner`; `nil` is the caller.
  static func access(of owner: UInt32?) -> FolderAccess {
    owner.map { .given(to: $0) } ?? access
  }
}

extension LayerError {
  /// The same error, of a layer.
  init(_ error: FileError) {
    self =
      switch error {
      case .foreign(let path): .foreign(path)
      case .system(let cause, .make, let path): .system(errno: cause, doing: "making", path: path)
      case .system(let cause, _, let path): .system(errno: cause, doing: "opening", path: path)
      case .tooLarge(let path), .notAFile(let path):
        .system(errno: EINVAL, doing: "opening", path: path)
      }
  }

  /// The error of a call, where `doing` names what was to be done and `path` what it was about.
  init(_ error: SystemError, _ doing: String, _ path: String) {
    self = .system(errno: error.errno, doing: doing, path: path)
  }
}
