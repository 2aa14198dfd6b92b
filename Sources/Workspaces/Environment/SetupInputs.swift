import Git
import Vocabulary

/// The files that a setup reads first: lock files, manifests, what its own commands name, and submodules' commits.
struct SetupInputs {
  /// Names of files that say what a project needs, of the package managers in use.
  private static let names: Set<String> = [
    "package.json", "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml",
    "pnpm-workspace.yaml", "yarn.lock", ".yarnrc.yml", "bun.lock", "bun.lockb", "deno.json",
    "deno.lock", ".npmrc", ".nvmrc", ".node-version", "lerna.json",
    "pyproject.toml", "setup.py", "setup.cfg", "poetry.lock", "pdm.lock", "uv.lock", "Pipfile",
    "Pipfile.lock", "environment.yml", "environment.yaml", "tox.ini", "noxfile.py", "hatch.toml",
    "constraints.txt", ".python-version",
    "Gemfile", "Gemfile.lock", "gems.rb", "gems.locked", ".ruby-version",
    "Cargo.toml", "Cargo.lock", "rust-toolchain", "rust-toolchain.toml",
    "go.mod", "go.sum", "go.work", "go.work.sum",
    "Package.swift", "Package.resolved", ".swift-version",
    "pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts",
    "gradle.properties", "gradle.lockfile", "libs.versions.toml", "gradle-wrapper.properties",
    "composer.json", "composer.lock", "mix.exs", "mix.lock", "rebar.config", "rebar.lock",
    "dune-project", "cabal.project", "stack.yaml", "stack.yaml.lock",
    "conanfile.txt", "conanfile.py", "vcpkg.json", "cpanfile", "cpanfile.snapshot",
    "DESCRIPTION", "renv.lock", "Project.toml", "Manifest.toml", "pubspec.yaml", "pubspec.lock",
    ".tool-versions", "mise.toml", ".gitmodules", "devcontainer.json",
  ]
  private static let endings = [".gemspec", ".opam", ".cabal", ".csproj", ".fsproj", ".rockspec"]

  private let commands: Set<Substring>
  private let further: [String]
  private let usesMake: Bool
  private let usesJust: Bool

  /// The inputs of `commands`, and the further ones that the user names.
  init(of commands: [String], and further: [String]) {
    let words = commands.flatMap {
      $0.split { $0.isWhitespace || "'\"=;&|()".contains($0) }
    }
    self.commands = Set(words.map { $0.hasPrefix("./") ? $0.dropFirst(2) : $0 })
    self.further = further.map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0 }
    usesMake = words.contains("make")
    usesJust = words.contains("just")
  }

  /// Whether the file at `path` is one.
  func contain(_ path: String) -> Bool {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    if SetupInputs.names.contains(name) || SetupInputs.endings.contains(where: name.hasSuffix) {
      return true
    }
    // Requirements have many names, and folders of their own.
    if name.hasSuffix(".txt") || name.hasSuffix(".in"),
      name.contains("requirements") || path.contains("requirements/")
    {
      return true
    }
    if commands.contains(path[...]) { return true }
    if usesMake, ["Makefile", "makefile", "GNUmakefile"].contains(path) || path.hasSuffix(".mk") {
      return true
    }
    if usesJust, ["justfile", "Justfile", ".justfile"].contains(path) { return true }
    return further.contains { input in
      path == input || name == input || path.hasPrefix(input + "/")
    }
  }

  /// The inputs in `tree` with their blobs' ids, sorted by path.
  ///
  /// - Complexity: O(*n*) in the files of the tree.
  func found(
    in tree: ObjectID, of repository: borrowing Repository
  ) throws(GitError) -> [(path: String, id: ObjectID)] {
    var found: [(path: String, id: ObjectID)] = []
    try repository.forEachFile(inTree: tree) { path, entry throws(GitError) in
      // What a setup does may be about a submodule's files.
      if entry.mode == .submodule || contain(path) { found.append((path, entry.id)) }
    }
    return found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}
