import Glibc

/// The arguments of bubblewrap for one command.
struct Bubblewrap {
  /// Where the workspace is in the sandbox: always the same, so that traces, caches and candidates
  /// agree on paths.
  static let workspace = "/workspace"
  /// The home of a command: empty, in memory, gone afterwards.
  static let home = "/tmp/home"

  /// Where a command's folder for reports is in the sandbox.
  static let report = "/run/colleague-report"

  /// The system's files every command may read: programs, libraries, and the parts of `/etc` that
  /// name, link or configure them.
  private static let system = ["/usr", "/opt"]
  private static let links = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]
  private static let settings = [
    "/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
    "/etc/localtime", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/mime.types",
    "/etc/java-17-openjdk", "/etc/java-21-openjdk", "/etc/python3", "/etc/python3.11",
    "/etc/perl", "/etc/ssl/openssl.cnf", "/etc/protocols", "/etc/services", "/etc/timezone",
  ]

  /// The path of the program, looked for where systems keep it, then in the absolute folders of
  /// `PATH`: a relative one could lie in a project.
  static func path() -> String? {
    let own = getenv("PATH").map { String(cString: $0) } ?? ""
    let folders = own.split(separator: ":").filter { $0.hasPrefix("/") }.map(String.init)
    return (["/usr/bin", "/usr/local/bin", "/bin"] + folders).map { $0 + "/bwrap" }
      .first { access($0, X_OK) == 0 }
  }

  /// The arguments that run `command` with `root` as its workspace.
  ///
  /// - Parameters:
  ///   - root: The folder bound read-write at ``workspace``.
  ///   - report: The folder bound read-write at ``report``; `nil` for none.
  ///   - readable: Further paths bound read-only where they are; those that do not exist are left out.
  static func arguments(
    for command: Command, root: String, report: String?, readable: [String]
  ) -> [String] {
    var arguments = [
      "bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--cap-drop", "ALL",
      "--die-with-parent", "--new-session", "--clearenv", "--hostname", "colleague",
      "--uid", "1000", "--gid", "1000",
      "--proc", "/proc", "--dev", "/dev", "--size", String(1 << 30), "--tmpfs", "/tmp",
      "--dir", home, "--tmpfs", "/run", "--dir", "/var/tmp",
    ]
    for path in system where exists(path) { arguments += ["--ro-bind", path, path] }
    for path in links { arguments += linked(path) }
    for path in settings { arguments += ["--ro-bind-try", path, path] }
    for path in readable where path.hasPrefix("/") { arguments += ["--ro-bind-try", path, path] }
    if let report { arguments += ["--bind", report, Bubblewrap.report] }
    arguments += ["--bind", root, workspace, "--chdir", workspace]
    for (name, value) in variables(of: command, readable: readable) {
      arguments += ["--setenv", name, value]
    }
    return arguments + ["--"] + command.arguments
  }

  /// `/bin` and its like: the same link as outside, or the folder itself.
  private static func linked(_ path: String) -> [String] {
    var target = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &target, target.count - 1)
    guard count > 0 else { return exists(path) ? ["--ro-bind", path, path] : [] }
    let bytes = target[..<count].map { UInt8(bitPattern: $0) }
    return ["--symlink", String(decoding: bytes, as: UTF8.self), path]
  }

  private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The few variables a command gets: nothing of the caller's but the folders of `PATH` it can see.
  static func variables(
    of command: Command, readable: [String]
  ) -> [(name: String, value: String)] {
    let visible = ["/usr/", "/opt/"] + readable.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    let own = getenv("PATH").map { String(cString: $0) } ?? ""
    let standard = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]
    var path = own.split(separator: ":").map(String.init).filter { folder in
      visible.contains { (folder + "/").hasPrefix($0) }
    }
    path += standard.filter { !path.contains($0) }
    var variables = [
      "PATH": path.joined(separator: ":"), "HOME": home, "TMPDIR": "/tmp", "LANG": "C.UTF-8",
      "TERM": "dumb", "NO_COLOR": "1", "CI": "1", "PYTHONDONTWRITEBYTECODE": "1",
    ]
    variables.merge(command.environment) { _, given in given }
    return variables.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
