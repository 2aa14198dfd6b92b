import Sandboxes
import Text
import Vocabulary

/// Copies of the project's own modules that stand where its programs look for what is installed. Pure: it says how they are
/// looked for, and which of them a command has loaded.
struct InstalledCopies {
  /// One copy.
  struct Copy: Hashable {
    /// What it is a copy of.
    let module: ProjectModule
    /// The folder or file: relative to the workspace, or absolute as commands see it.
    let path: String
    /// The folders in it, and itself or the one it lies in.
    var folders: [String]
  }

  /// All of them, in the order in which they were found.
  private(set) var copies: [Copy] = []

  /// Folders to watch for what is opened in them, each once.
  var folders: [String] {
    var seen: Set<String> = []
    return copies.flatMap(\.folders).flatMap { [$0, ProjectModules.joined($0, "__pycache__")] }
      .filter { seen.insert($0).inserted }
  }

  // MARK: Looking for them

  /// What a shell runs in the sandbox, in the workspace, to find them: with a number, a kind and a pattern for each place.
  ///
  /// It prints `#NUMBER PATH` for what is there, and after a folder the folders in it. A link is no copy, but where it leads to
  /// a place of copies, as pnpm's do.
  static let script = """
    IFS='
    '
    sites=
    look() {
      found=$2
      if [ -h "$found" ]; then
        found=$(readlink -f "$found")
        case $found in */node_modules/*) ;; *) return ;; esac
      fi
      if [ -d "$found" ]; then
        printf '#%s %s\\n' "$1" "$found"
        find "$found" -type d | head -n 200
      elif [ -f "$found" ]; then
        printf '#%s %s\\n' "$1" "$found"
      fi
    }
    sites=$(python3 -I -c 'import site; print(*site.getsitepackages(), site.getusersitepackages(), sep="\\n")' 2>/dev/null)
    while [ $# -gt 2 ]; do
      path=$3
      case $path in "~/"*) path=$HOME/${path#"~/"} ;; esac
      case $2 in
        environment) for site in $path/lib/python3*/site-packages; do sites="$sites$IFS$site"; done ;;
        python) for site in $sites; do look "$1" "$site/$path"; done ;;
        *) for place in $path; do look "$1" "$place"; done ;;
      esac
      shift 3
    done
    """

  /// The words after the script for `modules`; empty where nothing is to be looked for.
  ///
  /// - Parameters:
  ///   - folders: Folders of the tree beside which environments may stand.
  ///   - environments: Further environments of Python, absolute.
  static func arguments(
    for modules: [ProjectModule], besides folders: [String], environments: [String]
  ) -> [String] {
    guard !modules.isEmpty else { return [] }
    let plain = folders.filter { folder in !folder.contains { "*?[\\\n".contains($0) } }
    let tops = Array(Set(plain + [""]).sorted().prefix(64))
    var words: [String] = []
    let places = tops.flatMap { top in [".venv", "venv"].map { ProjectModules.joined(top, $0) } }
    for place in places + environments { words += ["0", "environment", place] }
    for (number, module) in modules.enumerated() {
      let (kind, patterns) = patterns(for: module, tops)
      for pattern in patterns { words += ["\(number)", kind, pattern] }
    }
    return words
  }

  private static func patterns(
    for module: ProjectModule, _ tops: [String]
  ) -> (kind: String, patterns: [String]) {
    let name = module.name
    switch module.language {
    case .python: return ("python", [name])
    case .node:
      return ("place", tops.map { ProjectModules.joined($0, "node_modules/\(name)") })
    case .ruby:
      let gems = [
        "/var/lib/gems/*/gems", "~/.gem/ruby/*/gems", "~/.local/share/gem/ruby/*/gems",
        "/usr/share/rubygems-integration/all/gems",
      ]
      let bundled = tops.map { ProjectModules.joined($0, "vendor/bundle/ruby/*/gems") }
      return ("place", (bundled + gems).map { "\($0)/\(name)-[0-9]*/lib" })
    case .perl:
      let folders = [
        "local/lib/perl5", "~/perl5/lib/perl5", "/usr/local/share/perl/*",
        "/usr/local/lib/*/perl/*", "/usr/share/perl5", "/usr/lib/*/perl5/*",
      ]
      return ("place", folders.map { "\($0)/\(name)" })
    case .java:
      let groups = ["*", "*/*", "*/*/*", "*/*/*/*"]
      return ("place", groups.map { "~/.m2/repository/\($0)/\(name)/*" })
    }
  }

