import Proposals
import Text
import Vocabulary

/// A setup that the project's files speak for.
struct KnownSetup: Hashable {
  /// The commands, in order.
  let commands: [String]
  /// Whose packages it installs.
  let family: Family
  /// What the files say that speak for it.
  let text: String

  /// Whether these files name a package or program.
  func names(_ name: String) -> Bool {
    text.split { !($0.isLetter || $0.isNumber || "-_.".contains($0)) }.contains { $0 == name }
  }
}

/// What most likely gives the tests what they lack, by the manifests that the project has. Pure.
struct EnvironmentMend {
  /// The project's files, and which are its own.
  let project: ProjectPieces
  /// The setups that the project's files speak for, best first.
  let setups: [KnownSetup]
  /// The test command.
  let command: String
  /// Whether there is a checkout, whose installed packages are carried.
  let hasCheckout: Bool
  /// What of the project stands there beside its base's own objects.
  var pieces = StandingPieces()
  /// Whether commands see another root than the machine's, in which something else is installed.
  var isInRoot = false

  /// The mend for the first of `pieces` that one is known for.
  func words(for pieces: [MissingPiece]) -> String? {
    pieces.lazy.compactMap { words(for: $0) }.first
  }

  private func words(for piece: MissingPiece) -> String? {
    switch piece.kind {
    case .submodule:
      return pieces.mend(forSubmodule: piece.name)
    case .largeFile: return pieces.mendForLargeFiles
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
    case .file where piece.tool == "git":
      return
        "git ignores \(piece.name), so commands do not see it: git config --add colleague.setup COMMAND, one that makes it"
    case .repository:
      let making =
        "git init -q && git add -A && git -c user.name=t -c user.email=t@localhost commit -qm base"
      return
        "git config colleague.test COMMAND, one that needs no repository, or makes one first: \(making)"
    case .tests:
      return "git config colleague.test COMMAND, one that runs \(piece.name)"
    case .interpreter:
      let isInstalled = piece.name.contains("venv/") || piece.name.contains("node_modules/")
      return isInstalled
        ? installing(piece)
        : "git config --global --add colleague.readable FOLDER, with what the first line of \(piece.name) names"
    case .header, .library, .command, .file, .module, .package: return installing(piece)
    case .copy: return nil
    }
  }

  /// What has the tests load `module` from the project, where they load a copy of it.
  ///
  /// - Parameter hasCheckout: Whether there is a checkout, in which something can be installed by hand.
  static func words(for module: ProjectModule, hasCheckout: Bool) -> String {
    let folder = ProjectModules.folder(of: module.home)
    switch module.language {
    case .python:
      let place = folder.isEmpty ? "." : folder
      let install =
        hasCheckout
        ? "install the project by pip install -e . in the place of the copy"
        : "git colleague setup --write, for a setup that installs the project itself"
      return install + ", or set pythonpath = \(place) in pytest's own settings"
    case .node:
      return module.home.isEmpty
        ? "put a link in the place of the copy: ln -sfn .. node_modules/\(module.name)"
        : "name \(module.home) among the workspaces in package.json, so that a link to it is installed"
    case .ruby:
      return
        "put gemspec into the Gemfile and run the tests by bundle exec, or give them -I \(module.home)"
    case .perl: return "give the tests the project's own folder: perl -Ilib, or prove -l"
    case .java:
      return "have Maven build \(module.name) with what is tested: mvn -pl MODULE -am test"
    }
  }

