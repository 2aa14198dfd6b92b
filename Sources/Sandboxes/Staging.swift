import Glibc

/// A folder in memory, in the command's own mount namespace, where root shows what the unprivileged user
/// who runs the command could not get at: folders may lie below a home that only root enters.
struct Staging {
  /// One thing that is shown.
  struct Bind {
    /// Where it is: absolute, or relative to the sandbox's directory.
    let source: String
    /// Where it is shown.
    let target: String
    /// Whether a command goes without it where not even root may show it.
    let isSpared: Bool
  }

  /// Where the folder is mounted.
  let path: String
  /// What is shown in it.
  private(set) var binds: [Bind] = []

  /// Nothing yet, at `path`.
  init(at path: String) { self.path = path }

  /// Where the workspace is shown.
  var workspace: String { path + "/workspace" }

  /// Shows `source`, and returns where.
  ///
  /// - Parameters:
  ///   - name: A name for it, its own.
  ///   - isSpared: Whether a folder stays empty instead where not even root may show it.
  mutating func show(_ source: String, as name: String, isSpared: Bool = false) -> String {
    let target = "\(path)/\(name)"
    binds.append(Bind(source: source, target: target, isSpared: isSpared))
    return target
  }

  /// Shows those of `paths` that exist, and returns where each is shown.
  mutating func show(_ paths: [String]) -> [String: String] {
    var places: [String: String] = [:]
    for path in paths where places[path] == nil && access(path, F_OK) == 0 {
      places[path] = show(path, as: String(places.count), isSpared: true)
    }
    return places
  }

  /// A folder that a system has and that a command does not need, apart from all of `paths`.
  static func mountPoint(apartFrom paths: [String]) -> String {
    let folders = ["/mnt", "/media", "/srv"]
    let apart = folders.filter { folder in
      !paths.contains { ($0 + "/").hasPrefix(folder + "/") } && access(folder, F_OK) == 0
    }
    return apart.first ?? folders[0]
  }
}
