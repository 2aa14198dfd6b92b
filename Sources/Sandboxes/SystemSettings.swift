import Glibc

/// What commands see of the system's folder of settings: all that any user may read, less what is secret.
///
/// A command that the caller runs could read what only the caller may; such files are hidden too. The
/// folder is walked once, which takes milliseconds for a thousand files.
struct SystemSettings: Hashable, Sendable {
  /// The folder, shown as `/etc`.
  let folder: String
  /// What lies in it and is hidden, as paths outside; links are resolved.
  private(set) var hidden: [Hidden] = []
  /// The names at its top, where it cannot be shown as a whole; else `nil`.
  private(set) var names: [String]?
  /// Files that a command sees in place of the system's.
  let replaced: [Replaced]
  private let isCaller: Bool

  /// Something that a command sees empty.
  struct Hidden: Hashable, Sendable {
    let path: String
    let isFolder: Bool
  }

  /// A file of our own at the top of the folder.
  struct Replaced: Hashable, Sendable {
    let name: String
    let text: String
  }

  /// Where commands see it.
  static let place = "/etc"
  /// The machine's settings, for commands of the caller's and of the unprivileged user.
  static let callers = SystemSettings(of: place, isCaller: true)
  static let others = SystemSettings(of: place, isCaller: false)

  /// Looks through `folder`.
  ///
  /// - Parameter isCaller: Whether commands have the caller's own rights.
  init(of folder: String, isCaller: Bool) {
    self.folder = folder
    self.isCaller = isCaller
    let replaced = SystemSettings.replaced(in: folder)
    self.replaced = replaced
    walk(folder)
    let isWhole = replaced.allSatisfy { SystemSettings.kind(of: "\(folder)/\($0.name)") == S_IFREG }
    if !isWhole { names = SystemSettings.names(in: folder) }
  }

  /// Who the machine and the user are in the sandbox.
  private static func replaced(in folder: String) -> [Replaced] {
    let hosts = """
      127.0.0.1\tlocalhost
      127.0.0.1\t\(Bubblewrap.host)
      ::1\tlocalhost ip6-localhost ip6-loopback
      ::1\t\(Bubblewrap.host)

      """
    let user = Bubblewrap.user
    let account = "\(Bubblewrap.host):x:\(user):\(user)::\(Bubblewrap.home):/bin/sh\n"
    return [
      Replaced(name: "hosts", text: hosts),
      Replaced(name: "hostname", text: Bubblewrap.host + "\n"),
      Replaced(name: "passwd", text: others(in: "\(folder)/passwd") + account),
      Replaced(
        name: "group", text: others(in: "\(folder)/group") + "\(Bubblewrap.host):x:\(user):\n"),
    ]
  }

  /// The lines of a file of accounts that are not about the sandbox's own number.
  private static func others(in path: String) -> String {
    contents(of: path).split(separator: "\n").filter { line in
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      return fields.count > 2 && fields[2] != "\(Bubblewrap.user)"
    }.map { $0 + "\n" }.joined()
  }

  private mutating func walk(_ folder: String) {
    for name in SystemSettings.names(in: folder) {
      let path = "\(folder)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      let isOurs = folder == self.folder && replaced.contains { $0.name == name }
      switch status.st_mode & S_IFMT {
      case S_IFLNK:
        if SecretName.isFile(name) || SecretName.isFolder(name) || isResolver(path) {
          hideTarget(of: path)
        }
      case S_IFDIR:
        if SecretName.isFolder(name) || status.st_mode & 0o5 != 0o5 {
          if mayRead(path, status.st_mode, 0o5) { hide(path, isFolder: true) }
        } else {
          walk(path)
        }
      default:
        if isOurs { continue }
        let isSecret = SecretName.isFile(name) || isResolver(path) || status.st_mode & 0o4 == 0
        if isSecret, mayRead(path, status.st_mode, 0o4) { hide(path, isFolder: false) }
      }
    }
  }

  /// Whether `path` tells of name servers: there is no network to reach them through.
  private func isResolver(_ path: String) -> Bool { path == "\(folder)/resolv.conf" }

  /// Whether a command could read `path` in any way.
  private func mayRead(_ path: String, _ mode: mode_t, _ bits: mode_t) -> Bool {
    if mode & bits != 0 { return true }
    guard isCaller else { return false }
    return [R_OK, X_OK].contains { faccessat(AT_FDCWD, path, $0, AT_EACCESS) == 0 }
  }

  /// Hides what a link with a telling name leads to, where that would be seen.
  private mutating func hideTarget(of link: String) {
    guard let target = SystemSettings.resolved(link),
      (Bubblewrap.system + [folder]).contains(where: { target.hasPrefix($0 + "/") })
    else { return }
    let kind = SystemSettings.kind(of: target)
    if kind == S_IFDIR || kind == S_IFREG { hide(target, isFolder: kind == S_IFDIR) }
  }

  private mutating func hide(_ path: String, isFolder: Bool) {
    let one = Hidden(path: path, isFolder: isFolder)
    if !hidden.contains(one) { hidden.append(one) }
  }

  /// The path without links; `nil` when it leads nowhere.
  static func resolved(_ path: String) -> String? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }

  /// What `path` itself is, a link not followed; zero when there is none.
  static func kind(of path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  /// The names in a folder, sorted; empty when it cannot be read.
  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { text in
        text.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func contents(of path: String) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = piece.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
      guard count > 0, bytes.count < 1 << 20 else { break }
      bytes += piece[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Which names of settings speak of secrets, or of accounts with others.
enum SecretName {
  private static let files: Set = [
    "auth.conf", "auth.json", "dockercfg", "environment", "fstab", "git-credentials", "gitconfig",
    "htpasswd", "k3s.yaml", "kubeconfig", "netrc", "npmrc", "opasswd", "pgpass", "pip.conf",
    "pypirc", "yarnrc",
  ]
  private static let folders: Set = [
    "auth.conf.d", "credstore", "credstore.encrypted", "docker", "environment.d", "kubernetes",
    "letsencrypt", "openvpn", "private", "sudoers.d", "system-connections", "wireguard",
  ]
  private static let words: Set<Substring> = [
    "credential", "credentials", "gshadow", "key", "keys", "keytab", "keytabs", "secret", "secrets",
    "shadow", "sudoers", "token", "tokens",
  ]

  /// Whether a file of this name is hidden.
  static func isFile(_ name: String) -> Bool {
    let plain = name.lowercased()
    let bare = plain.hasPrefix(".") ? String(plain.dropFirst()) : plain
    if files.contains(bare) || hasWord(bare) { return true }
    return bare.contains("password") || bare.contains("passwd") && bare != "passwd"
  }

  /// Whether a folder of this name is hidden with all that is in it.
  static func isFolder(_ name: String) -> Bool {
    let plain = name.lowercased()
    let bare = plain.hasPrefix(".") ? String(plain.dropFirst()) : plain
    return folders.contains(bare) || hasWord(bare)
  }

  private static func hasWord(_ name: String) -> Bool {
    name.split { !$0.isLetter && !$0.isNumber }.contains { words.contains($0) }
  }
}
