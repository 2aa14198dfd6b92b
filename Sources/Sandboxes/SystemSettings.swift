import Files
import Glibc
import Synchronization

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
  /// The root whose settings they are; `nil` for the machine's.
  private let root: SystemRoot?

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
  /// - Parameters:
  ///   - isCaller: Whether commands have the caller's own rights.
  ///   - root: The root that the folder is the settings of; `nil` for the machine's.
  init(of folder: String, isCaller: Bool, in root: SystemRoot? = nil) {
    self.folder = folder
    self.isCaller = isCaller
    self.root = root
    // Where a machine does not write its name down, nothing is lost.
    let replaced = SystemSettings.replaced { name in
      let path = "\(folder)/\(name)"
      return root.map { $0.text(of: "\(SystemSettings.place)/\(name)", limit: 1 << 20) }
        ?? FileReading.text(of: path, limit: 1 << 20)
    }.filter { own in
      own.name != "hostname" || SystemSettings.kind(of: "\(folder)/\(own.name)") == S_IFREG
    }
    self.replaced = replaced
    walk(folder)
    // The one that names the machine's servers comes in its place where there is a network.
    let put = replaced.map(\.name) + (root == nil ? [] : ["resolv.conf"])
    let isWhole = put.allSatisfy { SystemSettings.kind(of: "\(folder)/\($0)") == S_IFREG }
    if !isWhole {
      names = Entry.all(in: folder).map(\.name).sorted()
        .filter { root == nil || $0 != "resolv.conf" }
    }
  }

  /// What has been found of roots, by their folders: each is looked at once a process.
  private static let known = Mutex<[String: SystemSettings]>([:])

  /// The settings of another root, whose files may all be those of the user that commands run as.
  static func of(_ root: SystemRoot) -> SystemSettings {
    if let found = known.withLock({ $0[root.folder] }) { return found }
    // A link in its place may lead anywhere in the root.
    let place = root.resolved(SystemSettings.place) ?? SystemSettings.place
    let found = SystemSettings(of: root.folder + place, isCaller: true, in: root)
    known.withLock { $0[root.folder] = found }
    return found
  }

  /// Where commands see what is hidden.
  func place(of hidden: Hidden) -> String {
    if hidden.path.hasPrefix(folder + "/") {
      return SystemSettings.place + hidden.path.dropFirst(folder.count)
    }
    return root.map { String(hidden.path.dropFirst($0.folder.count)) } ?? hidden.path
  }

  /// Who the machine and the user are in the sandbox.
  ///
  /// - Parameter read: Gives the system's own file of a name.
  private static func replaced(_ read: (String) -> String) -> [Replaced] {
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
      Replaced(name: "passwd", text: others(in: read("passwd")) + account),
      Replaced(
        name: "group", text: others(in: read("group")) + "\(Bubblewrap.host):x:\(user):\n"),
    ]
  }

  /// The lines of a file of accounts that are not about the sandbox's own number.
  private static func others(in text: String) -> String {
    text.split(separator: "\n").filter { line in
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      return fields.count > 2 && fields[2] != "\(Bubblewrap.user)"
    }.map { $0 + "\n" }.joined()
  }

  private mutating func walk(_ folder: String) {
    for entry in Entry.all(in: folder) {
      let path = "\(folder)/\(entry.name)"
      switch entry.kind {
      case S_IFLNK:
        let isSecret = SecretName.isFile(entry.name) || SecretName.isFolder(entry.name)
        if isSecret || isResolver(path) { hideTarget(of: path) }
      case S_IFDIR:
        if SecretName.isFolder(entry.name) || isPrivate(path, 0o5) {
          hide(path, isFolder: true)
        } else {
          walk(path)
        }
      default:
        let isOurs = folder == self.folder && replaced.contains { $0.name == entry.name }
        if isOurs { continue }
        if SecretName.isFile(entry.name) || isResolver(path) || isPrivate(path, 0o4) {
          hide(path, isFolder: false)
        }
      }
    }
  }

  /// Whether `path` tells of name servers: there is no network to reach them through.
  private func isResolver(_ path: String) -> Bool { path == "\(folder)/resolv.conf" }

  /// Whether not everybody has the rights in `bits`. Commands of another user than the caller are not shown
  /// such a file anyway.
  private func isPrivate(_ path: String, _ bits: mode_t) -> Bool {
    guard isCaller else { return false }
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & bits != bits
  }

  /// Whether a command could read `path` in any way.
  private func mayRead(_ path: String) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return false }
    if status.st_mode & 0o5 != 0 { return true }
    return isCaller && [R_OK, X_OK].contains { faccessat(AT_FDCWD, path, $0, AT_EACCESS) == 0 }
  }

  /// Hides what a link with a telling name leads to, where that would be seen.
  private mutating func hideTarget(of link: String) {
    guard let target = target(of: link) else { return }
    let kind = SystemSettings.kind(of: target)
    if kind == S_IFDIR || kind == S_IFREG { hide(target, isFolder: kind == S_IFDIR) }
  }

  /// What a link leads to, as a path outside; `nil` where commands do not see that.
  private func target(of link: String) -> String? {
    guard let root else {
      return realPath(link).flatMap { target in
        (Bubblewrap.system + [folder]).contains { target.hasPrefix($0 + "/") } ? target : nil
      }
    }
    let own = SystemSettings.place + link.dropFirst(folder.count)
    return root.resolved(own).flatMap { target in
      target == "/" || RootScene.isOwn(target) ? nil : root.folder + target
    }
  }

  private mutating func hide(_ path: String, isFolder: Bool) {
    let one = Hidden(path: path, isFolder: isFolder)
    if mayRead(path), !hidden.contains(one) { hidden.append(one) }
  }

  /// What `path` itself is, a link not followed; zero when there is none.
  static func kind(of path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  /// What `path` leads to is, a file or a folder; zero when it leads nowhere.
  static func kind(ofFileAt path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }
}

