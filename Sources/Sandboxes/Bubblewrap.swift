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
  static let links = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]

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
    // It names the user's keys to whoever has the user's number.
    if exists("/proc/keys") { arguments += ["--dev-bind", "/dev/null", "/proc/keys"] }
    arguments += shown(mounts, in: scenery, surroundings, given.settings, isOnline: isOnline)
    // A home that is kept between commands has its links already: a second one is an error.
    for link in mounts.home == nil ? scenery.homeLinks : [] {
      arguments += ["--symlink", link.target, link.path]
    }
    if let folder = mounts.report { arguments += ["--bind", folder, report] }
    if let file = given.script { arguments += ["--ro-bind-data", String(file), script] }
    let place = surroundings.place
    arguments += ["--bind", mounts.workspace, place, "--chdir", place]
    // What is kept of output calls it so, wherever it is.
    let standard = Surroundings.standardPlace
    let alias = surroundings.alias
    let isBelow = [place, alias ?? ""].contains { ($0 + "/").hasPrefix(standard + "/") }
    if !isBelow { arguments += ["--symlink", place, standard] }
    if let alias { arguments += ["--symlink", place, alias] }
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

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The folders of the caller's `PATH` that commands can see, then the usual ones; in another root those of its own.
  static func path(readable: [String], in root: SystemRoot? = nil) -> String {
    let system = root == nil ? ["/usr/", "/opt/"] : []
    let visible = system + readable.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    let own = getenv("PATH").map { String(cString: $0) } ?? ""
    let usual = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]
    let standard = root?.programs ?? usual
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
      "PATH": (surroundings.programs + [path(readable: readable, in: surroundings.root)])
        .joined(separator: ":"),
      "HOME": home, "TMPDIR": "/tmp", "LANG": "C.UTF-8",
      "TERM": "dumb", "NO_COLOR": "1", "CI": "1", "PYTHONDONTWRITEBYTECODE": "1",
    ]
    variables.merge(surroundings.root?.environment ?? [:]) { _, given in given }
    variables.merge(surroundings.environment) { _, given in given }
    variables.merge(further) { _, given in given }
    variables.merge(command.environment) { _, given in given }
    return variables.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
