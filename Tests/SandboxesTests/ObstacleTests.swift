import Support
import Testing

@testable import Sandboxes

@Suite("What stands in the way of a sandbox") struct ObstacleTests {
  private typealias Signs = SandboxObstacle.Signs

  @Test func `is told by the words of bubblewrap and by what the machine says`() {
    let uidMap = "bwrap: setting up uid map: Permission denied"
    let loopback = "bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted"
    let none = "bwrap: Creating new namespace failed: No space left on device"
    let refused = "bwrap: No permissions to create new namespace"
    let proc = "bwrap: Can't mount proc on /newroot/proc: Operation not permitted"
    let cases: [(String, Signs, SandboxObstacle?)] = [
      (uidMap, Signs(isRestricted: true), .appArmor),
      (loopback, Signs(isRestricted: true), .appArmor),
      ("Operation not permitted", Signs(isRestricted: true), .appArmor),
      (uidMap, Signs(isRoot: true, isRestricted: true), nil),
      (none, Signs(mostNamespaces: 0), .noUserNamespaces),
      (none, Signs(mostNamespaces: 100), nil),
      (refused, Signs(isForAll: false), .onlyRoot),
      (refused, Signs(isRoot: true, isForAll: false), nil),
      (refused, Signs(isContained: true), .container),
      (proc, Signs(), .container),
      ("bwrap: Unknown option --add-seccomp-fd", Signs(), .oldBubblewrap),
      ("bwrap: prctl(PR_SET_SECCOMP): Invalid argument", Signs(), .noFilters),
      ("bwrap: execvp /bin/sh: No such file or directory", Signs(isContained: true), nil),
    ]
    for (words, signs, wanted) in cases {
      #expect(signs.obstacle(words) == wanted, "\(words) \(signs)")
    }
  }

  /// A user namespace has a bound of its own on those within it.
  @Test(arguments: ["folder", "overlay"])
  func `is told where there may be no user namespaces`(root: String) throws {
    let starter = [
      "unshare", "--user", "--map-root-user", "sh", "-c",
      "echo 0 > /proc/sys/user/max_user_namespaces && exec \"$@\"", "sh",
    ]
    let said = try Caller.itself.said(of: "true", ["root": root], startedBy: starter)
    #expect(said.ending.contains("noUserNamespaces"), "\(said)")
  }
}