/// What lies in a folder.
struct Entry {
  let name: String
  /// `S_IFREG`, `S_IFDIR`, `S_IFLNK` or another; a link is not followed.
  let kind: mode_t

  /// All of them in no order; none when the folder cannot be read.
  static func all(in folder: String) -> [Entry] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var entries: [Entry] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { text in
        text.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      // Some file systems do not say.
      let kind =
        entry.pointee.d_type == UInt8(DT_UNKNOWN)
        ? SystemSettings.kind(of: "\(folder)/\(name)") : mode_t(entry.pointee.d_type) << 12
      entries.append(Entry(name: name, kind: kind))
    }
    return entries
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
  private static let words: Set = [
    "credential", "credentials", "gshadow", "key", "keys", "keytab", "keytabs", "secret", "secrets",
    "shadow", "sudoers", "token", "tokens",
  ]

  /// Whether a file of this name is hidden.
  static func isFile(_ name: String) -> Bool {
    let bare = bare(name)
    return files.contains(bare) || hasWord(bare)
      || bare != "passwd" && (strstr(bare, "password") != nil || strstr(bare, "passwd") != nil)
  }

  /// Whether a folder of this name is hidden with all that is in it.
  static func isFolder(_ name: String) -> Bool {
    let bare = bare(name)
    return folders.contains(bare) || hasWord(bare)
  }

  private static func bare(_ name: String) -> String {
    let plain = name.lowercased()
    return plain.hasPrefix(".") ? String(plain.dropFirst()) : plain
  }

  /// Whether one of the words stands in `name` by itself.
  ///
  /// There are a thousand names before the first command runs, so bytes are looked at.
  private static func hasWord(_ name: String) -> Bool {
    name.utf8.split { byte in
      switch byte {
      case 0x30...0x39, 0x61...0x7a, 0x80...: false
      default: true
      }
    }.contains { words.contains(String(decoding: $0, as: UTF8.self)) }
  }
}
