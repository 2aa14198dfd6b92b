import Foundation
import Support
import Testing

/// A bare repository that several workers share, each with a clone, a home and a cache of its own.
final class Team {
  let directory: TemporaryDirectory
  let bare: String
  private let journey: Journey

  /// A team on a project with these files, and this many workers.
  init(_ files: [String: String], workers: Int, lease: String = "15m") throws {
    journey = try Journey(files)
    directory = journey.repository.directory
    bare = directory.path + "/shared.git"
    try journey.repository.git("clone", "-q", "--bare", ".", bare)
    for number in 0..<workers {
      let path = "\(directory.path)/worker\(number)"
      try journey.repository.git("clone", "-q", bare, path)
      for (key, value) in [("issues", "issues/*.md"), ("lease", lease)] {
        try journey.repository.git("-C", path, "config", "colleague.\(key)", value)
      }
    }
  }

  func start(
    _ worker: Int, _ arguments: String..., adding variables: [String: String] = [:]
  ) throws -> Running {
    let cache = ["XDG_CACHE_HOME": "\(directory.path)/cache\(worker)"]
    return try journey.start(
      arguments, in: "\(directory.path)/worker\(worker)",
      adding: cache.merging(variables) { $1 })
  }

  /// Has each call of git by the programs that get these variables go through a script of these lines, in which
  /// `real` is git.
  func wrapGit(_ lines: String) throws -> [String: String] {
    let path = journey.repository.environment["PATH"] ?? "/usr/bin:/bin"
    let real = try run(
      ["sh", "-c", "command -v git"], in: bare, environment: journey.repository.environment
    ).output.split(separator: "\n").joined()
    try directory.write("#!/bin/sh\nreal=\(real)\n\(lines)\n", to: "wrapped/git", mode: 0o755)
    return ["PATH": "\(directory.path)/wrapped:\(path)"]
  }

  @discardableResult
  func git(_ arguments: String...) throws -> String {
    let environment = journey.repository.environment
    let ended = try run(["git"] + arguments, in: bare, environment: environment)
    guard ended.status == 0 else { throw GitFailed(errors: ended.errors) }
    return ended.output.hasSuffix("\n") ? String(ended.output.dropLast()) : ended.output
  }

  /// The same commit as the team's own programs would write it for the ref `name`.
  func seal(_ commit: String, at name: String) throws -> String {
    let environment = journey.repository.environment
    let text = try run(["git", "cat-file", "commit", commit], in: bare, environment: environment)
    let own = try sealed(text.output, at: name, home: directory.path + "/home")
    let ended = try run(
      ["git", "hash-object", "-t", "commit", "-w", "--stdin"], in: bare, environment: environment,
      input: own)
    return ended.output.split(separator: "\n").joined()
  }

  /// Puts a hook of these lines for the shell into the shared repository.
  func hook(_ name: String, _ lines: String) throws {
    try directory.write("#!/bin/sh\n\(lines)\n", to: "shared.git/hooks/\(name)", mode: 0o755)
  }

  func refs(_ prefix: String) throws -> [String] {
    try git("for-each-ref", "--format=%(refname)", prefix).split(separator: "\n").map(String.init)
  }
}
