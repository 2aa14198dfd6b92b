import Glibc
import Sandboxes
import Text

extension Failure {
  init(words error: SandboxError) {
    switch error {
    case .noBubblewrap:
      self.init(
        "bubblewrap is not installed, and no command is run without a sandbox",
        hint: "apt-get install bubblewrap, or accept the risk: git config colleague.sandbox none")
    case .noNamespaces(let cause, let obstacle):
      self.init(
        "the kernel does not allow a sandbox here: \(String(cString: strerror(cause)))",
        hint: Failure.hint(about: obstacle))
    case .noOverlay(let cause):
      self.init(
        "the kernel does not allow an overlay here: \(String(cString: strerror(cause)))",
        hint:
          "runs work on plain copies instead; for overlays use a kernel from 5.11 on, and a cache on a local disk: "
          + "XDG_CACHE_HOME=FOLDER")
    case .notConfined(let words, let obstacle):
      self.init(
        "the sandbox could not be set up: \(visible(words))", hint: Failure.hint(about: obstacle))
    case .cancelled: self.init("interrupted")
    case .limited:
      self.init(
        "this process may set no limits as high as a command needs them",
        hint: "ulimit -f unlimited; ulimit -u unlimited")
    case .system(let cause, let doing):
      self.init("\(doing) failed: \(String(cString: strerror(cause)))")
    }
  }

  /// What to do about what stands in the way of a sandbox.
  private static func hint(about obstacle: SandboxObstacle?) -> String {
    switch obstacle {
    case .appArmor:
      "give git-colleague and bwrap AppArmor profiles that allow userns, as the page Surroundings shows, or "
        + "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
    case .noUserNamespaces: "sudo sysctl user.max_user_namespaces=15000"
    case .onlyRoot: "sudo sysctl kernel.unprivileged_userns_clone=1"
    case .container:
      "start the container with --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
        + "--security-opt systempaths=unconfined, in Kubernetes give it the securityContext of the page Unattended, "
        + "or accept the risk in it: "
        + "git config --global colleague.sandbox none"
    case .oldBubblewrap: "install bubblewrap 0.8 or a later one"
    case .noFilters: "boot a kernel that has CONFIG_SECCOMP_FILTER"
    case nil:
      "see what 'bwrap --unshare-all --ro-bind / / true' says, and the page Surroundings"
    }
  }
}
