import CLinux
import Files
import Git
import Glibc
import Sandboxes

/// A folder that foreign programs may have written in: read and written without following a link.
///
/// All goes through ``ConfinedFolder``, so that a link planted on the way is never gone through. Files made here belong
/// to `owner` when the caller is root.
struct LayerFolder: Sendable {
  /// Where it is, absolute.
  let path: String
  /// Who has to own what is made; `nil`: the caller.
  let owner: UInt32?
  /// The folder.
  let folder: ConfinedFolder

  /// The folder at `path`, which is there and no link.
  init(path: String, owner: UInt32?) throws(LayerError) {
    do { folder = try ConfinedFolder(at: path) } catch { throw LayerError(error, "opening", path) }
    self.path = path
    self.owner = owner
  }

  /// The folder that is open, and lies at `path`.
  init(_ folder: ConfinedFolder, path: String, owner: UInt32?) {
    self.folder = folder
    self.path = path
    self.owner = owner
  }

  /// Writes a file, making directories on the way; what stands in the way is removed.
  func write(_ bytes: [UInt8], to file: String, mode: FileMode) throws(LayerError) {
    let (folder, name) = try folder(of: file, making: true)
    try failing("writing", file) { () throws(SystemError) in
      try folder.remove(name)
      if mode == .symlink {
        let target = bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
        try folder.link(name, to: target, owner: owner)
      } else {
        try folder.make(name, bytes, mode: mode == .executable ? 0o755 : 0o644, owner: owner)
      }
    }
  }

  /// Makes links, each at its path below the folder.
  func write(_ links: [HomeLink]) throws(LayerError) {
    for link in links { try write(Array(link.target.utf8), to: link.path, mode: .symlink) }
  }

  /// Removes those of the links that are still there; what has come into their places stays.
  func remove(_ links: [HomeLink]) throws(LayerError) {
    for link in links where try contents(of: link.path) == Array(link.target.utf8) {
      try reveal(link.path)
    }
  }

  /// Makes an empty directory, and directories on the way; what stands in the way is removed.
  func makeDirectory(_ path: String) throws(LayerError) {
    let (folder, name) = try folder(of: path, making: true)
    try failing("making", path) { () throws(SystemError) in
      try folder.remove(name)
      _ = try folder.makeFolder(name, mode: 0o755, owner: owner)
    }
  }

  /// Makes the path as if the layers below did not have it.
  ///
  /// - Parameter isBelow: Whether a layer below has it, so that a mark is needed.
  func hide(_ file: String, isBelow: Bool) throws(LayerError) {
    guard isBelow else { return try reveal(file) }
    let (folder, name) = try folder(of: file, making: true)
    try failing("hiding", file) { () throws(SystemError) in
      try folder.remove(name)
      guard case .text(let text) = name, colleague_whiteout(folder.descriptor, text) == 0 else {
        throw SystemError(errno: errno)
      }
    }
  }

  /// Removes what the layer itself has at the path, so that the layers below show there.
  func reveal(_ file: String) throws(LayerError) {
    guard let (folder, name) = try? folder(of: file, making: false) else { return }
    try failing("removing", file) { () throws(SystemError) in try folder.remove(name) }
  }

  /// The bytes of a regular file or of a link's target; `nil` for anything else.
  func contents(of file: String) throws(LayerError) -> [UInt8]? {
    guard let (folder, name) = try? folder(of: file, making: false) else { return nil }
    if let target = folder.target(of: name) {
      return target.dropLast().map { UInt8(bitPattern: $0) }
    }
    return try? folder.read(name).bytes
  }

  /// Removes everything in the folder; the folder stays.
  func clear() throws(LayerError) {
    try failing("emptying", "") { () throws(SystemError) in try folder.clear() }
  }

  /// Opens the directory that holds `file`, and gives the last part of its path.
  func folder(
    of file: String, making: Bool
  ) throws(LayerError) -> (folder: ConfinedFolder, name: FileName) {
    try failing("opening", file) { () throws(SystemError) in
      let (above, name) = try ConfinedFolder.split(file)
      guard !above.isEmpty else { return (folder, .text(name)) }
      do throws(SystemError) { return (try folder.folder(above), .text(name)) } catch {
        guard making else { throw error }
      }
      // One of them is missing, or something else than a directory, or one that cannot be read.
      var folder = folder
      for part in above.split(separator: "/") {
        folder = try folder.makeFolder(.text(String(part)), mode: 0o755, owner: owner)
      }
      return (folder, .text(name))
    }
  }

  /// Does `work` and names in its error what was to be done with `file`.
  func failing<Value>(
    _ doing: String, _ file: String, _ work: () throws(SystemError) -> Value
  ) throws(LayerError) -> Value {
    do { return try work() } catch {
      // A path may be very long.
      let shown = file.utf8.count > 300 ? file.prefix(200) + "…" : Substring(file)
      throw LayerError(error, doing, shown.isEmpty ? path : String(shown))
    }
  }
}
