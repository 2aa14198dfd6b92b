import Files
import Glibc

/// What commands see of a system, the machine's or another root, and of what the user lets them read beside it.
extension Bubblewrap {
  /// The arguments that show it.
  ///
  /// - Parameters:
  ///   - settings: The descriptors of what is seen in place of the system's settings.
  ///   - isOnline: Whether the command shares the machine's network.
  static func shown(
    _ mounts: Mounts, in scenery: Scenery, _ surroundings: Surroundings,
    _ settings: [String: Int], isOnline: Bool
  ) -> [String] {
    guard let root = surroundings.root, let source = mounts.root else {
      return machine(mounts, in: scenery, surroundings, settings, isOnline: isOnline)
    }
    return shown(root, from: source, mounts, in: scenery, surroundings, settings, isOnline)
  }

  private static func machine(
    _ mounts: Mounts, in scenery: Scenery, _ surroundings: Surroundings,
    _ settings: [String: Int], isOnline: Bool
  ) -> [String] {
    var arguments = temporary(surroundings)
    for path in system where exists(path) { arguments += ["--ro-bind", path, path] }
    for path in links where exists(path) { arguments += shown(path, as: path) }
    for path in databases where exists(path) { arguments += ["--ro-bind-try", path, path] }
    arguments += configured(by: scenery.settings, settings)
    if isOnline { arguments += resolver() }
    for path in scenery.installations.shown + scenery.readable {
      guard let staged = mounts.staged else {
        arguments += ["--ro-bind-try", path, path]
        continue
      }
      if let source = staged[path] { arguments += ["--ro-bind", source, path] }
    }
    for link in scenery.installations.links { arguments += ["--symlink", link.target, link.path] }
    return arguments
  }

  /// No workspace can stand below a link.
  private static func temporary(_ surroundings: Surroundings) -> [String] {
    surroundings.place.hasPrefix("/var/tmp/")
      ? temporaryVolume(at: "/var/tmp") : ["--symlink", "/tmp", "/var/tmp"]
  }

  private static func temporaryVolume(at path: String) -> [String] {
    ["--size", String(64 << 20), "--perms", "1777", "--tmpfs", path]
  }

  // MARK: Another root

  /// Shows another root, found at `source`.
  private static func shown(
    _ root: SystemRoot, from source: String, _ mounts: Mounts, in scenery: Scenery,
    _ surroundings: Surroundings, _ settings: [String: Int], _ isOnline: Bool
  ) -> [String] {
    var scene = RootScene(of: root)
    let place = surroundings.place
    _ = scene.place(for: place)
    var beside: [String] = []
    for path in scenery.installations.shown + scenery.readable {
      let kind = SystemSettings.kind(ofFileAt: path)
      guard kind != 0, let source = mounts.staged.map({ $0[path] }) ?? path,
        let place = scene.place(for: path, kind: kind)
      else { continue }
      beside += ["--ro-bind", source, place]
    }
    for link in scenery.installations.links where root.kind(of: link.path) == 0 {
      guard let place = scene.place(for: link.path) else { continue }
      beside += ["--symlink", link.target, place]
    }
    let temporary = temporary(in: root, &scene)
    let isLinked = !(place + "/").hasPrefix(Surroundings.standardPlace + "/")
    let taken = isLinked || place == Surroundings.standardPlace ? [Surroundings.standardPlace] : []
    var arguments: [String] = []
    for part in scene.parts(apartFrom: Set(taken)) {
      switch part {
      case .whole(let path): arguments += ["--ro-bind", source + path, path]
      case .folder(let path): arguments += ["--dir", path]
      case .link(let path, let target): arguments += ["--symlink", target, path]
      }
    }
    arguments += temporary
    arguments += configured(by: scenery.settings, settings) { path in
      path.hasPrefix(root.folder + "/") ? source + path.dropFirst(root.folder.count) : path
    }
    if isOnline, let real = realPath(resolverPath) {
      arguments += ["--ro-bind", real, resolverPath]
    }
    return arguments + beside
  }

  /// A folder for what is temporary, where the root has one.
  private static func temporary(in root: SystemRoot, _ scene: inout RootScene) -> [String] {
    let path = "/var/tmp"
    switch root.kind(of: path) {
    case S_IFDIR: return root.resolved(path).map { temporaryVolume(at: $0) } ?? []
    case 0: return scene.place(for: path).map { temporaryVolume(at: $0) } ?? []
    default: return []
    }
  }

  // MARK: Settings

  /// Shows the system's settings.
  ///
  /// - Parameter source: Where what lies at a path outside is found.
  private static func configured(
    by settings: SystemSettings, _ texts: [String: Int],
    from source: (String) -> String = { $0 }
  ) -> [String] {
    var arguments: [String] = []
    let place = SystemSettings.place
    if let names = settings.names {
      let ours = settings.replaced.map(\.name)
      for name in names where !ours.contains(name) || texts[name] == nil {
        let path = "\(settings.folder)/\(name)"
        arguments += shown(path, from: source(path), as: "\(place)/\(name)")
      }
    } else {
      arguments += ["--ro-bind", source(settings.folder), place]
    }
    // Bubblewrap cannot hide what has gone since.
    for one in settings.hidden where SystemSettings.kind(of: one.path) != 0 {
      let path = settings.place(of: one)
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

  private static let resolverPath = SystemSettings.place + "/resolv.conf"

  /// Shows the file that names the machine's name servers, which is hidden where there is no network.
  private static func resolver() -> [String] {
    guard let real = realPath(resolverPath) else { return [] }
    let isLink = SystemSettings.kind(of: resolverPath) == S_IFLNK
    return ["--ro-bind", real, isLink ? real : resolverPath]
  }

  /// A link as it is, or a file or folder read-only.
  ///
  /// - Parameter source: Where it is found; `path` itself unless told.
  private static func shown(
    _ path: String, from source: String? = nil, as place: String
  ) -> [String] {
    guard let target = linkTarget(path) else {
      return ["--ro-bind-try", source ?? path, place]
    }
    return ["--symlink", target, place]
  }
}
