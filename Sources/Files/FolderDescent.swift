import CLinux
package import Glibc

/// A place below a folder, at any depth, with a bounded number of open descriptors.
///
/// The folders of the first levels stay open. From deeper ones the way back is `..`, which has to lead to the very folder
/// that the descent came from; this is how fts(3) does it.
package struct FolderDescent: ~Copyable {
  /// Where the descent is now.
  package private(set) var folder: ConfinedFolder
  private var identity: Identity
  private var above: [(folder: ConfinedFolder?, identity: Identity)] = []

  /// The levels whose folders stay open.
  private static let kept = 16

  /// What tells a folder from all others of the machine.
  private struct Identity: Equatable {
    let device: dev_t
    let number: ino_t

    init(_ status: stat) { (device, number) = (status.st_dev, status.st_ino) }
  }

  /// A descent that begins at `folder`.
  package init(from folder: ConfinedFolder) throws(SystemError) {
    self.folder = folder
    identity = Identity(try folder.status())
  }

  /// The levels between the beginning and here.
  package var depth: Int { above.count }

  /// Goes into the folder `name`, see ``ConfinedFolder/enter(_:)``, and returns how it was.
  @discardableResult
  package mutating func enter(_ name: FileName) throws(SystemError) -> stat {
    let (next, status) = try folder.enter(name)
    descend(into: next, status)
    return status
  }

  /// Makes the folder `name` and goes into it, see ``ConfinedFolder/makeFolder(_:mode:owner:)``.
  package mutating func make(
    _ name: FileName, mode: UInt32, owner: UInt32?
  ) throws(SystemError) {
    let next = try folder.makeFolder(name, mode: mode, owner: owner)
    descend(into: next, try next.status())
  }

  private mutating func descend(into next: ConfinedFolder, _ status: stat) {
    above.append((depth < FolderDescent.kept ? folder : nil, identity))
    (folder, identity) = (next, Identity(status))
  }

  /// Goes back to the folder above; nowhere at the beginning.
  ///
  /// - Throws: `ESTALE` where the folder has been moved elsewhere or removed since it was entered.
  package mutating func leave() throws(SystemError) {
    guard let last = above.last else { return }
    if let kept = last.folder {
      folder = kept
    } else {
      let opened = openat(folder.descriptor, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      // A folder that was removed has none above it.
      guard opened >= 0 else { throw SystemError(errno: errno == ENOENT ? ESTALE : errno) }
      let next = ConfinedFolder(taking: opened)
      guard Identity(try next.status()) == last.identity else { throw SystemError(errno: ESTALE) }
      folder = next
    }
    identity = last.identity
    above.removeLast()
  }
}

extension ConfinedFolder {
  /// Opens the folder `name` in this one; where its owner could not read, write and enter it, or it has a special bit,
  /// the mode is changed so that it is as any other.
  ///
  /// - Returns: The folder, and how it was before.
  /// - Throws: `ENOTDIR` or `ELOOP` where it is none.
  package func enter(
    _ name: FileName
  ) throws(SystemError) -> (folder: ConfinedFolder, status: stat) {
    let folder: ConfinedFolder
    do throws(SystemError) {
      folder = ConfinedFolder(taking: try open(name, O_RDONLY | O_DIRECTORY))
    } catch {
      guard error.errno == EACCES else { throw error }
      folder = try openShut(name)
    }
    let status = try folder.status()
    try folder.makeAccessible(status)
    return (folder, status)
  }

  /// Makes the folder one that its owner can read, write and enter, and takes special bits off.
  package func makeAccessible() throws(SystemError) { try makeAccessible(try status()) }

  private func makeAccessible(_ status: stat) throws(SystemError) {
    guard status.st_mode & 0o7700 != 0o700 else { return }
    guard fchmod(descriptor, status.st_mode & 0o777 | 0o700) == 0 else {
      throw SystemError(errno: errno)
    }
  }

  /// Opens a folder that its owner cannot read.
  private func openShut(_ name: FileName) throws(SystemError) -> ConfinedFolder {
    let place = name.call { colleague_open_place(descriptor, $0) }
    guard place >= 0 else { throw SystemError(errno: errno) }
    defer { close(place) }
    var status = stat()
    guard fstat(place, &status) == 0 else { throw SystemError(errno: errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw SystemError(errno: ENOTDIR) }
    guard colleague_change_mode(place, status.st_mode & 0o777 | 0o700) == 0 else {
      throw SystemError(errno: errno)
    }
    return ConfinedFolder(taking: try open(name, O_RDONLY | O_DIRECTORY))
  }
}
