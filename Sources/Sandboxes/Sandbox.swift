import CLinux
import Dispatch
import Files
import Glibc
package import Proxies
import Threads
import Vocabulary

/// Runs commands, each in a confinement of its own.
///
/// With bubblewrap a command sees the system's programs and settings read-only, its workspace, and nothing
/// else: no network but the hosts of a list, no home, no `.git`, no secret of `/etc`, no other process, no key of the caller's. A filter leaves it the system
/// calls that programs make, and whatever it may write to has a size. When the caller is root, commands run as an
/// unprivileged user, since root is exempt from limits on processes and could read what it owns.
package struct Sandbox: Sendable {
  /// How commands are confined.
  package enum Confinement: Hashable, Sendable {
    /// Under bubblewrap.
    case bubblewrap(program: String)
    /// Not at all, because the user's own config says so; the process group is killed at a limit.
    case none
  }

  /// Something that commands may do where the user's own config says so.
  package enum Allowance: String, Hashable, Sendable, CaseIterable {
    /// Look into other processes of the same command, as debuggers, `strace` and leak sanitizers do.
    case ptrace
  }

  /// The user root's commands run as, and the owner of what they may write.
  ///
  /// A number of systemd's range for users made on the fly, which no account has.
  package static let unprivilegedUser: UInt32 = 64_933

  /// How commands are confined.
  package let confinement: Confinement
  /// The folder that the paths of a ``Root`` are relative to, absolute.
  package let directory: String
  /// Further paths that commands may read.
  package let readable: [String]
  /// What commands may do that others may not.
  package let allowed: Set<Allowance>
  /// Whether it is told which hosts commands ask for, also where they may reach none.
  package var tellsOfHosts = false
  /// Whether commands share the machine's network, as a setup may that the user lets.
  package var isOnline = false
  /// Whether commands may give files the bits setuid and setgid, as who unpacks a system has to. They have no power in the
  /// sandbox; whoever sets this sees to it that nobody else gets at the files before the bits are taken off again.
  package var allowsSetIDs = false
  /// Where commands see their workspace, and the project's own tools.
  package let surroundings: Surroundings
  /// The hosts that commands may reach, through a proxy; a command that is not confined reaches all there are.
  package let hosts: HostList
  /// What commands see besides their workspace.
  let scenery: Scenery
  /// Where commands have control groups; `nil` where a watcher keeps their limits.
  var groups = ControlGroups.own

  /// A sandbox whose workspaces lie below `directory`.
  ///
  /// - Parameters:
  ///   - allowed: What commands may do that others may not.
  ///   - hosts: The hosts that commands may reach.
  /// - Throws: ``SandboxError/noBubblewrap`` when it is wanted and not installed.
  package init(
    directory: String, readable: [String], isConfined: Bool, allowing allowed: Set<Allowance> = [],
    in surroundings: Surroundings = Surroundings(), reaching hosts: HostList = .none
  ) throws(SandboxError) {
    try self.init(
      directory: directory, readable: readable, isConfined: isConfined, allowing: allowed,
      in: surroundings, reaching: hosts,
      settings: surroundings.root.map { SystemSettings.of($0) }
        ?? (Sandbox.canChangeUser ? .others : .callers))
  }

  /// A sandbox whose commands see `settings` as the system's.
  init(
    directory: String, readable: [String], isConfined: Bool, allowing allowed: Set<Allowance> = [],
    in surroundings: Surroundings = Surroundings(), reaching hosts: HostList = .none,
    settings: SystemSettings
  ) throws(SandboxError) {
    self.hosts = hosts
    self.directory = directory
    self.readable = readable
    self.allowed = allowed
    self.surroundings = surroundings
    // Without a confinement commands see all there is.
    scenery = Scenery(
      readable: isConfined ? readable : [], interpreters: surroundings.interpreters,
      settings: settings, root: isConfined ? surroundings.root : nil)
    guard isConfined else {
      confinement = .none
      return
    }
    guard let program = Bubblewrap.path() else { throw .noBubblewrap }
    confinement = .bubblewrap(program: program)
  }

  /// The user who has to own a workspace: `nil` when it is the caller.
  package var owner: UInt32? {
    confinement != .none && Sandbox.canChangeUser ? Sandbox.unprivilegedUser : nil
  }

  /// Whether the caller is root, and the unprivileged user exists in its user namespace: in a rootless
  /// container it may not, and root there is none outside.
  private static let canChangeUser: Bool = {
    guard geteuid() == 0, firstLine(of: "/proc/self/setgroups") != "deny" else { return false }
    return lines(of: "/proc/self/uid_map").contains { line in
      let numbers = line.split(separator: " ").compactMap { UInt64($0) }
      guard numbers.count == 3 else { return false }
      return (numbers[0]..<(numbers[0] + numbers[2])).contains(UInt64(unprivilegedUser))
    }
  }()

  private static func firstLine(of path: String) -> Substring? { lines(of: path).first }

  private static func lines(of path: String) -> [Substring] {
    FileReading.text(of: path).split(separator: "\n")
  }

  /// The program and arguments of bubblewrap that would run `command` in `folder`, without a filter of system calls and
  /// without any network; empty without it.
  package func bubblewrapArguments(for command: Command, in folder: String) -> [String] {
    guard confinement != .none else { return [] }
    return Bubblewrap.arguments(
      for: command, Mounts(showing: folder), in: scenery, surroundings, given: .none,
      isReaching: false)
  }

  /// The filter of system calls that commands are under.
  var filter: [UInt8] {
    get throws(SandboxError) {
      try SystemCallFilter.program(allowing: allowed, allowsSetIDs: allowsSetIDs)
    }
  }

  /// Where a command sees the folder that ``Command/report`` names: always the same place in a
  /// confinement, the folder itself without one.
  package func reportPath(of folder: String) -> String {
    if confinement != .none { return Bubblewrap.report }
    return folder.hasPrefix("/") ? folder : "\(directory)/\(folder)"
  }

  /// Runs one command and waits until all its processes are dead.
  ///
  /// - Parameter hear: Is told each line that it prints, as it is printed, from another thread; the last one when
  ///   it has ended.
  /// - Throws: ``SandboxError`` when it could not be started, or ``SandboxError/cancelled``; no
  ///   process of it is left then. A command that fails or passes a limit is a result.
  package func run(
    _ command: Command, in root: Root, hear: (@Sendable (String) -> Void)? = nil
  ) async throws(SandboxError) -> CommandResult {
    let cancellation = CancellationFlag()
    let result: Result<CommandResult, SandboxError> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
          continuation.resume(
            returning: Result { () throws(SandboxError) in
              try carryOut(command, in: root, unless: cancellation, hear)
            })
        }
      }
    } onCancel: {
      cancellation.request()
    }
    var ended = try result.get()
    ended.output.head = surroundings.generic(ended.output.head)
    ended.output.tail = surroundings.generic(ended.output.tail)
    return ended
  }

  /// How often a sandbox is set up where what is mounted was put anew, or went, meanwhile.
  private static let setups = 4

  /// Whether bubblewrap's `words` say that what it mounts, or mounts over, is not there any more.
  private static func hasGone(by words: String) -> Bool {
    words.hasPrefix("bwrap: Can't bind mount /bindfile")
      || words.hasPrefix("bwrap: Can't bind mount ") && words.contains("No such file or directory")
  }

  /// Runs the command. Where a file of the system's is put anew or goes just while the sandbox is set up, as when somebody
  /// adds a user, bubblewrap cannot mount it, or over it: the command has not begun then, and it is tried again.
  private func carryOut(
    _ command: Command, in root: Root, unless cancellation: CancellationFlag,
    _ hear: (@Sendable (String) -> Void)?
  ) throws(SandboxError) -> CommandResult {
    for _ in 1..<Sandbox.setups {
      do {
        return try Supervision(of: command, in: root, by: self).wait(unless: cancellation, hear)
      } catch .notConfined(let words, nil) where Sandbox.hasGone(by: words) { continue }
    }
    return try Supervision(of: command, in: root, by: self).wait(unless: cancellation, hear)
  }
}
