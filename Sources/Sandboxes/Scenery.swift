import Files
import Glibc
import Synchronization

/// What commands see besides their workspace, as far as it depends on this machine and its user.
struct Scenery: Hashable, Sendable {
  /// The system's settings.
  let settings: SystemSettings
  /// What the programs that commands see need from elsewhere.
  let installations: Installations
  /// The absolute ones of the paths the user lets commands read.
  let readable: [String]
  /// Links in a command's home to what it may read of the caller's, so that tools look there.
  let homeLinks: [Installations.Link]

  /// Looks at the machine.
  ///
  /// - Complexity: O(*n*) in the links along `PATH` the first time; milliseconds for a usual `/usr/bin`.
  ///
  /// - Parameter root: The root that commands see in the place of the machine's; `nil` for none.
  init(
    readable: [String], interpreters: [String] = [], settings: SystemSettings,
    root: SystemRoot? = nil
  ) {
    let absolute = readable.filter { $0.hasPrefix("/") }.map(Scenery.plain)
    self.readable = absolute
    self.settings = settings
    let homes = Scenery.homes()
    installations = Scenery.installations(
      readable: absolute, interpreters: interpreters, homes: homes, root: root)
    homeLinks = Scenery.links(to: absolute, from: homes)
  }

  /// Whether one of the links lies in the home's folder for caches.
  var hasLinkInCaches: Bool {
    homeLinks.contains {
      $0.path.hasPrefix(Bubblewrap.caches + "/") || $0.path == Bubblewrap.caches
    }
  }

  /// What has been found for the same paths, by their list: the machine is looked at once a process.
  private static let known = Mutex<[[String]: Installations]>([:])

  private static func installations(
    readable: [String], interpreters: [String], homes: [String], root: SystemRoot?
  ) -> Installations {
    let key = readable + [""] + interpreters + (root == nil ? [] : [""])
    if let found = known.withLock({ $0[key] }) { return found }
    var folders: [String] = []
    // What is installed in another root lies in it.
    let path =
      root == nil
      ? Bubblewrap.path(readable: readable).split(separator: ":").map(String.init) : []
    for folder in path + readable.flatMap({ [$0, $0 + "/bin"] }) + interpreters {
      guard let real = realPath(folder) else { continue }
      if !folders.contains(real) { folders.append(real) }
    }
    let found = Installations(
      ofProgramsIn: folders,
      visible: Bubblewrap.system + Bubblewrap.databases + [SystemSettings.place] + readable,
      homes: homes)
    known.withLock { $0[key] = found }
    return found
  }

  /// The path without slashes at its end.
  private static func plain(_ path: String) -> String {
    let end = path.lastIndex { $0 != "/" }
    return end.map { String(path[...$0]) } ?? "/"
  }

  /// The caller's home by the environment, and by the accounts.
  private static func homes() -> [String] {
    let named = getenv("HOME").map { String(cString: $0) }
    let known = getpwuid(geteuid())?.pointee.pw_dir.map { String(cString: $0) }
    return [named, known].compactMap(\.self).filter { $0.hasPrefix("/") && $0 != "/" }.map(plain)
  }

  private static func links(to paths: [String], from homes: [String]) -> [Installations.Link] {
    var links: [Installations.Link] = []
    for path in paths.sorted() {
      guard let home = homes.first(where: { path.hasPrefix($0 + "/") }) else { continue }
      let name = path.dropFirst(home.count)
      // A cache that cannot be written is none.
      if name == "/.cache" { continue }
      let place = Bubblewrap.home + name
      if !links.contains(where: { (place + "/").hasPrefix($0.path + "/") }) {
        links.append(Installations.Link(path: place, target: path))
      }
    }
    return links
  }
}
