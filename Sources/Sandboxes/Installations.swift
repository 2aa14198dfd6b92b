import Files
import Glibc

/// What programs need that are links to elsewhere: the interpreter of a virtual environment lies where
/// it was installed, which may be a home.
struct Installations: Hashable, Sendable {
  /// Folders and files that are shown read-only where they are; without links on the way.
  private(set) var shown: [String] = []
  /// Links on the way to them that commands would miss.
  private(set) var links: [Link] = []
  private let visible: [String]
  private let homes: [String]

  /// A link on the way.
  struct Link: Hashable, Sendable {
    let path: String
    let target: String
  }

  /// Looks at the programs in `folders`, one level deep.
  ///
  /// - Parameters:
  ///   - visible: What commands see in any case.
  ///   - homes: Folders that hold more than programs, and are never shown as a whole.
  init(ofProgramsIn folders: [String], visible: [String], homes: [String]) {
    self.visible = visible
    self.homes = homes
    // A system has hundreds of links to what is seen, in a few folders.
    var parents: [Substring: String?] = [:]
    for folder in folders {
      for entry in Entry.all(in: folder) where entry.kind == S_IFLNK {
        let program = "\(folder)/\(entry.name)"
        var (place, path) = (folder, program)
        for _ in 0..<40 {
          guard let text = linkTarget(path) else { break }
          let target = text.hasPrefix("/") ? text : "\(place)/\(text)"
          let end = target.lastIndex(of: "/") ?? target.startIndex
          let parent = parents[target[..<end]] ?? realPath(String(target[..<end]))
          parents[target[..<end]] = parent
          place = parent ?? ""
          path = place + target[end...]
        }
        if !isVisible(place) { follow(program) }
      }
    }
  }

  private mutating func follow(_ program: String) {
    guard let real = realPath(program), !isVisible(real) else { return }
    var status = stat()
    guard stat(real, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o111 != 0,
      !["/proc/", "/dev/", "/sys/"].contains(where: { real.hasPrefix($0) })
    else { return }
    let place = installation(of: real)
    if !isVisible(place) { shown.append(place) }
    for link in Installations.links(to: program)
    where !isVisible(link.path) && !links.contains(link) {
      links.append(link)
    }
  }

  private func isVisible(_ path: String) -> Bool {
    (visible + shown).contains { (path + "/").hasPrefix($0 + "/") }
  }

  /// The folder above the `bin` a program lies in; the program alone where that folder is more than an
  /// installation.
  private func installation(of program: String) -> String {
    let parts = program.split(separator: "/")
    guard parts.count > 3, ["bin", "sbin"].contains(parts[parts.count - 2]) else { return program }
    let prefix = "/" + parts.dropLast(2).joined(separator: "/")
    let isShared =
      homes.contains { ($0 + "/").hasPrefix(prefix + "/") || prefix == $0 + "/.local" }
      || access(prefix + "/.git", F_OK) == 0
    return isShared ? program : prefix
  }

  /// Every link that is passed on the way along `path`, in order.
  private static func links(to path: String) -> [Link] {
    var links: [Link] = []
    var waiting = Array(path.split(separator: "/").map(String.init).reversed())
    var place = ""
    while let part = waiting.popLast(), links.count < 40 {
      if part == "." { continue }
      if part == ".." {
        place = place.split(separator: "/").dropLast().map { "/" + $0 }.joined()
        continue
      }
      let next = "\(place)/\(part)"
      guard let target = linkTarget(next) else {
        place = next
        continue
      }
      links.append(Link(path: next, target: target))
      if target.hasPrefix("/") { place = "" }
      waiting += target.split(separator: "/").map(String.init).reversed()
    }
    return links
  }
}
