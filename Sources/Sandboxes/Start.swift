import CLinux
import Glibc
import Processes

/// How one command is started: its program, arguments and surroundings.
struct Start {
  private let command: Command
  private let root: Root
  private let sandbox: Sandbox

  init(_ command: Command, _ root: Root, _ sandbox: Sandbox) {
    self.command = command
    self.root = root
    self.sandbox = sandbox
  }

  /// Starts it and returns the process's id.
  ///
  /// - Parameter watch: Is put on the workspace's directories, where it is given.
  func spawn(
    input: Int32, output: Int32, watchedBy watch: Watch?
  ) throws(SandboxError) -> pid_t {
    let scenery = sandbox.scenery
    let mountPoint = Staging.mountPoint(
      apartFrom: scenery.readable + scenery.installations.shown
        + [sandbox.directory, folder(overlaidAt: ""), absolute(command.report ?? "")])
    var overlay: String?
    if case .overlay(let lowers, let upper, let work) = root {
      overlay =
        "userxattr,lowerdir=\(lowers.joined(separator: ":")),upperdir=\(upper),workdir=\(work)"
    }
    switch sandbox.confinement {
    case .bubblewrap(let program):
      // The unprivileged user of a root caller may not be let through the folders above.
      var staging = sandbox.owner.map { _ in Staging(at: mountPoint) }
      let folder = folder(overlaidAt: staging?.workspace ?? mountPoint)
      if case .folder(let path) = root { _ = staging?.show(relative(path), as: "workspace") }
      let report = command.report.map { staging?.show(relative($0), as: "report") ?? absolute($0) }
      let staged = staging?.show(scenery.installations.shown + scenery.readable)
      let texts = try Texts(scenery.settings.replaced)
      let arguments = Bubblewrap.arguments(
        for: command, root: staging?.workspace ?? folder, report: report, in: scenery,
        staged: staged, texts: texts.numbers)
      return try spawn(
        program, arguments, [], sandbox.directory, overlay, staging?.workspace ?? mountPoint,
        staging, texts.descriptors, input, output, watch,
        below: staging?.workspace ?? folder)
    case .none:
      let variables = Bubblewrap.variables(of: command, readable: ["/"])
        .map { "\($0.name)=\($0.value)" }
      let arguments = ["/usr/bin/env", "--"] + command.arguments
      let folder = folder(overlaidAt: mountPoint)
      return try spawn(
        "/usr/bin/env", arguments, variables, overlay == nil ? folder : sandbox.directory, overlay,
        mountPoint, nil, [], input, output, watch, below: folder)
    }
  }

  /// The folder the command works in, absolute.
  private func folder(overlaidAt place: String) -> String {
    switch root {
    case .folder(let path): absolute(path)
    case .overlay: place
    }
  }

  /// A path as it is looked up in the sandbox's directory, above which nobody but root may get.
  private func relative(_ path: String) -> String {
    path.hasPrefix(sandbox.directory + "/")
      ? String(path.dropFirst(sandbox.directory.count + 1)) : path
  }

  private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(sandbox.directory)/\(path)"
  }

  private func spawn(
    _ program: String, _ arguments: [String], _ environment: [String], _ directory: String,
    _ overlay: String?, _ mountPoint: String, _ staging: Staging?, _ given: [Int32],
    _ input: Int32, _ output: Int32, _ watch: Watch?, below root: String
  ) throws(SandboxError) -> pid_t {
    let argumentList = CStringList(arguments)
    let environmentList = CStringList(environment)
    let words = CStringList([program, directory, overlay ?? "", mountPoint, staging?.path ?? ""])
    let places = CStringList((staging?.binds ?? []).flatMap { [$0.source, $0.target] })
    let binds = (staging?.binds ?? []).enumerated().map { number, bind in
      colleague_bind(
        source: places[2 * number], target: places[2 * number + 1], spared: bind.isSpared ? 1 : 0)
    }
    var watchedPaths: [String] = []
    if let watch { watchedPaths = watch.paths(below: root) }
    let watched = CStringList(watchedPaths)
    var stage: Int32 = 0
    var what = colleague_start()
    if let watch { watch.put(on: &what, watched) }
    what.program = words[0]
    what.arguments = argumentList.pointer
    what.environment = environmentList.pointer
    what.directory = words[1]
    what.input = input
    what.output = output
    what.become = sandbox.owner ?? 0
    what.overlay = overlay == nil ? nil : words[2]
    what.mount_point = words[3]
    what.staging = staging == nil ? nil : words[4]
    // Counted in a user namespace of the command's own, so that the user's other processes do not count;
    // without one the limit would count them, and is left to the memory's.
    what.processes = overlay == nil && staging == nil ? 0 : Int64(command.limits.processes)
    what.file_bytes = Int64(command.limits.fileSize)
    let process = binds.withUnsafeBufferPointer { list in
      what.binds = list.baseAddress
      what.bind_count = Int32(list.count)
      return given.withUnsafeBufferPointer { descriptors in
        what.given = descriptors.baseAddress
        what.given_count = Int32(descriptors.count)
        return colleague_spawn(&what, &stage)
      }
    }
    guard process < 0 else { return process }
    switch colleague_spawn_stage(UInt32(stage)) {
    case COLLEAGUE_SPAWN_NAMESPACE: throw .noNamespaces(errno: errno)
    case COLLEAGUE_SPAWN_MOUNT: throw .noOverlay(errno: errno)
    case COLLEAGUE_SPAWN_BIND: throw .system(errno: errno, doing: "showing a command its folders")
    case COLLEAGUE_SPAWN_PROGRAM: throw .system(errno: errno, doing: "starting \(program)")
    case COLLEAGUE_SPAWN_LIMIT: throw .limited
    case COLLEAGUE_SPAWN_DIRECTORY: throw .system(errno: errno, doing: "entering \(directory)")
    default: throw .system(errno: errno, doing: "starting a process (stage \(stage))")
    }
  }
}
