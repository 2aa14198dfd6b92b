import Digests
import Files
import Git
import Glibc
import Processes
import Records
import Runs
import Text

/// Finds the repository of an instance, and opens it.
struct InstanceSource {
  /// The folder of the suite, from which paths count.
  let suiteFolder: String
  /// The folder that holds repositories by their names; `nil` for none.
  let repositories: String?
  /// Where bundles are unpacked.
  let folder: EvaluationFolder
  /// Ends the unpacking.
  let stop: StopRequest

  /// Opens the repository that an instance calls `name`.
  ///
  /// - Throws: ``EvaluationError/noRepository(name:folder:)``, ``EvaluationError/notARepository(path:)``,
  ///   ``EvaluationError/bundle(path:_:)``, ``EvaluationError/git(_:)`` for one that cannot be served.
  func open(_ name: String) throws(EvaluationError) -> Repository {
    let place = try place(of: name)
    let directory = isBundle(place) ? try unpacked(place) : place
    do throws(GitError) {
      let found = try Repository(discovering: directory, environment: InstanceSource.variables)
      let own = realPath(directory)
      let places = [found.workingDirectory, found.gitDirectory].compactMap(\.self)
      // One that holds the folder is not the one that was named.
      guard places.contains(where: { realPath($0) == own }) else {
        throw GitError.notARepository(directory)
      }
      try found.preflight(forWriting: false, refsBelow: [])
      return found
    } catch {
      if case .notARepository = error { throw .notARepository(path: place) }
      throw .git(error)
    }
  }

  /// What the user's git config says counts, and what git says of another repository does not.
  private static var variables: [String: String] {
    let names = Set(Repository.localEnvironmentNames)
    return Environment.all.filter { !names.contains($0.key) }
  }

  /// The path of the repository or the bundle.
  private func place(of name: String) throws(EvaluationError) -> String {
    if name.hasPrefix("/") {
      guard access(name, F_OK) == 0 else { throw .notARepository(path: name) }
      return name
    }
    let own = "\(suiteFolder)/\(name)"
    if !name.contains("://"), access(own, F_OK) == 0 { return own }
    // A name such as `owner/name` leads to no folder above.
    guard let repositories, !name.contains("://"), !name.split(separator: "/").contains("..") else {
      throw .noRepository(name: name, folder: repositories)
    }
    let last = name.split(separator: "/").last.map(String.init) ?? name
    for stem in [name, name.replacing("/", with: "__"), last] {
      for ending in ["", ".git", ".bundle"]
      where access("\(repositories)/\(stem)\(ending)", F_OK) == 0 {
        return "\(repositories)/\(stem)\(ending)"
      }
    }
    throw .noRepository(name: name, folder: repositories)
  }

  /// Whether the file begins as a bundle does: gitformat-bundle(5).
  private func isBundle(_ path: String) -> Bool {
    let start = (try? FileReading.bytes(of: path, limit: 15, .nonBlocking)) ?? []
    let text = String(decoding: start.prefix(15), as: UTF8.self)
    return text.hasPrefix("# v2 git bundle") || text.hasPrefix("# v3 git bundle")
  }

  /// Waits for the lock of the file at `path`.
  private static func lock(_ path: String) throws(EvaluationError) -> FileLock {
    do throws(FileError) {
      if let lock = try FileLock(path, .exclusive, isWaiting: true, making: 0o644) { return lock }
      throw .system(EWOULDBLOCK, .open, path)
    } catch { throw .folder(error) }
  }

  /// Unpacks the bundle at `path`, unless that was done before; libgit2 reads none, so git does it.
  private func unpacked(_ path: String) throws(EvaluationError) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { throw .notARepository(path: path) }
    let mark =
      "\(realPath(path) ?? path) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    let made = "\(folder.path)/repositories/\(SHA256.digits(of: mark).prefix(32)).git"
    if access(made, F_OK) == 0 { return made }
    let lock = try InstanceSource.lock(made + ".lock")
    defer { lock.release() }
    if access(made, F_OK) == 0 { return made }
    let draft = made + ".draft"
    remove(draft, in: folder)
    var program = Program(
      arguments: [
        "git", "-c", "core.hooksPath=/dev/null", "-c", "init.templateDir=", "clone", "--mirror",
        "--quiet", "--", path, draft,
      ])
    for name in Repository.localEnvironmentNames { program.environment[name] = .some(nil) }
    program.environment["LC_ALL"] = "C"
    program.environment["GIT_TERMINAL_PROMPT"] = "0"
    program.seconds = 1800
    program.onStop = .kill(after: 0)
    program.stop = stop
    let ended: Program.Ended
    do { ended = try program.run() } catch { throw .run(.program(error)) }
    if ended.limit == .stop { throw .interrupted }
    if let failure = ended.failure {
      remove(draft, in: folder)
      throw .bundle(path: path, failure)
    }
    guard rename(draft, made) == 0 else { throw .folder(.system(errno, .make, made)) }
    return made
  }
}

/// Removes what stands at `path` below the folder, with all that is in it; what cannot be removed stays.
func remove(_ path: String, in folder: EvaluationFolder) {
  guard path.hasPrefix(folder.path + "/") else { return }
  let place = String(path.dropFirst(folder.path.count + 1))
  try? ConfinedFolder(at: folder.path).removeBelow(place)
}
