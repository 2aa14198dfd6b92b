import Files
import Glibc
package import Synchronization

/// A lock file that somebody has left on a ref.
package struct StaleLock: Hashable, Sendable {
  /// Its path.
  package var path: String
  /// The full name of the ref.
  package var ref: String
  /// Seconds since it was made.
  package var age: Int

  /// Receives each lock that is removed, in a sentence.
  package static let tell = Mutex<(@Sendable (String) -> Void)?>(nil)
}

extension Repository {
  /// How old a lock has to be, in seconds, before it is taken for left behind: longer than git itself
  /// holds one on a slow disk.
  private static let staleAge = 5

  /// Below which names refs are ours to write; the last one is shared with other programs.
  private static let ownNames = [
    "refs/colleague", "refs/heads/colleague", "refs/notes/colleague", "refs/notes/ai",
  ]

  /// The locks left on refs of ours, by path.
  ///
  /// - Complexity: O(*n*) in the refs of ours that are files of their own.
  package func staleLocks() -> [StaleLock] {
    var found: [StaleLock] = []
    var folders = ["refs/colleague", "refs/heads/colleague", "refs/notes"]
    while let folder = folders.popLast() {
      for name in names(inDirectory: "\(commonDirectory)/\(folder)") {
        let path = "\(folder)/\(name)"
        var status = stat()
        guard lstat("\(commonDirectory)/\(path)", &status) == 0 else { continue }
        if status.st_mode & S_IFMT == S_IFDIR { folders.append(path) }
        guard path.hasSuffix(".lock"), let age = age(of: "\(commonDirectory)/\(path)"),
          age >= Repository.staleAge, isOurs(path)
        else { continue }
        let ref = String(path.dropLast(5))
        found.append(StaleLock(path: "\(commonDirectory)/\(path)", ref: ref, age: age))
      }
    }
    return found.sorted { $0.path < $1.path }
  }

  /// Removes the lock file of the ref `name` where it is ours and nobody can be using it; waits until it is
  /// old enough, a few seconds at most.
  ///
  /// - Returns: Whether it was removed, which is then passed to ``StaleLock/tell``.
  @discardableResult
  package func removeStaleLock(on name: String) -> Bool {
    let lock = "\(commonDirectory)/\(name).lock"
    guard isOurs(name) else { return false }
    for _ in 0..<(10 * Repository.staleAge) {
      guard let age = age(of: lock) else { return false }
      // Another process of ours writes now and then; it does not hold on for long.
      let isRemoved =
        age >= Repository.staleAge
        && WritersLock.alone(in: commonDirectory) {
          // It may be another one by now.
          (self.age(of: lock) ?? 0) >= Repository.staleAge && unlink(lock) == 0
        }
      if isRemoved {
        StaleLock.tell.withLock { $0?("removed \(lock), left by a process that was killed") }
        return true
      }
      usleep(120_000)
    }
    return false
  }

  /// Removes the lock file of the ref `name` at once where it shows that its process was killed: between
  /// giving a new ref its name and letting go, so that both names are of one file; or before the ref was
  /// made, where the caller knows that the process is dead and that nobody else makes the ref.
  ///
  /// - Parameter isOrphaned: Whether that is known.
  package func removeDeadLock(on name: String, isOrphaned: Bool = false) {
    let lock = "\(commonDirectory)/\(name).lock"
    var (ours, refs) = (stat(), stat())
    guard isOurs(name), lstat(lock, &ours) == 0 else { return }
    _ = WritersLock.alone(in: commonDirectory) {
      let hasRef = lstat("\(commonDirectory)/\(name)", &refs) == 0
      let isNamed = hasRef && ours.st_ino == refs.st_ino && ours.st_dev == refs.st_dev
      guard isNamed || (isOrphaned && (try? hasReference(name)) == false) else { return false }
      return unlink(lock) == 0
    }
  }

  private func isOurs(_ name: String) -> Bool {
    Repository.ownNames.contains { name == $0 || name.hasPrefix($0 + "/") || name == $0 + ".lock" }
  }

  func age(of file: String) -> Int? {
    var status = stat()
    guard stat(file, &status) == 0 else { return nil }
    return max(0, time(nil) - Int(status.st_mtim.tv_sec))
  }
}
