import Glibc

/// What is mounted for one command, and where.
struct Mounts {
  /// An overlay.
  struct Overlay {
    /// The options of its mount, with paths relative to ``Mounts/directory``.
    let options: String
    /// Where it is mounted, or the folder that ``below`` is in.
    let target: String
    /// A path of the target where it is mounted instead; a command goes without it where no folder is, or a link is on the
    /// way.
    var below: String?
  }

  /// The folder that paths are relative to, absolute.
  private(set) var directory: String
  /// The overlays, in the order in which they are mounted.
  private(set) var overlays: [Overlay] = []
  /// The folder in memory in which things are shown; `nil` where none is needed.
  private(set) var staging: Staging?
  /// The folder of the workspace, absolute, as it is before bubblewrap starts.
  private(set) var workspace = ""
  /// What is entered before the program starts, where anything is mounted.
  private(set) var entered = ""
  /// The folder shown as the command's home; `nil` for an empty one in memory.
  private(set) var home: String?
  /// The folder shown as the one for caches in the home; `nil` for none.
  private(set) var caches: String?
  /// The folder for reports, as it is before bubblewrap starts.
  private(set) var report: String?
  /// Where bubblewrap finds what is there of the scenery's paths; `nil` when it finds them where they are.
  private(set) var staged: [String: String]?
  /// Where bubblewrap finds the root that commands see; `nil` for the machine's.
  private(set) var root: String?

  /// What `command` needs in `root`.
  ///
  /// The unprivileged user of a root caller may not be let through the folders above what it is to see, and a path may
  /// have characters that mean something to an overlay: such things are shown in a folder in memory.
  init(for command: Command, in root: Root, by sandbox: Sandbox) {
    directory = sandbox.directory
    let scenery = sandbox.scenery
    let place = sandbox.surroundings.place
    let system = sandbox.surroundings.root?.folder
    let sources = root.additions.flatMap { $0.lowers.filter { $0.hasPrefix("/") } }
    let mountPoint = Staging.mountPoint(
      apartFrom: scenery.readable + scenery.installations.shown + sources
        + [place, sandbox.directory, sandbox.absolute(command.report ?? "")]
        + [system].compactMap(\.self))
    let isConfined = sandbox.confinement != .none
    let isAdding = root.additions.contains { !$0.lowers.isEmpty }
    if (isConfined && sandbox.owner != nil) || isAdding {
      staging = Staging(at: mountPoint)
    }
    switch root.files {
    case .folder(let path):
      workspace = staging?.show(sandbox.relative(path), as: "workspace") ?? sandbox.absolute(path)
      entered = staging == nil ? mountPoint : workspace
    case .overlay(let lowers, let upper, let work):
      workspace = staging?.workspace ?? mountPoint
      // Without a confinement nothing else can put it where the project is.
      if !isConfined, place != Surroundings.standardPlace, access(place, F_OK) == 0 {
        workspace = place
      }
      entered = workspace
      overlays.append(
        Overlay(
          options: Mounts.options(lowers, upper, work), target: workspace))
    }
    for (number, addition) in root.additions.enumerated() {
      if addition.target == .cache, !isConfined || scenery.hasLinkInCaches { continue }
      if addition.lowers.isEmpty {
        let path = sandbox.relative(addition.upper)
        caches = staging?.show(path, as: "caches") ?? sandbox.absolute(path)
        continue
      }
      let lowers = addition.lowers.enumerated().map { index, lower in
        lower.hasPrefix("/")
          ? staging?.show(lower, as: "added-\(number)-\(index)") ?? lower : lower
      }
      let options = Mounts.options(lowers, addition.upper, addition.work)
      switch addition.target {
      case .workspace(let path):
        overlays.append(Overlay(options: options, target: workspace, below: path))
      case .home:
        let home = mountPoint + "/home"
        overlays.append(Overlay(options: options, target: home))
        self.home = home
      case .cache:
        let caches = mountPoint + "/caches"
        overlays.append(Overlay(options: options, target: caches))
        self.caches = caches
      }
    }
    report = command.report.map {
      isConfined && sandbox.owner != nil
        ? staging?.show(sandbox.relative($0), as: "report") ?? "" : sandbox.absolute($0)
    }
    if isConfined, sandbox.owner != nil {
      staged = staging?.show(scenery.installations.shown + scenery.readable)
    }
    if isConfined, let system {
      self.root =
        sandbox.owner == nil ? system : staging?.show(sandbox.relative(system), as: "root")
    }
    if !isConfined, overlays.isEmpty, staging == nil { directory = workspace }
  }

  /// Where a folder is before bubblewrap starts.
  ///
  /// - Parameter path: The folder: relative to the workspace, or absolute as the command sees it.
  func origin(of path: String) -> String {
    guard path.hasPrefix("/") else { return path.isEmpty ? workspace : "\(workspace)/\(path)" }
    if let home, path.hasPrefix(Bubblewrap.home + "/") {
      return home + path.dropFirst(Bubblewrap.home.count)
    }
    if let (source, place) = staged?.first(where: { path.hasPrefix($0.key + "/") }) {
      return place + path.dropFirst(source.count)
    }
    guard let root else { return path }
    return (root.hasPrefix("/") ? root : "\(directory)/\(root)") + path
  }

  /// Nothing but `folder` as the workspace.
  init(showing folder: String) {
    workspace = folder
    entered = folder
    directory = folder
  }

  private static func options(_ lowers: [String], _ upper: String, _ work: String) -> String {
    "userxattr,lowerdir=\(lowers.joined(separator: ":")),upperdir=\(upper),workdir=\(work)"
  }
}

extension Sandbox {
  /// A path as it is looked up in the sandbox's directory, above which nobody but root may get.
  fileprivate func relative(_ path: String) -> String {
    path.hasPrefix(directory + "/") ? String(path.dropFirst(directory.count + 1)) : path
  }

  /// A path that may be relative to the sandbox's directory.
  func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(directory)/\(path)" }
}
