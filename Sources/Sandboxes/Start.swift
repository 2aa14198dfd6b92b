import CLinux
import Glibc

/// How one command is started: its program, arguments and surroundings.
struct Start {
  private let command: Command
  private let root: Root
  private let sandbox: Sandbox
  /// Where the workspace is mounted in the command's own namespace: a folder every system has.
  private static let mountPoint = "/mnt"

  init(_ command: Command, _ root: Root, _ sandbox: Sandbox) {
    self.command = command
    self.root = root
    self.sandbox = sandbox
  }

  /// Starts it and returns the process's id.
  func spawn(input: Int32, output: Int32) throws(SandboxError) -> pid_t {
    let folder: String
    var overlay: String?
    switch root {
    case .folder(let path): folder = path.hasPrefix("/") ? path : "\(sandbox.directory)/\(path)"
    case .overlay(let lowers, let upper, let work):
      overlay =
        "userxattr,lowerdir=\(lowers.joined(separator: ":")),upperdir=\(upper),workdir=\(work)"
      folder = Start.mountPoint
    }
    switch sandbox.confinement {
    case .bubblewrap(let program):
      // The unprivileged user of a root caller may not be let through the folders above.
      let binds = overlay == nil && sandbox.owner != nil
      let arguments = Bubblewrap.arguments(
        for: command, root: binds ? Start.mountPoint : folder, readable: sandbox.readable)
      return try spawn(
        program, arguments, [], binds ? folder : sandbox.directory, overlay, binds, input, output)
    case .none:
      let variables = Bubblewrap.variables(of: command, readable: ["/"])
        .map { "\($0.name)=\($0.value)" }
      let arguments = ["/usr/bin/env", "--"] + command.arguments
      return try spawn(
        "/usr/bin/env", arguments, variables, overlay == nil ? folder : sandbox.directory, overlay,
        false, input, output)
    }
  }

  private func spawn(
    _ program: String, _ arguments: [String], _ environment: [String], _ directory: String,
    _ overlay: String?, _ binds: Bool, _ input: Int32, _ output: Int32
  ) throws(SandboxError) -> pid_t {
    let argumentList = CStringList(arguments)
    let environmentList = CStringList(environment)
    let words = CStringList([program, directory, overlay ?? "", Start.mountPoint])
    var stage: Int32 = 0
    var what = colleague_start()
    what.program = words[0]
    what.arguments = argumentList.pointer
    what.environment = environmentList.pointer
    what.directory = words[1]
    what.input = input
    what.output = output
    what.become = sandbox.owner ?? 0
    what.overlay = overlay == nil ? nil : words[2]
    what.binds = binds ? 1 : 0
    what.mount_point = words[3]
    // Counted in a user namespace of the command's own, so that the user's other processes do not count;
    // without one the limit would count them, and is left to the memory's.
    what.processes = overlay == nil && !binds ? 0 : Int64(command.limits.processes)
    what.file_bytes = Int64(command.limits.fileSize)
    let process = colleague_spawn(&what, &stage)
    guard process < 0 else { return process }
    switch colleague_spawn_stage(UInt32(stage)) {
    case COLLEAGUE_SPAWN_NAMESPACE: throw .noNamespaces(errno: errno)
    case COLLEAGUE_SPAWN_MOUNT: throw .noOverlay(errno: errno)
    case COLLEAGUE_SPAWN_PROGRAM: throw .system(errno: errno, doing: "starting \(program)")
    case COLLEAGUE_SPAWN_LIMIT: throw .limited
    case COLLEAGUE_SPAWN_DIRECTORY: throw .system(errno: errno, doing: "entering \(directory)")
    default: throw .system(errno: errno, doing: "starting a process (stage \(stage))")
    }
  }
}
