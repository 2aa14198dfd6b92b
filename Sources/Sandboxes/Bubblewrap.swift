import Glibc

/// The arguments of bubblewrap for one command.
struct Bubblewrap {
  /// The home of a command: in memory, gone afterwards, but for what a root adds to it.
  static let home = "/tmp/home"

  /// The folder for caches in the home of a command.
  static let caches = home + "/.cache"

  /// Where a command's folder for reports is in the sandbox.
  static let report = "/run/colleague-report"
  /// Where a command's script is in the sandbox.
  static let script = "/run/colleague-script"

  /// The folders in memory that a command may write to, with their sizes in bytes.
  static let volumes = [
    (path: "/tmp", size: 1 << 30), (path: "/dev/shm", size: 512 << 20),
    (path: "/run", size: 64 << 20),
  ]

  /// The name of the machine in the sandbox, and of the user.
  static let host = "colleague"
  /// The number of the user and of its group in the sandbox.
  static let user = 1000

  /// The system's programs and libraries, which every command may read.
  static let system = ["/usr", "/opt"]
  /// What is kept elsewhere of the compilers and libraries that a system installs.
  static let databases = ["ghc", "gems", "haskell", "ocaml", "dpkg", "texmf"].map {
    "/var/lib/" + $0
  }
  private static let links = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]

  /// The path of the program, looked for where systems keep it, then in the absolute folders of
  /// `PATH`: a relative one could lie in a project.
  static func path() -> String? {
    let own = getenv("PATH").map { String(cString: $0) } ?? ""
    let folders = own.split(separator: ":").filter { $0.hasPrefix("/") }.map(String.init)
    return (["/usr/bin", "/usr/local/bin", "/bin"] + folders).map { $0 + "/bwrap" }
      .first { access($0, X_OK) == 0 }
  }

  /// The arguments that run `command` with the workspace of `mounts` where the surroundings have it.
  ///
  /// - Parameters:
  ///   - given: The descriptors from which settings, filters and the command's script are read.
  ///   - isReaching: Whether bubblewrap is started in a network of its own, in which a proxy listens.
  ///   - isOnline: Whether the command shares the machine's network.
  static func arguments(
    for command: Command, _ mounts: Mounts, in scenery: Scenery, _ surroundings: Surroundings,
    given: GivenNumbers, isReaching: Bool, isOnline: Bool = false
  ) -> [String] {
    var arguments = [
      "bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--cap-drop", "ALL",
      "--die-with-parent", "--new-session", "--clearenv", "--hostname", host,
      "--uid", String(user), "--gid", String(user),
      "--proc", "/proc", "--dev", "/dev",
    ]
    if isReaching || isOnline { arguments.append("--share-net") }
    for volume in volumes {
      arguments += ["--size", String(volume.size), "--perms", "1777", "--tmpfs", volume.path]
    }
    arguments += mounts.home.map { ["--bind", $0, home] } ?? ["--dir", home]
    if let caches = mounts.caches { arguments += ["--bind", caches, Bubblewrap.caches] }
    // No workspace can stand below a link.
    arguments +=
      surroundings.place.hasPrefix("/var/tmp/")
      ? ["--size", String(64 << 20), "--perms", "1777", "--tmpfs", "/var/tmp"]
      : ["--symlink", "/tmp", "/var/tmp"]
    // It names the user's keys to whoever has the user's number.
    if exists("/proc/keys") { arguments += ["--dev-bind", "/dev/null", "/proc/keys"] }
    for path in system where exists(path) { arguments += ["--ro-bind", path, path] }
    for path in links { arguments += linked(path) }
    for path in databases where exists(path) { arguments += ["--ro-bind-try", path, path] }
    arguments += configured(by: scenery.settings, given.settings)
    if isOnline { arguments += resolver() }
    for path in scenery.installations.shown + scenery.readable {
      guard let staged = mounts.staged else {
        arguments += ["--ro-bind-try", path, path]
        continue
      }
      if let source = staged[path] { arguments += ["--ro-bind", source, path] }
    }
    for link in scenery.installations.links { arguments += ["--symlink", link.target, link.path] }
    for link in scenery.homeLinks {
      // A link in a home that lasts would be in the way of the next command's.
      arguments +=
        mounts.home == nil
        ? ["--symlink", link.target, link.path]
        : ["--ro-bind-try", mounts.staged?[link.target] ?? link.target, link.path]
    }
    if let folder = mounts.report { arguments += ["--bind", folder, report] }
    if let file = given.script { arguments += ["--ro-bind-data", String(file), script] }
    let place = surroundings.place
    arguments += ["--bind", mounts.workspace, place, "--chdir", place]
    // What is kept of output calls it so, wherever it is.
    if !(place + "/").hasPrefix(Surroundings.standardPlace + "/") {
      arguments += ["--symlink", place, Surroundings.standardPlace]
    }
    // What is left to write to has a size.
    arguments += ["--remount-ro", "/dev", "--remount-ro", "/"]
    if let file = given.status { arguments += ["--json-status-fd", String(file)] }
    if let file = given.filter { arguments += ["--seccomp", String(file)] }
    let ofNetwork = isReaching ? ProxyPort.variables : [:]
    for (name, value) in variables(
      of: command, readable: scenery.readable, in: surroundings, and: ofNetwork)
    {
      arguments += ["--setenv", name, value]
    }
    return arguments + ["--"] + command.arguments(readingScriptAt: script)
  }

  /// Shows the system's settings.
  private static func configured(by settings: SystemSettings, _ texts: [String: Int]) -> [String] {
    var arguments: [String] = []
    let place = SystemSettings.place
    if let names = settings.names {
      let ours = settings.replaced.map(\.name)
      for name in names where !ours.contains(name) || texts[name] == nil {
        arguments += shown("\(settings.folder)/\(name)", as: "\(place)/\(name)")
      }
    } else {
      arguments += ["--ro-bind", settings.folder, place]
    }
    // Bubblewrap cannot hide what has gone since.
    for one in settings.hidden where SystemSettings.kind(of: one.path) != 0 {
      let path =
        one.path.hasPrefix(settings.folder + "/")
        ? place + one.path.dropFirst(settings.folder.count) : one.path
      arguments +=
        one.isFolder
        ? ["--size", "4096", "--tmpfs", path, "--remount-ro", path]
        : ["--dev-bind", "/dev/null", path]
    }
    for own in settings.replaced {
      guard let descriptor = texts[own.name] else { continue }
      arguments += [
        "--perms", "0644", "--ro-bind-data", String(descriptor), "\(place)/\(own.name)",
      ]
    }
    return arguments
  }

  /// Shows the file that names the machine's name servers, which is hidden where there is no network.
  private static func resolver() -> [String] {
    let path = SystemSettings.place + "/resolv.conf"
    guard let real = SystemSettings.resolved(path) else { return [] }
    return ["--ro-bind", real, SystemSettings.kind(of: path) == S_IFLNK ? real : path]
  }

  /// A link as it is, or a file or folder read-only.
  private static func shown(_ path: String, as place: String) -> [String] {
    guard let target = Installations.target(of: path) else {
      return ["--ro-bind-try", path, place]
    }
    return ["--symlink", target, place]
  }

  /// `/bin` and its like: the same link as outside, or the folder itself.
  private static func linked(_ path: String) -> [String] {
    exists(path) ? shown(path, as: path) : []
  }

  private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The folders of the caller's `PATH` that commands can see, then the usual ones.
  static func path(readable: [String]) -> String {
    let visible = ["/usr/", "/opt/"] + readable.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    let own = getenv("PATH").map { String(cString: $0) } ?? ""
    let standard = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]
    var path = own.split(separator: ":").map(String.init).filter { folder in
      visible.contains { (folder + "/").hasPrefix($0) }
    }
    path += standard.filter { !path.contains($0) }
    return path.joined(separator: ":")
  }

  /// The few variables a command gets: nothing of the caller's but the folders of `PATH` it can see.
  ///
  /// - Parameter further: Some more.
  static func variables(
    of command: Command, readable: [String], in surroundings: Surroundings,
    and further: [String: String] = [:]
  ) -> [(name: String, value: String)] {
    var variables = [
      "PATH": (surroundings.programs + [path(readable: readable)]).joined(separator: ":"),
      "HOME": home, "TMPDIR": "/tmp", "LANG": "C.UTF-8",
      "TERM": "dumb", "NO_COLOR": "1", "CI": "1", "PYTHONDONTWRITEBYTECODE": "1",
    ]
    variables.merge(surroundings.environment) { _, given in given }
    variables.merge(further) { _, given in given }
    variables.merge(command.environment) { _, given in given }
    return variables.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
