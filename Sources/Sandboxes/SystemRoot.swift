import CLinux
import Files
package import Glibc

/// Another file system than the machine's, in a folder, whose programs and settings commands see.
///
/// Everything is looked up in it as a command would: links that are absolute, or lead above it, stay in it (openat2(2),
/// `RESOLVE_IN_ROOT`).
package struct SystemRoot: Hashable, Sendable {
  /// The folder, absolute, without links.
  package let folder: String
  /// The folders of programs, in the order of `PATH`.
  package let programs: [String]
  /// Variables that its maker sets for programs in it.
  package let environment: [String: String]

  /// Where programs are looked for when its maker names no place.
  private static let standardPrograms = [
    "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
  ]
  /// What the sandbox decides, whatever the maker says.
  private static let decided: Set = [
    "PATH", "HOME", "TMPDIR", "TERM", "NO_COLOR", "CI", "PWD", "OLDPWD", "USER", "LOGNAME", "SHELL",
    "SHLVL", "HOSTNAME",
  ]

  /// The root in `folder`.
  ///
  /// - Parameter variables: What its maker sets. What the sandbox decides itself is left out, as is what has the name of a
  ///   secret, or of a proxy.
  package init(in folder: String, variables: [String: String] = [:]) {
    self.folder = folder
    let named = (variables["PATH"] ?? "").split(separator: ":").map(String.init)
      .filter { $0.hasPrefix("/") && !$0.utf8.contains(0) }
    programs = named.isEmpty ? SystemRoot.standardPrograms : named
    environment = variables.filter { name, value in
      let isPlain =
        !name.isEmpty && !name.utf8.contains(UInt8(ascii: "=")) && !name.utf8.contains(0)
        && !value.utf8.contains(0)
      return isPlain && !SystemRoot.decided.contains(name) && !SecretName.isFile(name)
        && !name.lowercased().hasSuffix("_proxy")
    }
  }

  /// The path that `path` leads to, without links; `nil` where nothing is there.
  package func resolved(_ path: String) -> String? {
    guard let opened = place(of: path) else { return nil }
    defer { close(opened) }
    guard let real = linkTarget("/proc/self/fd/\(opened)") else { return nil }
    if real == folder { return "/" }
    return real.hasPrefix(folder + "/") ? String(real.dropFirst(folder.count)) : nil
  }

  /// How what `path` leads to is; `nil` where nothing is there.
  ///
  /// - Parameter isFollowed: Whether a link at its end is followed.
  func status(of path: String, isFollowed: Bool = true) -> stat? {
    guard let opened = place(of: path, isFollowed: isFollowed) else { return nil }
    defer { close(opened) }
    var status = stat()
    return fstat(opened, &status) == 0 ? status : nil
  }

  /// What `path` itself is, a link at its end not followed; zero when nothing is there.
  func kind(of path: String) -> mode_t {
    (status(of: path, isFollowed: false)?.st_mode ?? 0) & S_IFMT
  }

  /// The beginning of a regular file, invalid UTF-8 replaced; empty where it cannot be read.
  package func text(of path: String, limit: Int = 1 << 14) -> String {
    String(decoding: bytes(of: path, limit: limit), as: UTF8.self)
  }

  private func bytes(of path: String, limit: Int) -> ArraySlice<UInt8> {
    let opened = colleague_open_in_root(folder, path, O_RDONLY | O_NONBLOCK)
    guard opened >= 0 else { return [] }
    defer { close(opened) }
    var status = stat()
    guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
    return ((try? readAll(opened, upTo: limit)) ?? []).prefix(limit)
  }

  /// Where the program `name` lies, as commands find it: the first along ``programs``, links resolved, and how it is; `nil`
  /// where there is none.
  package func program(_ name: String) -> (path: String, status: stat)? {
    for folder in name.contains("/") ? [""] : programs.map({ $0 + "/" }) {
      guard let status = status(of: folder + name), status.st_mode & S_IFMT == S_IFREG,
        status.st_mode & 0o111 != 0, let path = resolved(folder + name)
      else { continue }
      return (path, status)
    }
    return nil
  }

  /// What changes when what `path` leads to does: its number, size and times; `nil` where nothing is there.
  package func stamp(of path: String) -> String? {
    guard let status = status(of: path) else { return nil }
    return "\(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }

  /// The machine that programs in it are made for, by the shell's file, as images name architectures; `nil` where that
  /// does not say.
  package var architecture: String? {
    // ELF: the class at 4, the order of bytes at 5, the machine at 18.
    let head = Array(bytes(of: "/bin/sh", limit: 20))
    guard head.count == 20, head.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else { return nil }
    let isLittle = head[5] == 1
    let number =
      isLittle
      ? UInt16(head[19]) << 8 | UInt16(head[18])
      : UInt16(head[18]) << 8 | UInt16(head[19])
    switch number {
    case 3: return "386"
    case 21: return isLittle ? "ppc64le" : "ppc64"
    case 22: return "s390x"
    case 40: return "arm"
    case 62: return "amd64"
    case 183: return "arm64"
    case 243: return "riscv64"
    case 258: return "loong64"
    default: return nil
    }
  }

  /// The architecture of this machine, as images name it; the kernel's own name where they have none.
  package static var machine: String {
    var name = utsname()
    uname(&name)
    let machine = withUnsafeBytes(of: name.machine) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    let names = [
      "x86_64": "amd64", "aarch64": "arm64", "i686": "386", "i386": "386", "armv7l": "arm",
      "armv6l": "arm", "loongarch64": "loong64",
    ]
    return names[machine] ?? machine
  }

  /// Opens what `path` leads to as a place alone.
  private func place(of path: String, isFollowed: Bool = true) -> Int32? {
    let opened = colleague_open_place_in_root(folder, path, isFollowed ? 1 : 0)
    return opened >= 0 ? opened : nil
  }
}
