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

  /// What fails where a process may not be put into its control group.
  static let joining = "putting a command into a control group"

  /// What a command reads and writes.
  struct Descriptors {
    let input: Int32
    let output: Int32
    /// Where bubblewrap writes how it went; `nil` for nowhere.
    let status: Int32?
  }

  /// Starts it and returns the process's id.
  ///
  /// - Parameters:
  ///   - group: The control group it is started in; `nil` for our own.
  ///   - channel: Over which the socket is handed that listens in its network; `nil` for a command without one.
  ///   - watch: Is put on its directories, where it is given.
  func spawn(
    _ streams: Descriptors, _ group: ControlGroup?, _ channel: Int32?, _ watch: Watch?
  ) throws(SandboxError) -> pid_t {
    let status = streams.status
    var what = colleague_start()
    what.input = streams.input
    what.output = streams.output
    what.group = group?.entrance ?? 0
    what.channel = channel ?? 0
    what.port = ProxyPort.number
    let (files, given) = try files(hasStatus: status != nil)
    defer { files.close() }
    let descriptors = files.descriptors + [status].compactMap(\.self)
    let mounts = Mounts(for: command, in: root, by: sandbox)
    switch sandbox.confinement {
    case .bubblewrap(let program):
      let arguments = Bubblewrap.arguments(
        for: command, mounts, in: sandbox.scenery, sandbox.surroundings, given: given,
        isReaching: channel != nil, isOnline: sandbox.isOnline)
      return try spawn(program, arguments, [], mounts, descriptors, what, watch)
    case .none:
      var variables = Bubblewrap.variables(
        of: command, readable: ["/"], in: sandbox.surroundings)
      if let home = mounts.home {
        variables = variables.map { $0.name == "HOME" ? ("HOME", home) : $0 }
      }
      let place = "/proc/self/fd/\(given.script ?? 0)"
      let arguments = ["/usr/bin/env", "--"] + command.arguments(readingScriptAt: place)
      return try spawn(
        "/usr/bin/env", arguments, variables.map { "\($0.name)=\($0.value)" }, mounts, descriptors,
        what, watch)
    }
  }

  /// What is read through descriptors, and by which numbers.
  private func files(
    hasStatus: Bool
  ) throws(SandboxError) -> (MemoryFiles, GivenNumbers) {
    let isConfined = sandbox.confinement != .none
    let settings = isConfined ? sandbox.scenery.settings.replaced : []
    let filter = isConfined ? [try sandbox.filter] : []
    let script = command.script.map { [Array($0.utf8)] } ?? []
    let files = try MemoryFiles(settings.map { Array($0.text.utf8) } + filter + script)
    let numbers = GivenNumbers(
      settings, hasFilter: isConfined, hasScript: !script.isEmpty, hasStatus: hasStatus)
    return (files, numbers)
  }

  private func spawn(
    _ program: String, _ arguments: [String], _ environment: [String], _ mounts: Mounts,
    _ given: [Int32], _ what: colleague_start, _ watch: Watch?
  ) throws(SandboxError) -> pid_t {
    let argumentList = CStringList(arguments)
    let environmentList = CStringList(environment)
    let (overlays, staging) = (mounts.overlays, mounts.staging)
    let words = CStringList([
      program, mounts.directory, mounts.entered, staging?.path ?? "",
    ])
    let layers = CStringList(overlays.flatMap { [$0.options, $0.target, $0.below ?? ""] })
    let mounted = overlays.enumerated().map { number, overlay in
      colleague_overlay(
        options: layers[3 * number], target: layers[3 * number + 1],
        below: overlay.below == nil ? nil : layers[3 * number + 2])
    }
    let places = CStringList((staging?.binds ?? []).flatMap { [$0.source, $0.target] })
    let binds = (staging?.binds ?? []).enumerated().map { number, bind in
      colleague_bind(
        source: places[2 * number], target: places[2 * number + 1], spared: bind.isSpared ? 1 : 0)
    }
    var watchedPaths: [String] = []
    if let watch { watchedPaths = watch.paths(in: mounts) }
    let watched = CStringList(watchedPaths)
    var stage: Int32 = 0
    var what = what
    if let watch { watch.put(on: &what, watched) }
    what.program = words[0]
    what.arguments = argumentList.pointer
    what.environment = environmentList.pointer
    what.directory = words[1]
    what.become = sandbox.owner ?? 0
    what.overlay_count = Int32(mounted.count)
    what.mount_point = words[2]
    what.staging = staging == nil ? nil : words[3]
    what.processes = Int64(command.limits.processes)
    what.isolates = sandbox.confinement == .none ? 0 : 1
    what.forgets = 1
    what.file_bytes = Int64(command.limits.fileSize)
    let process = binds.withUnsafeBufferPointer { list in
      what.binds = list.baseAddress
      what.bind_count = Int32(list.count)
      return mounted.withUnsafeBufferPointer { overlays in
        what.overlays = overlays.baseAddress
        return given.withUnsafeBufferPointer { descriptors in
          what.given = descriptors.baseAddress
          what.given_count = Int32(descriptors.count)
          return colleague_spawn(&what, &stage)
        }
      }
    }
    let cause = errno
    if process >= 0 { return process }
    throw Start.error(cause, at: stage, of: program, in: mounts.directory)
  }

  private static func error(
    _ cause: Int32, at stage: Int32, of program: String, in directory: String
  ) -> SandboxError {
    switch colleague_spawn_stage(UInt32(stage)) {
    case COLLEAGUE_SPAWN_NAMESPACE:
      .noNamespaces(errno: cause, SandboxObstacle.here(String(cString: strerror(cause))))
    case COLLEAGUE_SPAWN_MOUNT: .noOverlay(errno: cause)
    case COLLEAGUE_SPAWN_BIND: .system(errno: cause, doing: "showing a command its folders")
    case COLLEAGUE_SPAWN_PROGRAM: .system(errno: cause, doing: "starting \(program)")
    case COLLEAGUE_SPAWN_LIMIT: .limited
    case COLLEAGUE_SPAWN_GROUP: .system(errno: cause, doing: joining)
    case COLLEAGUE_SPAWN_NETWORK: .system(errno: cause, doing: "opening a command's way out")
    case COLLEAGUE_SPAWN_KEYRING: .system(errno: cause, doing: "making a keyring for a command")
    case COLLEAGUE_SPAWN_DIRECTORY: .system(errno: cause, doing: "entering \(directory)")
    default: .system(errno: cause, doing: "starting a process (stage \(stage))")
    }
  }

  /// The folders, absolute, that the command writes to on the disk.
  var written: [String] {
    (root.written + [command.report].compactMap(\.self)).map(sandbox.absolute)
  }
}
