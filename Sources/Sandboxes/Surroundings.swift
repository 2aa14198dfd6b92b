import CLinux

/// Where the workspace of commands stands, and what of the project's own tools they see.
///
/// Virtual environments, editable installs and the caches of build tools hold absolute paths: a project's files have
/// to stand where its tools were told that they are.
package struct Surroundings: Hashable, Sendable {
  /// Where commands see their workspace, absolute, without a link in it.
  package let place: String
  /// A further absolute path at which commands find the workspace, by a link; `nil` for none.
  package private(set) var alias: String?
  /// Folders of programs that come first on `PATH`, as commands see them.
  package var programs: [String]
  /// Variables that every command gets.
  package var environment: [String: String]
  /// Folders of the machine, absolute, whose programs may be links to interpreters elsewhere, which are shown, too.
  package var interpreters: [String]
  /// The root whose programs and settings commands see; `nil` for the machine's own.
  package let root: SystemRoot?

  /// The place of a workspace whose project has none on this machine.
  package static let standardPlace = "/workspace"

  /// The surroundings of a workspace at `place`, or at ``standardPlace`` where that is no place for one.
  package init(
    place: String? = nil, programs: [String] = [], environment: [String: String] = [:],
    interpreters: [String] = [], in root: SystemRoot? = nil
  ) {
    self.root = root
    let free = place.flatMap { Surroundings.isFree($0, in: root) ? $0 : nil }
    self.place = free ?? Surroundings.standardPlace
    (self.programs, self.environment) = (programs, environment)
    self.interpreters = interpreters
  }

  /// The surroundings in which commands find the workspace at `path` as well: by a link, or, in another root, which may
  /// have a folder there, by the workspace's standing there; `nil` where it cannot be found there.
  package func showing(workspaceAt path: String) -> Surroundings? {
    guard path != place, path != Surroundings.standardPlace else { return self }
    let closed = ["/usr/", "/opt/", "/bin/", "/sbin/", "/lib/", "/lib64/", "/var/", "/run/"]
    guard Surroundings.isFree(path, in: root), !closed.contains(where: (path + "/").hasPrefix),
      !(path + "/").hasPrefix(place + "/"), !(place + "/").hasPrefix(path + "/")
    else { return nil }
    if root != nil {
      var moved = Surroundings(
        place: path, programs: programs, environment: environment, interpreters: interpreters,
        in: root)
      moved.alias = alias
      return moved
    }
    var linked = self
    linked.alias = path
    return linked
  }

  /// Whether a workspace can stand at `place` without hiding what commands need.
  private static func isFree(_ place: String, in root: SystemRoot?) -> Bool {
    guard place.hasPrefix("/"), place != "/", !place.utf8.contains(0),
      !place.split(separator: "/").contains(where: { $0 == "." || $0 == ".." })
    else { return false }
    let system =
      Bubblewrap.system + Bubblewrap.databases + Bubblewrap.volumes.map(\.path)
      + [SystemSettings.place, Bubblewrap.home, "/proc", "/dev", "/var/tmp"]
    if let root {
      var scene = RootScene(of: root)
      guard scene.place(for: place) == place else { return false }
    }
    // Neither above what the system has, nor among the kernel's own files.
    return !system.contains { ($0 + "/").hasPrefix(place + "/") }
      && !["/proc/", "/dev/", "/sys/", "/etc/", Bubblewrap.home + "/"].contains {
        place.hasPrefix($0)
      }
  }

  /// `text` with every mention of the workspace's place as ``standardPlace``, so that what is kept and sent names nobody's
  /// folders and reads alike on every machine.
  ///
  /// - Complexity: O(*n*) in the text.
  package func generic(_ text: String) -> String {
    names.reduce(text) { text, name in
      var text = text
      let replaced = text.withUTF8 {
        Surroundings.replacing(name, in: UnsafeRawBufferPointer($0))
      }
      return replaced.map { String(decoding: $0, as: UTF8.self) } ?? text
    }
  }

  /// The paths at which commands find the workspace, but for ``standardPlace``.
  private var names: [String] {
    [place, alias].compactMap(\.self).filter { $0 != Surroundings.standardPlace }
  }

  /// The same of bytes.
  package func generic(_ bytes: [UInt8]) -> [UInt8] {
    names.reduce(bytes) { bytes, name in
      bytes.withUnsafeBytes { Surroundings.replacing(name, in: $0) } ?? bytes
    }
  }

  /// The bytes with the path `name` replaced; `nil` where it is not mentioned.
  private static func replacing(
    _ name: String, in bytes: UnsafeRawBufferPointer
  ) -> [UInt8]? {
    let wanted = Array(name.utf8)
    var result: [UInt8]?
    var (kept, position) = (0, 0)
    while position + wanted.count <= bytes.count,
      case let start = colleague_find(
        bytes.baseAddress, bytes.count, position, wanted, wanted.count), start >= 0
    {
      let end = start + wanted.count
      position = end
      // A longer path, and a longer name, are others.
      if start > 0, Surroundings.isOfName(bytes[start - 1]) { continue }
      if end < bytes.count, bytes[end] != UInt8(ascii: "/"), Surroundings.isOfName(bytes[end]) {
        continue
      }
      var part = result ?? []
      part += bytes[kept..<start]
      part += Array(Surroundings.standardPlace.utf8)
      result = part
      kept = end
    }
    guard var whole = result else { return nil }
    whole += bytes[kept...]
    return whole
  }

  /// Whether `byte` before or after a path makes it another one.
  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), 0x80...:
      true
    default: false
    }
  }
}
