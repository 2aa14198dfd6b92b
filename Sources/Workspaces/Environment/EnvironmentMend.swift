import Text
import Vocabulary

/// What most likely gives the tests what they lack, by the manifests that the project has. Pure.
struct EnvironmentMend {
  /// The project's files, and which are its own.
  let project: ProjectPieces
  /// The test command.
  let command: String
  /// Whether commands see another root than the machine's, in which something else is installed.
  var isInRoot = false

  /// The mend for the first of `pieces` that one is known for.
  func words(for pieces: [MissingPiece]) -> String? {
    pieces.lazy.compactMap { words(for: $0) }.first
  }

  private func words(for piece: MissingPiece) -> String? {
    switch piece.kind {
    case .submodule:
      return
        "git submodule update --init \(shellQuoted(piece.name)) in the checkout, so that its objects are at hand"
    case .network where !piece.tool.isEmpty && setup(for: piece) != nil: return installing(piece)
    case .network:
      return
        "commands of a run have no network: git config colleague.test COMMAND, one that leaves such tests out"
    case .display:
      return
        "git config colleague.test \(shellQuoted("xvfb-run -a \(command)")), with xvfb installed"
    case .database:
      return
        "git config colleague.test COMMAND, one that starts \(piece.name) itself, or leaves such tests out"
    case .tests:
      return "git config colleague.test COMMAND, one that runs \(piece.name)"
    case .interpreter:
      let isInstalled = piece.name.contains("venv/") || piece.name.contains("node_modules/")
      return isInstalled
        ? installing(piece)
        : "git config --global --add colleague.readable FOLDER, with what the first line of \(piece.name) names"
    case .header, .library, .command, .file, .module, .package: return installing(piece)
    }
  }

  private func installing(_ piece: MissingPiece) -> String? {
    if let package = EnvironmentMend.debian["\(piece.kind.rawValue) \(piece.name)"] {
      return isInRoot
        ? "install \(package), or what has it there, in the root that colleague.root names"
        : "apt install \(package)"
    }
    guard let line = setup(for: piece) else { return general(piece) }
    return "git config --add colleague.setup \(shellQuoted(line))"
      + (isNotInstalled(piece) ? ", or \(pythonPath(piece.name))" : "")
  }

  /// What is left to say where no manifest tells.
  private func general(_ piece: MissingPiece) -> String? {
    switch piece.kind {
    case .command, .interpreter:
      return isInRoot
        ? "install \(piece.name) in the root that colleague.root names"
        : "install \(piece.name), or where it is installed: git config --global --add colleague.readable FOLDER"
    case .header, .library:
      return "install the development package that holds \(piece.name)"
        + (isInRoot ? " in the root that colleague.root names" : "")
    default: return "git config colleague.setup COMMAND, one that installs \(piece.name)"
    }
  }

  /// The command that installs what the project's manifests name.
  private func setup(for piece: MissingPiece) -> String? {
    switch piece.tool {
    case "Python", "pytest": return python(piece)
    case "node", "npm": return node
    case "Ruby":
      return has("Gemfile") ? "bundle config set --local path vendor/bundle && bundle install" : nil
    case "Perl": return has("cpanfile") ? "cpanm --local-lib local --installdeps ." : nil
    case "PHP": return has("composer.json") ? "composer install" : nil
    case "Go": return has("go.mod") ? "go mod download" : nil
    case "Rust": return has("Cargo.toml") ? "cargo fetch" : nil
    case "Swift": return has("Package.swift") ? "swift package resolve" : nil
    case "Java", "Maven", "Gradle": return java
    case "Elixir": return has("mix.exs") ? "mix deps.get" : nil
    case "OCaml":
      return project.paths.contains { $0.hasSuffix(".opam") }
        ? "opam install --yes --deps-only --with-test ." : nil
    case "Haskell":
      return project.paths.contains { $0.hasSuffix(".cabal") }
        ? "cabal build --only-dependencies --enable-tests all" : nil
    default: return byCommand(piece)
    }
  }

  /// A program that a manifest's packages bring.
  private func byCommand(_ piece: MissingPiece) -> String? {
    guard piece.kind == .command || piece.kind == .interpreter || piece.kind == .file else {
      return nil
    }
    if piece.name.contains("node_modules/") || command.contains("npm ") || command.contains("npx ")
    {
      return node
    }
    if piece.name.contains("venv/") || ["pytest", "tox", "nox", "nose2"].contains(piece.name) {
      return python(piece)
    }
    if piece.name.hasPrefix("vendor/"), has("composer.json") { return "composer install" }
    if ["rspec", "rake", "bundle"].contains(piece.name), has("Gemfile") {
      return "bundle config set --local path vendor/bundle && bundle install"
    }
    return nil
  }

  private func has(_ path: String) -> Bool { project.paths.contains(path) }

  private var node: String? {
    guard has("package.json") else { return nil }
    if has("pnpm-lock.yaml") { return "pnpm install --frozen-lockfile" }
    if has("yarn.lock") { return "yarn install --frozen-lockfile" }
    if has("bun.lock") || has("bun.lockb") { return "bun install --frozen-lockfile" }
    return has("package-lock.json") ? "npm ci" : "npm install"
  }

