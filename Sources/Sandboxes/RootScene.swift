import Files
import Glibc

/// What commands see of another root, and where what is shown beside it stands.
///
/// A folder in which something has to be made is not shown as a whole, but by what is in it: it cannot be written to.
struct RootScene {
  /// One part of the root.
  enum Part: Hashable {
    /// A file, or a folder with all in it.
    case whole(String)
    /// A folder whose parts follow.
    case folder(String)
    /// A link.
    case link(String, target: String)
  }

  private let root: SystemRoot
  /// What has to be made, though the root does not have it.
  private var points: [String] = []

  /// What commands never see of a root: the sandbox has its own.
  private static let own: Set = ["/proc", "/dev", "/sys", "/tmp", "/run", SystemSettings.place]
  /// The most entries of a folder that are shown one by one.
  private static let most = 256

  /// Nothing beside `root` yet.
  init(of root: SystemRoot) { self.root = root }

  /// Where `path`, which may not be in the root, can stand: itself, or where the root's links lead on the way to it; `nil`
  /// where it cannot.
  ///
  /// - Parameter kind: What is to stand there.
  mutating func place(for path: String, kind: mode_t = S_IFDIR) -> String? {
    if RootScene.isOwn(path) { return path == SystemSettings.place ? nil : path }
    if let status = root.status(of: path), let there = root.resolved(path) {
      guard status.st_mode & S_IFMT == kind, !RootScene.own.contains(there) else { return nil }
      return there
    }
    guard let place = missing(path) else { return nil }
    points.append(place)
    return place
  }

  /// Whether `path` lies in what the sandbox has of its own, or in the settings, in which nothing can be made.
  static func isOwn(_ path: String) -> Bool {
    own.contains { path == $0 || path.hasPrefix($0 + "/") && $0 != SystemSettings.place }
  }

  /// Where something can be made at `path`, which leads nowhere.
  private func missing(_ path: String) -> String? {
    let parts = path.split(separator: "/").map(String.init)
    guard !parts.isEmpty else { return nil }
    for count in stride(from: parts.count - 1, through: 0, by: -1) {
      let above = "/" + parts[..<count].joined(separator: "/")
      guard let there = root.resolved(above) else { continue }
      let folder = there == "/" ? "" : there
      let isFree = root.kind(of: "\(folder)/\(parts[count])") == 0
      let areSmall = RootScene.above(folder + "/x").allSatisfy { isSmall($0) }
      guard isFree, areSmall, !(folder + "/").hasPrefix(SystemSettings.place + "/") else {
        return nil
      }
      return ([folder] + parts[count...]).joined(separator: "/")
    }
    return nil
  }

  /// The folders above `path`, without the topmost.
  private static func above(_ path: String) -> [String] {
    let parts = path.split(separator: "/").dropLast()
    return parts.indices.map { "/" + parts[...$0].joined(separator: "/") }
  }

  private func isSmall(_ folder: String) -> Bool {
    guard let top = try? ConfinedFolder(at: root.folder),
      let folder = try? top.folder(String(folder.dropFirst()), isAnywhere: true),
      let entries = try? folder.entries()
    else { return false }
    return entries.count <= RootScene.most
  }

  /// The parts of the root, so that all that has to be made can be.
  ///
  /// - Parameter taken: Topmost paths at which something else stands.
  func parts(apartFrom taken: Set<String>) -> [Part] {
    guard let top = try? ConfinedFolder(at: root.folder) else { return [] }
    return parts(of: top, at: "", RootScene.own.union(taken))
  }

  private func parts(
    of folder: ConfinedFolder, at path: String, _ omitted: Set<String> = []
  ) -> [Part] {
    let names = ((try? folder.entries()) ?? []).compactMap(\.name.text).sorted()
    return names.flatMap { name -> [Part] in
      let place = "\(path)/\(name)"
      guard !omitted.contains(place), let status = folder.status(of: .text(name)) else { return [] }
      let isAbove = points.contains { $0.hasPrefix(place + "/") }
      switch status.st_mode & S_IFMT {
      case S_IFDIR where isAbove:
        let inner = try? folder.folder(name, isAnywhere: true)
        return [.folder(place)] + (inner.map { parts(of: $0, at: place) } ?? [])
      case S_IFLNK:
        let bytes = folder.target(of: .text(name))?.dropLast().map(UInt8.init(bitPattern:))
        let target = bytes.flatMap { String(validating: $0, as: UTF8.self) }
        return target.map { [.link(place, target: $0)] } ?? []
      case S_IFDIR, S_IFREG: return [.whole(place)]
      default: return []
      }
    }
  }
}
