/// Which tools commands use, and what follows from that for their setup.
struct Tooling {
  private static let known: [(names: Set<String>, family: Family, hosts: [String])] = [
    (["npm", "pnpm", "bun", "npx", "node", "jest", "vitest", "mocha"], .node, Hosts.npm),
    (["yarn"], .node, Hosts.yarn),
    (
      [
        "pip", "pip3", "python", "python3", "uv", "poetry", "pdm", "pipenv", "tox", "nox", "pytest",
        "hatch", "virtualenv", "py.test",
      ], .python, Hosts.pypi
    ),
    (["bundle", "gem", "rake", "rspec", "ruby"], .ruby, Hosts.rubygems),
    (["cargo"], .rust, Hosts.crates), (["go"], .go, Hosts.go), (["swift"], .swift, []),
    (["mvn", "mvnw"], .jvm, Hosts.maven), (["gradle", "gradlew"], .jvm, Hosts.gradle),
    (["composer", "phpunit"], .php, Hosts.composer), (["mix"], .elixir, Hosts.hex),
    (["opam", "dune"], .ocaml, Hosts.opam), (["cabal"], .haskell, Hosts.hackage),
    (["stack"], .haskell, Hosts.stack), (["cmake", "ctest", "meson", "ninja"], .c, []),
  ]

  /// The family of the first tool in `commands` that is known.
  static func family(of commands: [String]) -> Family {
    found(in: commands).first?.family ?? .other
  }

  /// The hosts that the tools in `commands` reach; those of a command that is given an index of its own are that one's.
  static func hosts(of commands: [String]) -> [String] {
    commands.flatMap { command in
      let named = Hosts.named(in: command)
      if command.contains("--no-index") || command.contains("--offline") { return [String]() }
      return named.isEmpty ? found(in: [command]).flatMap(\.hosts) : named
    }
  }

  private static func found(in commands: [String]) -> [(family: Family, hosts: [String])] {
    commands.flatMap { ShellLine($0).commands }.compactMap { words in
      let name = ShellWords.name(of: words[0])
      return known.first { $0.names.contains(name) }.map { ($0.family, $0.hosts) }
    }
  }

  /// Commands as a project's own machine has them: what pip installs goes into an environment of the project's.
  static func isolated(_ commands: [String]) -> [String] {
    let lines = commands.map(ShellLine.init)
    let usesPip = lines.contains { line in
      line.commands.contains { words in
        let name = ShellWords.name(of: words[0])
        return name.hasPrefix("pip")
          && name != "pipenv"
          || name.hasPrefix("python") && words.dropFirst().first == "-m"
            && words.dropFirst(2).first == "pip"
      }
    }
    let makes = commands.contains { $0.contains("venv") }
    return usesPip && !makes ? ["python3 -m venv .venv"] + commands : commands
  }
}
