import Files
import Git
import Glibc
import Proxies
import Sandboxes
package import Vocabulary

/// How the environment of a project is set up: commands, and all that decides what comes of them.
package struct SetupPlan: Hashable, Sendable {
  /// The commands, in order.
  package let commands: [String]
  /// Further files that they read.
  package let inputs: [String]
  /// The variables that they get, with their values; nothing else does.
  package let variables: [String: String]
  /// What they may reach.
  package let network: SetupNetwork
  /// Seconds that each may take.
  package let seconds: Double

  /// The plan of `settings`; `nil` where nothing is to be set up.
  ///
  /// - Parameter variables: The caller's; of these the setup gets those that the settings name.
  package init?(_ settings: EnvironmentSettings, variables: [String: String]) {
    guard !settings.setup.isEmpty else { return nil }
    commands = settings.setup
    inputs = settings.setupInputs
    let given = settings.setupVariables.compactMap { name in variables[name].map { (name, $0) } }
    self.variables = Dictionary(given) { first, _ in first }
    network = settings.setupNetwork
    seconds = settings.setupSeconds
  }

  /// A sandbox for the commands, which may reach what no command of a run may.
  func sandbox(
    cache: String, readable: [String], isConfined: Bool, allowing allowed: Set<Sandbox.Allowance>,
    in environment: RunEnvironment
  ) throws(SandboxError) -> Sandbox {
    var hosts = (try? HostList([], setting: "colleague.setupNetwork")) ?? .none
    if case .hosts(let list) = network { hosts = list }
    var sandbox = try Sandbox(
      directory: cache, readable: readable + environment.readable, isConfined: isConfined,
      allowing: allowed, in: environment.surroundings, reaching: hosts)
    sandbox.isOnline = network == .full
    sandbox.tellsOfHosts = true
    return sandbox
  }

  /// What decides what comes of the commands besides the files they read: themselves, where they run, and the machine.
  ///
  /// The values of variables are left out: they are secrets, and change more often than what they open.
  func form(in environment: RunEnvironment) -> String {
    var lines = ["colleague setup 2", "place \(environment.surroundings.place)"]
    lines += commands.map { "command \($0.utf8.count) \($0)" }
    lines += inputs.map { "input \($0)" }
    lines += variables.keys.sorted().map { "variable \($0)" }
    lines += environment.carried.map { "carried \($0.path)" }
    lines += environment.readable.map { "readable \($0)" }
    lines += SetupPlan.machine(environment.root?.system)
    lines += environment.root.map { ["root \($0.identity)"] } ?? []
    lines += programs(environment.root?.system).map { "program \($0)" }
    return lines.joined(separator: "\n")
  }

  /// The machine's architecture and system; that of another root in its place.
  private static func machine(_ root: SystemRoot?) -> [String] {
    var name = utsname()
    uname(&name)
    let machine = withUnsafeBytes(of: name.machine) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    let text = root?.text(of: "/etc/os-release") ?? FileReading.text(of: "/etc/os-release")
    let release = text.split(separator: "\n")
      .filter { $0.hasPrefix("ID=") || $0.hasPrefix("VERSION_ID=") }
    return ["machine \(machine)"] + release.map(String.init)
  }

  /// The programs that the commands name, as they are now: what was set up by one version is nothing to another.
  private func programs(_ root: SystemRoot?) -> [String] {
    let folders = (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":")
    let words = commands.flatMap { $0.split { $0.isWhitespace || ";&|()".contains($0) } }
    return Set(words.filter { !$0.contains("/") && !$0.hasPrefix("-") }).sorted().compactMap {
      word in
      if let root {
        return root.program(String(word)).map { found in
          "\(found.path) \(found.status.st_size) \(found.status.st_mtim.tv_sec)"
        }
      }
      for folder in folders {
        guard let real = realPath("\(folder)/\(word)") else { continue }
        var status = stat()
        guard stat(real, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
        return "\(real) \(status.st_size) \(status.st_mtim.tv_sec)"
      }
      return nil
    }
  }
}

/// A setup layer that is whole: what the commands of a plan have put beside the tree, and into their home.
package struct SetupLayer: Hashable, Sendable {
  /// The layer's name: forty hexadecimal digits.
  package let name: String
  /// The layers of files, the uppermost first, relative to the cache.
  package let files: [String]
  /// The same of what lies in the home.
  package let homes: [String]
  /// The folder of what lies in submodules, relative to the cache.
  let modules: String
  /// The tree on which it was made, by whose files what it has built is up to date.
  package let tree: ObjectID

  /// What the commands have put into the submodule at `path`, relative to the cache, where there may be something.
  func additions(to path: String) -> String { "\(modules)/\(SetupLayer.name(of: path))" }

  /// A name for the folder of a submodule, whatever its path holds.
  static func name(of path: String) -> String {
    let content = ContentDigest()
    content.take(Array(path.utf8))
    return String(content.digits().prefix(40))
  }
}

/// Why nothing could be set up.
package enum SetupError: Error, Hashable {
  /// A command failed; `lines` are the last ones it has printed, `refused` the hosts that it asked for in vain, `listed` the
  /// ones that the settings let it reach.
  case failed(
    command: String, Observation.Ending, lines: [String], refused: [String], listed: [String] = [])
  /// Overlays cannot be mounted here, and without them nothing can be kept apart.
  case noOverlays
}
