import Files
package import Git
import Glibc
import Processes
import Records
package import Vocabulary
import Workspaces

/// Where the machine keeps what is no state: base layers, and one folder a run being worked on.
package struct RunCache: Hashable, Sendable {
  /// The folder; it may not be there yet.
  package let path: String

  /// The cache in the folder `path`.
  package init(at path: String) { self.path = path }

  /// The XDG cache of this process's user: `$XDG_CACHE_HOME/colleague`, `~/.cache/colleague` without it.
  package static var standard: RunCache {
    if let base = Environment.value("XDG_CACHE_HOME"), base.hasPrefix("/") {
      return RunCache(at: base + "/colleague")
    }
    if let home = Environment.value("HOME"), home.hasPrefix("/") {
      return RunCache(at: home + "/.cache/colleague")
    }
    return RunCache(at: shared)
  }

  /// The cache where the environment names no place of the user's own: in a folder that all can write.
  private static let shared = "/var/tmp/colleague"

  /// Makes the folder of runs where it is missing, open to nobody else; see ``CacheFolder``.
  ///
  /// - Throws: ``RunError/cache(_:)`` when it cannot be made, ``RunError/foreignCache(_:)`` when somebody else could
  ///   put things in it.
  package func make() throws(RunError) { _ = try opened() }

  private func opened() throws(RunError) -> (cache: CacheFolder, runs: ConfinedFolder) {
    do {
      let cache = try CacheFolder(at: path)
      return (cache, try cache.runs())
    } catch {
      if case .foreign(let path) = error { throw .foreignCache(path) }
      throw .cache(error)
    }
  }

  /// The folder of the run `id`.
  package func folder(of id: RunID) -> String { "\(path)/runs/\(id)" }

  /// Removes the folder of the run `id`, with whatever commands have made of it.
  ///
  /// What cannot be removed stays; the next run clears it.
  package func removeFolder(of id: RunID) { try? CacheFolder(at: path).remove("\(id)") }

  /// Makes an empty folder `handover` in that of the run `id`, for the user's own command.
  func makeHandover(of id: RunID) throws(FileError) -> ConfinedFolder {
    let cache = try CacheFolder(at: path)
    cache.remove("\(id)/handover")
    return try cache.place("\(id)/handover", owner: nil)
  }

  /// Removes it, and the run's folder where nothing else is in that.
  func removeHandover(of id: RunID) {
    guard let (cache, runs) = try? opened() else { return }
    cache.remove("\(id)/handover")
    _ = runs.removeEmptyFolder(.text("\(id)"))
  }

  /// The file whose lock says that somebody works on the run `id`; it lies beside the folder, which
  /// may be emptied.
  func lockFile(of id: RunID) -> String { "\(path)/runs/\(id).lock" }

  /// Takes the lock of the run `id`: see ``RunLock``.
  ///
  /// - Throws: ``RunError/busy(run:holder:)`` when another process holds it.
  package func lock(
    _ id: RunID, of repository: borrowing Repository
  ) throws(RunError) -> RunLock {
    try make()
    return try RunLock.take(of: id, at: lockFile(of: id), for: repository.commonDirectory)
  }

  /// The process that works on the run `id`; `nil` where nobody does.
  package func holder(of id: RunID) -> Int32? { RunLock.holder(of: lockFile(of: id)) }

  /// Removes the folders of runs of `repository` whose process died; what somebody works on stays. Where there are
  /// any, the power may have gone: what that or the death left in `repository` is put out of the way, too.
  ///
  /// What runs of other repositories left is for those to clear, as long as they are there.
  ///
  /// - Complexity: O(*n*) in the runs being worked on, and what the dead ones left; O(*o*) in the loose
  ///   objects where there was a dead one.
  package func clearLeftovers(in repository: borrowing Repository) {
    var found = false
    guard let (cache, runs) = try? opened(), let entries = try? runs.entries() else { return }
    for name in entries.map(\.name.visible) {
      guard let id = RunID(name.hasSuffix(".lock") ? name.dropLast(5) : name[...]) else { continue }
      let place = RunLock.place(of: lockFile(of: id))
      if let place, place != repository.commonDirectory, access(place, F_OK) == 0 { continue }
      guard let lock = try? lock(id, of: repository) else { continue }
      cache.remove("\(id)")
      repository.removeDeadLock(on: RefNames.run(id), isOrphaned: true)
      lock.release()
      found = true
    }
    guard found else { return }
    // What cannot be put out of the way is reported by whoever meets it.
    _ = try? repository.setTornObjectsAside(since: SystemClock().now - 7 * 86_400)
  }
}