  /// What the script printed for `modules`, with the workspace at `place`.
  init(printed text: String, for modules: [ProjectModule], at place: String) {
    // What commands print of the place is said generally.
    let places = [place, Surroundings.standardPlace].map { $0 + "/" }
    func relative(_ path: Substring) -> String {
      String(path.dropFirst(places.first(where: path.hasPrefix)?.count ?? 0))
    }
    var seen: Set<String> = []
    var isNew = false
    for line in text.split(separator: "\n") {
      if line.hasPrefix("#") {
        let parts = line.dropFirst().split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let number = Int(parts[0]), modules.indices.contains(number) else {
          isNew = false
          continue
        }
        let path = relative(parts[1])
        isNew = seen.insert("\(number) \(path)").inserted
        let isFile = path.hasSuffix(".py") || path.hasSuffix(".pm")
        let folder = isFile ? ProjectModules.folder(of: path) : path
        if isNew {
          copies.append(Copy(module: modules[number], path: path, folders: [folder]))
        }
      } else if isNew, let last = copies.last, relative(line).hasPrefix(last.path + "/") {
        copies[copies.count - 1].folders.append(relative(line))
      }
    }
  }

  // MARK: What was loaded

  /// The copies of which files were opened, and none of the project's own files that they are copies of.
  ///
  /// - Parameters:
  ///   - opened: All files that were opened, of the tree and in ``folders``.
  ///   - isFile: Whether a path is that of a file of the tree.
  /// - Complexity: O(*n* · *m*) in the copies and the files opened.
  func loaded(by opened: Set<String>, where isFile: (String) -> Bool) -> [Copy] {
    let sources = Set(opened.map(InstalledCopies.source))
    return copies.filter { copy in
      if copy.module.language == .java {
        let isOpen = sources.contains { $0.hasPrefix(copy.path + "/") && $0.hasSuffix(".jar") }
        return isOpen && !sources.contains { InstalledCopies.isSource($0, below: copy.module.home) }
      }
      let originals = sources.compactMap { copy.original(of: $0) }.filter(isFile)
      return !originals.isEmpty && sources.isDisjoint(with: originals)
    }
  }

  /// The file that a compiled one of Python's was made of; any other is itself.
  private static func source(of path: String) -> String {
    guard path.hasSuffix(".pyc") else { return path }
    guard let cache = path.ranges(of: "__pycache__/").last else { return String(path.dropLast()) }
    let name = path[cache.upperBound...].prefix { $0 != "." }
    return path[..<cache.lowerBound] + name + ".py"
  }

  private static func isSource(_ path: String, below home: String) -> Bool {
    (home.isEmpty ? !path.hasPrefix("/") : path.hasPrefix(home + "/"))
      && [".java", ".kt", ".scala", ".groovy"].contains { path.hasSuffix($0) }
  }
}

extension InstalledCopies.Copy {
  /// The file of the tree that a file of the copy stands for; `nil` for a file of another's.
  fileprivate func original(of file: String) -> String? {
    if file == path { return module.home }
    guard file.hasPrefix(path + "/") else { return nil }
    return ProjectModules.joined(module.home, String(file.dropFirst(path.count + 1)))
  }

  /// The piece that is missing where the copy is loaded: the project's own module in its place.
  var piece: MissingPiece {
    let own = module.home.isEmpty ? module.name : module.home
    return MissingPiece(.copy, path, of: module.language.rawValue, line: own)
  }
}
