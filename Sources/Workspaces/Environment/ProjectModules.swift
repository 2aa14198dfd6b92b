import Engine
import Vocabulary
import YAML

/// A module, package or library of the project's own, as its language's programs ask for it.
struct ProjectModule: Hashable, Sendable {
  /// The languages in which a copy of a module, installed elsewhere, can be loaded in the place of the module.
  enum Language: String, Hashable, Sendable {
    case python = "Python"
    case node = "node"
    case ruby = "Ruby"
    case perl = "Perl"
    case java = "Java"
  }

  /// Who loads it.
  let language: Language
  /// Its name as a path: `totals`, `space/totals`, `@scope/totals`, `My/Totals.pm`.
  let name: String
  /// Where it stands in the tree: a folder, empty for the tree itself, or a file.
  let home: String
}

/// Finds the project's own modules by its paths and manifests. Pure but for `read`.
struct ProjectModules {
  /// The modules, of each language no more than ``most``.
  let found: [ProjectModule]
  /// Folders that have a manifest of some language, and may have an environment beside it; sorted.
  let folders: [String]

  /// The most modules of one language.
  private static let most = 64
  /// Folders beside a manifest, itself among them, from which Python's modules are installed.
  private static let sources = ["", "src/", "lib/", "python/", "source/"]

  /// Looks through `paths`, the files of a tree.
  ///
  /// - Parameter read: Gives the text of a file of the tree.
  /// - Complexity: O(*n*) in the paths; no more than 64 manifests of each kind are read.
  init(in paths: [String], read: (String) -> String?) {
    var manifests: [String: [String]] = [:]
    for path in paths {
      let name = String(path[ProjectModules.start(ofNameIn: path)...])
      let kind = name.hasSuffix(".gemspec") ? ".gemspec" : name
      guard ProjectModules.kinds.contains(kind), !ProjectModules.isOfOthers(path) else { continue }
      manifests[kind, default: []].append(path)
    }
    var found: [ProjectModule] = []
    func take(_ modules: [ProjectModule]) { found += modules.prefix(ProjectModules.most) }
    func all(_ kind: String) -> ArraySlice<String> { (manifests[kind] ?? []).prefix(64) }
    let homes = ["pyproject.toml", "setup.py", "setup.cfg"].flatMap(all).map {
      ProjectModules.folder(of: $0)
    }
    take(ProjectModules.python(in: paths, of: Set(homes + [""])))
    take(
      all("package.json").compactMap { path in
        guard let name = read(path).flatMap(ProjectModules.nodeName) else { return nil }
        return ProjectModule(language: .node, name: name, home: ProjectModules.folder(of: path))
      })
    take(
      all(".gemspec").compactMap { path in
        let name = String(path[ProjectModules.start(ofNameIn: path)...].dropLast(8))
        guard ProjectModules.isPlain(name) else { return nil }
        let folder = ProjectModules.folder(of: path)
        return ProjectModule(
          language: .ruby, name: name, home: ProjectModules.joined(folder, "lib"))
      })
    take(ProjectModules.perl(in: paths))
    take(
      all("pom.xml").compactMap { path in
        guard let name = read(path).flatMap(ProjectModules.artifact) else { return nil }
        return ProjectModule(language: .java, name: name, home: ProjectModules.folder(of: path))
      })
    self.found = found
    folders = Set(manifests.values.joined().map(ProjectModules.folder)).sorted()
  }

  /// The names of manifests that tell of modules, or beside which an environment stands.
  private static let kinds: Set<String> = [
    "pyproject.toml", "setup.py", "setup.cfg", "package.json", ".gemspec", "pom.xml", "Gemfile",
    "requirements.txt",
  ]

  // MARK: Languages

  /// The topmost packages and modules below the folders that Python installs from.
  private static func python(in paths: [String], of homes: Set<String>) -> [ProjectModule] {
    let roots = Set(
      homes.flatMap { home in Self.sources.map { home.isEmpty ? $0 : "\(home)/\($0)" } })
    let modules = paths.filter { $0.hasSuffix(".py") && !isOfOthers($0) && !TestFiles.isTest($0) }
    let packages = Set(
      modules.filter { $0.hasSuffix("/__init__.py") }.map { String($0.dropLast(12)) })
    var found: Set<ProjectModule> = []
    for package in packages where !packages.contains(folder(of: package)) {
      // The nearest root tells the name.
      guard let root = roots.filter({ package.hasPrefix($0) }).max(by: { $0.count < $1.count })
      else { continue }
      let name = String(package.dropFirst(root.count))
      guard name.split(separator: "/").count <= 3, isPlain(name), !reserved.contains(name)
      else { continue }
      found.insert(ProjectModule(language: .python, name: name, home: package))
    }
    for path in modules {
      let start = start(ofNameIn: path)
      let name = String(path[start...].dropLast(3))
      guard roots.contains(String(path[..<start])), isPlain(name), !reserved.contains(name) else {
        continue
      }
      found.insert(ProjectModule(language: .python, name: name + ".py", home: path))
    }
    return found.sorted { $0.home < $1.home }
  }

  /// Names in Python that are no modules that people install, or that many projects have.
  private static let reserved: Set<String> = [
    "setup", "conftest", "tests", "test", "docs", "doc", "examples", "noxfile", "manage", "tasks",
    "scripts", "tools", "benchmarks", "__init__", "__main__",
  ]

  private static func perl(in paths: [String]) -> [ProjectModule] {
    paths.compactMap { path in
      guard path.hasSuffix(".pm"), path.hasPrefix("lib/"), isPlain(path) else { return nil }
      return ProjectModule(language: .perl, name: String(path.dropFirst(4)), home: path)
    }
  }

  private static func nodeName(_ text: String) -> String? {
    guard let document = try? YAMLNode.document(in: text), let name = document["name"]?.text,
      isPlain(name)
    else { return nil }
    return name
  }

  /// The `artifactId` of a `pom.xml` itself, not of its parent.
  private static func artifact(_ text: String) -> String? {
    var rest = text[...]
    if let start = rest.firstRange(of: "<parent>"), let end = rest.firstRange(of: "</parent>"),
      start.lowerBound < end.lowerBound
    {
      rest = rest[..<start.lowerBound] + rest[end.upperBound...]
    }
    guard let start = rest.firstRange(of: "<artifactId>"),
      let end = rest[start.upperBound...].firstRange(of: "</artifactId>")
    else { return nil }
    let name = rest[start.upperBound..<end.lowerBound].filter { !$0.isWhitespace }
    return isPlain(name) ? name : nil
  }

  // MARK: Names

  /// Whether a name can stand in a pattern of the shell's as it is.
  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("-") && !name.contains("..")
      && name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
          || (0x61...0x7a).contains(byte) || "-_./@".utf8.contains(byte)
      }
  }

  /// Whether what lies there is others' code, or an example of it.
  private static func isOfOthers(_ path: String) -> Bool {
    path.split(separator: "/").dropLast().contains {
      ["node_modules", "vendor", "third_party", "fixtures", "testdata", "examples"].contains($0)
    }
  }

  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  static func joined(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : name.isEmpty ? folder : "\(folder)/\(name)"
  }

  private static func start(ofNameIn path: String) -> String.Index {
    path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
  }
}
