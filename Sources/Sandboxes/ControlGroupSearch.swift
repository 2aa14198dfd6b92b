import CLinux
import Files
import Glibc

/// Looks for a folder of control groups that has been left to us.
///
/// Only groups without processes of their own may have groups below them that keep limits. So the nearest folder from our
/// own group upwards is taken whose groups below keep limits already, as systemd has them for a user's session; else our
/// own group, once its processes have moved into one below it, if they are nobody's but ours and our callers'. What is left
/// to us: an ordinary user, what belongs to them; root, what systemd has marked as delegated, and anything where no systemd
/// rules. (Control Group v2 in the kernel's documentation; Control Group APIs and Delegation in systemd's.)
struct ControlGroupSearch {
  /// Our own group, and where its hierarchy is mounted; `nil` where there is none.
  private let own: (folder: String, top: String)?
  private let isRoot: Bool
  private let isOfSystemd: Bool

  /// The name of the group into which we and our callers move.
  private static let callers = "colleague.callers"

  /// - Parameters:
  ///   - mounts: What `/proc/self/mountinfo` says.
  ///   - membership: What `/proc/self/cgroup` says.
  init(
    mounts: String, membership: String, isRoot: Bool = geteuid() == 0,
    isOfSystemd: Bool = access("/run/systemd/system", F_OK) == 0
  ) {
    own = ControlGroupSearch.own(mounts, membership)
    self.isRoot = isRoot
    self.isOfSystemd = isOfSystemd
  }

  /// The folder of our own group; `nil` where the second version is not mounted, or not with this group in it.
  var folder: String? { own?.folder }

  private static func own(
    _ mounts: String, _ membership: String
  ) -> (folder: String, top: String)? {
    guard let line = membership.split(separator: "\n").first(where: { $0.hasPrefix("0::/") }) else {
      return nil
    }
    let path = String(line.dropFirst(3))
    if path.split(separator: "/").contains("..") || path.hasSuffix(" (deleted)") { return nil }
    for mount in mounts.split(separator: "\n") {
      let words = mount.split(separator: " ")
      guard let dash = words.firstIndex(of: "-"), dash + 1 < words.count, dash > 4,
        words[dash + 1] == "cgroup2"
      else { continue }
      let root = words[3] == "/" ? "" : String(words[3])
      guard (path + "/").hasPrefix(root + "/"), !words[4].contains("\\") else { continue }
      let below = path.dropFirst(root.count)
      let top = String(words[4])
      return (below == "/" || below.isEmpty ? top : top + below, top)
    }
    return nil
  }

  /// The folder; `nil` where there is none. Our own process and its callers may have moved into a group below their own then.
  func found() -> ControlGroups? {
    guard let own else { return nil }
    var folder = own.folder
    while isLeft(folder) {
      let groups = ControlGroups(
        folder: folder, controllers: controllers("cgroup.subtree_control", of: folder))
      if groups.controllers.contains(.memory) { return groups }
      guard folder != own.top, let slash = folder.lastIndex(of: "/") else { break }
      folder = String(folder[..<slash])
    }
    guard isLeft(own.folder), controllers("cgroup.controllers", of: own.folder).contains(.memory)
    else { return nil }
    return divided(own.folder)
  }

  private func controllers(_ file: String, of folder: String) -> Set<ControlGroups.Controller> {
    Set(
      FileReading.text(of: "\(folder)/\(file)").split(whereSeparator: \.isWhitespace)
        .compactMap { ControlGroups.Controller(rawValue: String($0)) })
  }

  /// Whether we may make groups in `folder`, and nobody else rules there.
  private func isLeft(_ folder: String) -> Bool {
    var status = stat()
    guard stat(folder, &status) == 0, access(folder, W_OK) == 0,
      access("\(folder)/cgroup.procs", W_OK) == 0
    else { return false }
    guard isRoot else { return status.st_uid == geteuid() }
    guard isOfSystemd else { return true }
    return colleague_is_delegated(folder) != 0
  }

  /// Our own group, with a group below it for its processes, where it needs that.
  private func divided(_ folder: String) -> ControlGroups? {
    let asked = controllers("cgroup.controllers", of: folder)
    let words = asked.map { "+\($0.rawValue)" }.sorted().joined(separator: " ")
    let control = "\(folder)/cgroup.subtree_control"
    // The uppermost group of a machine may have processes.
    let isTop = access("\(folder)/cgroup.type", F_OK) != 0
    if isTop {
      guard ControlGroup.write(words, to: control) else { return nil }
      return ControlGroups(folder: folder, controllers: asked)
    }
    let processes = members(of: folder)
    let ours = Set(callers())
    guard processes.allSatisfy(ours.contains) else { return nil }
    let leaf = "\(folder)/\(ControlGroupSearch.callers)"
    guard mkdir(leaf, 0o755) == 0 || errno == EEXIST else { return nil }
    let moved = processes.filter { ControlGroup.write("\($0)", to: "\(leaf)/cgroup.procs") }
    if moved.count == processes.count, ControlGroup.write(words, to: control) {
      return ControlGroups(folder: folder, controllers: asked)
    }
    for process in moved { _ = ControlGroup.write("\(process)", to: "\(folder)/cgroup.procs") }
    rmdir(leaf)
    return nil
  }

  private func members(of folder: String) -> [pid_t] {
    FileReading.text(of: "\(folder)/cgroup.procs").split(separator: "\n").compactMap { pid_t($0) }
  }

  /// Our own process, the one that started it, and so on.
  private func callers() -> [pid_t] {
    var callers = [getpid()]
    while let last = callers.last, last > 1, callers.count < 100 {
      let status = FileReading.text(of: "/proc/\(last)/status")
      let parent = status.split(separator: "\n").first { $0.hasPrefix("PPid:") }
      guard let number = parent?.split(separator: "\t").last.flatMap({ pid_t($0) }) else { break }
      callers.append(number)
    }
    return callers
  }
}