  /// What installs the piece: Debian's package, or a setup of the project's.
  ///
  /// In a checkout the setup's commands can be run by hand, since what they install is carried.
  private func installing(_ piece: MissingPiece) -> String? {
    if let package = EnvironmentMend.debian["\(piece.kind.rawValue) \(piece.name)"] {
      return isInRoot
        ? "install \(package), or what has it there, in the root that colleague.root names"
        : "apt install \(package)"
    }
    // What no file of the project's speaks of may lie in a submodule that is not there.
    if let empty = pieces.emptySubmodules.first, !setups.contains(where: { $0.names(piece.name) }),
      [.module, .package, .header, .file].contains(piece.kind)
    {
      return pieces.mend(forSubmodule: empty.path)
    }
    let words: String
    if let setup = setup(for: piece) {
      let line = line(of: setup, for: piece)
      words = "git colleague setup --write" + (hasCheckout ? ", or in the checkout: \(line)" : "")
    } else if isNotInstalled(piece) {
      return pythonPath(piece.name)
    } else if let line = unnamed(piece) {
      words =
        hasCheckout
        ? "in the checkout: \(line)"
        : "git config --add colleague.setup \(shellQuoted(line)) && git colleague trust"
    } else {
      return general(piece)
    }
    return words + (isNotInstalled(piece) ? "; or \(pythonPath(piece.name))" : "")
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

  /// The setup, of those that the project's files speak for, that most likely brings the piece: the best of its tools, or one
  /// whose files name it.
  private func setup(for piece: MissingPiece) -> KnownSetup? {
    if let family = family(of: piece) { return setups.first { $0.family == family } }
    guard piece.kind == .command, piece.name.utf8.count > 2 else { return nil }
    return setups.first { $0.names(piece.name) }
  }

  /// The tools whose packages bring the piece; `nil` where that is not known.
  private func family(of piece: MissingPiece) -> Family? {
    switch piece.tool {
    case "Python", "pytest": return .python
    case "node", "npm": return .node
    case "Ruby": return .ruby
    case "PHP": return .php
    case "Go": return .go
    case "Rust": return .rust
    case "Swift": return .swift
    case "Java", "Maven", "Gradle": return .jvm
    case "Elixir": return .elixir
    case "OCaml": return .ocaml
    case "Haskell": return .haskell
    default: break
    }
    guard [.command, .interpreter, .file].contains(piece.kind) else { return nil }
    if piece.name.contains("node_modules/") || command.contains("npm ") || command.contains("npx ")
    {
      return .node
    }
    if piece.name.contains("venv/") || ["pytest", "tox", "nox", "nose2"].contains(piece.name) {
      return .python
    }
    if piece.name.hasPrefix("vendor/"), project.paths.contains("composer.json") { return .php }
    return ["rspec", "rake", "bundle"].contains(piece.name) ? .ruby : nil
  }

  /// The commands of a setup in one line, for the environment that the tests look for, and with a package that they need
  /// and it does not name.
  private func line(of setup: KnownSetup, for piece: MissingPiece) -> String {
    var line = setup.commands.joined(separator: " && ")
    if piece.name.hasPrefix("venv/") { line = line.replacing(".venv", with: "venv") }
    let isPlugin = piece.tool == "pytest" || piece.kind == .command && piece.name == "pytest"
    if isPlugin, setup.commands.last?.contains("pip install") == true {
      let names = piece.name.split(separator: ", ").map(String.init).filter(isPlain)
      line += names.filter { !setup.text.contains($0) }.map { " " + $0 }.joined()
    }
    return line
  }

  /// What installs a piece by its name alone, where no file of the project's speaks for a setup.
  private func unnamed(_ piece: MissingPiece) -> String? {
    if piece.tool == "Perl" {
      let hasList = project.paths.contains("cpanfile")
      return hasList ? "cpanm --local-lib local --installdeps ." : nil
    }
    guard family(of: piece) == .python else { return nil }
    var words =
      piece.kind != .module && piece.tool != "pytest"
      ? [] : piece.name.split(separator: ", ").map(String.init).filter(isPlain)
    if command.contains("pytest") || piece.name == "pytest", !words.contains("pytest") {
      words.append("pytest")
    }
    if words.isEmpty { words = ["PACKAGE"] }
    let folder = piece.name.hasPrefix("venv/") ? "venv" : ".venv"
    return
      "python3 -m venv \(folder) && \(folder)/bin/pip install \(words.joined(separator: " "))"
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

  /// What has Python look for a module of the project's own where it stands.
  private func pythonPath(_ name: String) -> String {
    let found = project.pythonHomes(of: name).sorted().first ?? ""
    let home = found.isEmpty ? "." : found
    return command.contains("pytest")
      ? "set pythonpath = \(home) in pytest's own settings"
      : "git config colleague.test \(shellQuoted("PYTHONPATH=\(shellQuoted(home)) \(command)"))"
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