  private var java: String? {
    if has("pom.xml") { return "mvn -B test-compile" }
    if has("gradlew") { return "sh ./gradlew testClasses" }
    return has("build.gradle") || has("build.gradle.kts") ? "gradle testClasses" : nil
  }

  /// A virtual environment with what the project names; with the piece itself where it names nothing.
  private func python(_ piece: MissingPiece) -> String {
    if has("uv.lock") { return "uv sync" }
    if has("poetry.lock") {
      return "poetry config virtualenvs.in-project true --local && poetry install"
    }
    if has("pdm.lock") { return "pdm install" }
    if has("Pipfile.lock") { return "PIPENV_VENV_IN_PROJECT=1 pipenv sync --dev" }
    let files = project.paths.filter { path in
      let parts = path.split(separator: "/")
      guard path.hasSuffix(".txt"), parts.count <= 2 else { return false }
      let name = parts.last ?? ""
      let words = Set(name.dropLast(4).split { "-_.".contains($0) })
      let isList = name.contains("requirements") || parts.first == "requirements"
      let other: Set<Substring> = ["docs", "doc", "build", "release", "lint"]
      return isList && words.isDisjoint(with: other)
    }
    var words = files.prefix(4).map { "-r \(shellQuoted($0))" }
    if has("pyproject.toml") || has("setup.py") || has("setup.cfg") { words.append("-e .") }
    if piece.tool == "pytest" || piece.kind == .command || words.isEmpty {
      if piece.kind != .interpreter, !isNotInstalled(piece) {
        words += piece.name.split(separator: ", ").map(String.init).filter(isPlain)
      }
    }
    if command.contains("pytest"), !words.contains("pytest"), files.count < 2 {
      words.append("pytest")
    }
    if words.isEmpty { words = ["PACKAGE"] }
    return "python3 -m venv .venv && .venv/bin/pip install \(words.joined(separator: " "))"
  }

  /// Whether a name that a test printed can stand in a command as it is.
  private func isPlain(_ name: String) -> Bool {
    !name.hasPrefix("-")
      && name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
          || (0x61...0x7a).contains(byte) || "-_.".utf8.contains(byte)
      }
  }

  /// Whether the piece is a module of the project's own, which stands there and is not installed.
  private func isNotInstalled(_ piece: MissingPiece) -> Bool {
    piece.tool == "Python" && piece.kind == .module
      && !project.pythonHomes(of: piece.name).isEmpty
  }

  private func pythonPath(_ name: String) -> String {
    let home = project.pythonHomes(of: name).sorted().first ?? ""
    return "set pythonpath = \(home.isEmpty ? "." : home) in pytest's own settings"
  }

  /// Packages of Debian's that are certain to hold a piece.
  private static let debian = [
    "module tkinter": "python3-tk", "module _tkinter": "python3-tk", "module venv": "python3-venv",
    "module pip": "python3-pip", "header zlib.h": "zlib1g-dev", "library z": "zlib1g-dev",
    "header openssl/ssl.h": "libssl-dev", "library ssl": "libssl-dev",
    "library crypto": "libssl-dev", "header curl/curl.h": "libcurl4-openssl-dev",
    "library curl": "libcurl4-openssl-dev", "header Python.h": "python3-dev",
    "header sqlite3.h": "libsqlite3-dev", "library sqlite3": "libsqlite3-dev",
    "header gtest/gtest.h": "libgtest-dev", "library gtest": "libgtest-dev",
    "header expat.h": "libexpat1-dev", "header ncurses.h": "libncurses-dev",
    "library ncurses": "libncurses-dev", "header readline/readline.h": "libreadline-dev",
    "library readline": "libreadline-dev", "header ffi.h": "libffi-dev",
    "header libxml/parser.h": "libxml2-dev", "library xml2": "libxml2-dev",
    "header yaml.h": "libyaml-dev", "header check.h": "check", "library check": "check",
    "header cmocka.h": "libcmocka-dev", "library cmocka": "libcmocka-dev",
    "package Boost": "libboost-all-dev", "package ZLIB": "zlib1g-dev",
    "package OpenSSL": "libssl-dev", "package GTest": "libgtest-dev",
    "package CURL": "libcurl4-openssl-dev", "command make": "make", "command cmake": "cmake",
    "command gcc": "gcc", "command cc": "gcc", "command g++": "g++", "command node": "nodejs",
    "command npm": "npm", "command ruby": "ruby", "command php": "php-cli",
    "command composer": "composer", "command cargo": "cargo", "command go": "golang-go",
    "command mvn": "maven", "command gradle": "gradle", "command ghc": "ghc",
    "command cabal": "cabal-install", "command jq": "jq", "command git": "git",
    "command curl": "curl", "command xvfb-run": "xvfb", "command tclsh": "tcl",
    "command bats": "bats", "command busted": "lua-busted", "command meson": "meson",
    "command ninja": "ninja-build", "command pkg-config": "pkg-config",
    "command dune": "ocaml-dune",
    "command valgrind": "valgrind", "command ffmpeg": "ffmpeg", "command psql": "postgresql-client",
  ]
}
