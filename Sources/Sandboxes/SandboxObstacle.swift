import Files
import Glibc

/// What of a machine stands in the way of a sandbox.
package enum SandboxObstacle: Hashable, Sendable, CaseIterable {
  /// AppArmor keeps programs without a profile from user namespaces: `kernel.apparmor_restrict_unprivileged_userns`, as on
  /// Ubuntu since 23.10.
  case appArmor
  /// There may be no user namespaces at all: `user.max_user_namespaces` is 0.
  case noUserNamespaces
  /// Only root may have user namespaces: `kernel.unprivileged_userns_clone` is 0, as on Debian up to 10.
  case onlyRoot
  /// We are in a container that refuses what a sandbox needs.
  case container
  /// bubblewrap does not know an option: it is older than 0.8.
  case oldBubblewrap
  /// The kernel takes no filters of system calls.
  case noFilters

  /// The obstacle on this machine that `words` of bubblewrap's or of the system's speak of; `nil` when none is known.
  static func here(_ words: String) -> SandboxObstacle? { Signs.here.obstacle(words) }

  /// What a machine says about itself.
  struct Signs {
    /// Whether the caller is root.
    var isRoot = false
    /// Whether AppArmor restricts user namespaces.
    var isRestricted = false
    /// The most user namespaces there may be; `nil` where it is not said.
    var mostNamespaces: Int?
    /// Whether ordinary users may make them.
    var isForAll = true
    /// Whether we are in a container, or under somebody's filter of system calls.
    var isContained = false

    /// Those of this machine.
    static var here: Signs {
      func setting(_ path: String) -> Int? {
        FileReading.firstLine(of: "/proc/sys/" + path).flatMap { Int($0) }
      }
      let isFiltered = FileReading.text(of: "/proc/self/status").contains("\nSeccomp:\t2")
      let marks = ["/.dockerenv", "/run/.containerenv", "/run/systemd/container"]
      return Signs(
        isRoot: geteuid() == 0,
        isRestricted: setting("kernel/apparmor_restrict_unprivileged_userns") == 1,
        mostNamespaces: setting("user/max_user_namespaces"),
        isForAll: setting("kernel/unprivileged_userns_clone") != 0,
        isContained: isFiltered || marks.contains { access($0, F_OK) == 0 })
    }

    /// What stands in the way, by `words` of bubblewrap's or of the system's.
    func obstacle(_ words: String) -> SandboxObstacle? {
      let isRefused = ["not permitted", "Permission denied", "No permissions"]
        .contains(where: words.contains)
      if words.contains("Unknown option") { return .oldBubblewrap }
      if words.contains("PR_SET_SECCOMP") { return .noFilters }
      if mostNamespaces == 0 { return .noUserNamespaces }
      if !isForAll && !isRoot { return .onlyRoot }
      // A /proc that is covered in part may not be mounted anew.
      if isRefused && words.contains("mount proc") { return .container }
      if isRestricted && !isRoot && isRefused { return .appArmor }
      return isContained && isRefused ? .container : nil
    }
  }
}
