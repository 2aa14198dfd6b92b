package import Glibc

/// A walk through all that lies below a folder, without recursion, and with a bounded number of open descriptors.
///
/// The walk reads a folder whole before it reports what is in it. It enters only the folders that the caller names.
package struct FolderWalk: ~Copyable {
  /// What is met on the way.
  package enum Event {
    /// A file or folder in ``FolderWalk/folder``.
    case found(FolderEntry)
    /// The end of a folder that was entered; ``FolderWalk/folder`` is again the one it lies in.
    case left(FileName)
  }

  private var descent: FolderDescent
  private var levels: [Level]

  private struct Level {
    let name: FileName
    let entries: [FolderEntry]
    var next = 0
  }

  /// A walk through `folder`, or what is called `name` in it alone.
  package init(through folder: ConfinedFolder, only name: FileName? = nil) throws(SystemError) {
    var entries: [FolderEntry] = []
    if let name {
      entries.append(FolderEntry(name: name, isFolder: nil))
    } else {
      entries = try folder.entries()
    }
    descent = try FolderDescent(from: folder)
    levels = [Level(name: .text(""), entries: entries)]
  }

  /// The folder that holds what was met last.
  package var folder: ConfinedFolder { descent.folder }

  /// The levels between the beginning and ``folder``.
  package var depth: Int { descent.depth }

  /// The next event; `nil` at the end.
  package mutating func next() throws(SystemError) -> Event? {
    let last = levels.count - 1
    if levels[last].next < levels[last].entries.count {
      levels[last].next += 1
      return .found(levels[last].entries[levels[last].next - 1])
    }
    guard last > 0 else { return nil }
    try descent.leave()
    return .left(levels.removeLast().name)
  }

  /// Goes into the folder `name` of ``folder``, and returns how it was; the next events tell what is in it.
  @discardableResult
  package mutating func enter(_ name: FileName) throws(SystemError) -> stat {
    let status = try descent.enter(name)
    do throws(SystemError) {
      levels.append(Level(name: name, entries: try folder.entries()))
    } catch {
      try descent.leave()
      throw error
    }
    return status
  }
}
