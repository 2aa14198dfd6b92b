import Git
package import Processes
package import Records
import Runs
import Text
package import Vocabulary

/// A remote as git itself reaches it, with the user's own keys, helpers and proxies.
///
/// Every update of a ref there says which value it is made from, and several updates of one push are made all or
/// none: `git push --atomic --force-with-lease`. No hook of the repository is run on our side.
package struct GitRemote: RemoteRepository {
  package let name: String
  package let refs: RemoteRefs
  private let gitDirectory: String
  private let directory: String
  private let clock: any WaitingClock
  private let stop: StopRequest
  /// How long its git may go on after a stop is requested, in seconds.
  private var patience = 0.0

  /// The remote `name` of the repository at `gitDirectory`; `nil` for a name that could be taken for an option, or be
  /// no part of a ref's name.
  ///
  /// - Parameter workingDirectory: The top of the working tree, from which an address that is a relative path counts,
  ///   as with git; `nil` where there is none, and it counts from the git directory.
  package init?(
    _ name: String, gitDirectory: String, workingDirectory: String? = nil, stop: StopRequest,
    clock: any WaitingClock = SystemClock()
  ) {
    let isPlain = name.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))
    }
    guard isPlain, !name.hasPrefix("-"), !name.hasPrefix("."), !name.hasSuffix(".lock"),
      !name.contains(".."), !name.isEmpty, !name.hasSuffix(".")
    else { return nil }
    (self.name, self.gitDirectory, self.stop, self.clock) = (name, gitDirectory, stop, clock)
    directory = workingDirectory ?? gitDirectory
    refs = RemoteRefs(of: name)
  }

  package func patient(_ seconds: Double) -> any RemoteRepository {
    var patient = self
    patient.patience = seconds
    return patient
  }

  package func fetch(_ refspecs: [String]) throws(SweepError) {
    let arguments =
      ["fetch", "--quiet", "--prune", "--no-tags", "--no-write-fetch-head", "--refmap="]
      + ["--no-recurse-submodules", "--no-auto-maintenance", "--", name] + refspecs
    var ended = try git(arguments, for: .fetch)
    // Another process of ours may be fetching the same refs.
    for _ in 0..<5 where ended.status != 0 && ended.errors.contains("cannot lock ref") {
      clock.sleep(.random(in: 0.05...0.3))
      ended = try git(arguments, for: .fetch)
    }
    if let failure = ended.failure { throw .unreachable(name, .fetch, failure) }
  }

  package func values(of names: [String]) throws(SweepError) -> [String: ObjectID] {
    let ended = try git(["ls-remote", "--", name] + names, for: .list)
    if let failure = ended.failure { throw .unreachable(name, .list, failure) }
    var values: [String: ObjectID] = [:]
    for line in String(decoding: ended.output, as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: "\t")
      guard fields.count == 2, names.contains(String(fields[1])) else { continue }
      values[String(fields[1])] = ObjectID(String(fields[0]))
    }
    return values
  }

  package func push(_ updates: [RefUpdate]) throws(SweepError) -> PushAnswer {
    guard !updates.isEmpty else { return .accepted }
    if let foreign = updates.first(where: { !RefNames.isPushed($0.ref) }) {
      throw .notOurs(ref: foreign.ref)
    }
    var arguments = ["push", "--porcelain", "--atomic", "--no-verify", "--no-signed"]
    // Nothing but what is named goes there, whatever the user's own pushes take along.
    arguments += ["--no-follow-tags", "--recurse-submodules=no"]
    for update in updates {
      switch update.expected {
      case .exactly(.at(let id)): arguments.append("--force-with-lease=\(update.ref):\(id)")
      case .exactly(.absent): arguments.append("--force-with-lease=\(update.ref):")
      case .fastForward: break
      }
    }
    arguments += ["--", name]
    arguments += updates.map { "\($0.target?.description ?? ""):\($0.ref)" }
    let ended = try git(arguments, for: .push)
    guard let failure = ended.failure else { return .accepted }
    let lines = String(decoding: ended.output, as: UTF8.self).split(separator: "\n")
    // A ref that could not be moved has a line of its own; without one, no answer has come.
    let refusals = lines.filter { $0.hasPrefix("!") }
    guard !refusals.isEmpty else { throw .unreachable(name, .push, failure) }
    let own = refusals.first { !$0.contains("(atomic push failed)") } ?? refusals[0]
    return .refused(visible(own.split(separator: "\t").dropFirst().joined(separator: " ")))
  }

  private func git(
    _ arguments: [String], for operation: SweepError.RemoteOperation
  ) throws(SweepError) -> Program.Ended {
    var program = Program(
      arguments: [
        "git", "--git-dir=\(gitDirectory)", "-c", "core.hooksPath=/dev/null",
        "-c", "remote.\(name).mirror=false",
      ] + arguments)
    program.directory = directory
    program.environment = ["GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"]
    program.seconds = 600
    program.onStop = .kill(after: patience)
    program.stop = stop
    let ended: Program.Ended
    do { ended = try program.run() } catch { throw .run(.program(error)) }
    if ended.limit == .stop { throw .interrupted }
    return ended
  }
}
