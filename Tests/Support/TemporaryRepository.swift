import Foundation
package import Vocabulary

/// A git failed where a test took for granted that it works.
package struct GitFailed: Error {
  /// What it said.
  package let errors: String

  /// A failure that came with these words.
  package init(errors: String) { self.errors = errors }
}

/// A repository made by stock git, sealed off from the user's config and from the clock.
package final class TemporaryRepository: Sendable {
  /// The folder that holds the repository, its HOME and its cache.
  package let directory: TemporaryDirectory
  /// The working tree.
  package var path: String { directory.path + "/project" }

  /// The environment of everything run here.
  package var environment: [String: String] {
    [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
      "HOME": directory.path + "/home", "XDG_CACHE_HOME": directory.path + "/cache",
      "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
      "GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000",
    ]
  }

  /// Makes a repository on `main` with these files in one commit; no commit without files.
  ///
  /// - Parameter isInMemory: Whether it is best in memory: many are made, or it is written to much.
  package init(_ files: [String: String] = [:], inMemory isInMemory: Bool = false) throws {
    directory = try TemporaryDirectory(inMemory: isInMemory)
    try directory.write(
      "[user]\n\tname = Ada\n\temail = ada@example.org\n", to: "home/.gitconfig")
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true)
    try git("init", "-q", "-b", "main")
    guard !files.isEmpty else { return }
    for (file, text) in files { try write(text, to: file) }
    try git("add", "-A")
    try git("commit", "-q", "-m", "first")
  }

  /// Writes a file of the working tree.
  package func write(_ text: String, to file: String, mode: Int = 0o644) throws {
    try directory.write(text, to: "project/" + file, mode: mode)
  }

  /// Runs stock git in the working tree and gives its output without the last line feed.
  @discardableResult
  package func git(_ arguments: String..., input: String = "") throws -> String {
    let ended = try run(["git"] + arguments, in: path, environment: environment, input: input)
    guard ended.status == 0 else { throw GitFailed(errors: ended.errors) }
    return ended.output.hasSuffix("\n") ? String(ended.output.dropLast()) : ended.output
  }

  /// The object that stock git takes `revision` for.
  package func id(_ revision: String) throws -> ObjectID {
    let name = try git("rev-parse", revision)
    guard let id = ObjectID(name) else { throw GitFailed(errors: "'\(name)' names no object") }
    return id
  }

  /// Does `work` as if another process of the program under test were writing refs all the while, so that no
  /// lock is taken for left behind.
  package func whileWriting<Value>(_ work: () throws -> Value) throws -> Value {
    let folder = try git("rev-parse", "--absolute-git-dir") + "/colleague"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let file = open(folder + "/writers", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    defer { close(file) }
    guard flock(file, LOCK_SH) == 0 else { throw GitFailed(errors: "cannot hold \(folder)") }
    return try work()
  }
}
