/// What commands are for, by their words.
enum ShellWords {
  /// The name of a program, without its folder.
  static func name(of word: String) -> String {
    word.split(separator: "/").last.map(String.init) ?? word
  }

  /// What a simple command, without variables before it, is for.
  static func kind(of words: [String]) -> ShellLine.Kind {
    var words = words
    while let first = words.first, let count = wrappers[name(of: first)], words.count > count {
      words.removeFirst(count)
      words = Array(words.drop { $0.hasPrefix("-") || ShellLine.isAssignment($0) })
    }
    // A tool that starts others in an environment of its own.
    while words.count > 2, words[1] == "run" || words[1] == "exec",
      runners.contains(name(of: words[0]))
    {
      words = Array(words.dropFirst(2).drop { $0.hasPrefix("-") })
    }
    guard let first = words.first else { return .other }
    var name = name(of: first)
    if name.hasPrefix("python"), words.count > 2, words[1] == "-m" {
      words = Array(words.dropFirst(2))
      name = words[0]
    }
    let rest = words.dropFirst().filter { !$0.hasPrefix("-") && !$0.hasPrefix("+") }
    if let cause = refusal(of: name, rest, words) { return .refused(cause) }
    if checks.contains(name) || isCheck(name, rest) || asksForChecks(name, words) { return .check }
    if isTest(name, rest, words) { return .test }
    return isSetup(name, rest) ? .setup : .other
  }

  /// Programs that start the one that follows so many words later.
  private static let wrappers = [
    "time": 1, "env": 1, "xvfb-run": 1, "timeout": 2, "nice": 1, "command": 1, "exec": 1,
    "travis_retry": 1, "retry": 1, "npx": 1, "bunx": 1, "catchsegv": 1, "stdbuf": 1,
  ]

  private static let runners: Set = [
    "poetry", "pdm", "uv", "pipenv", "bundle", "opam", "coverage", "rye", "pixi",
  ]

  private static let checks: Set = [
    "eslint", "prettier", "ruff", "black", "flake8", "isort", "mypy", "pylint", "pyright", "tsc",
    "rubocop", "shellcheck", "golangci-lint", "gofmt", "clang-format", "clang-tidy", "codespell",
    "pre-commit", "actionlint", "yamllint", "cspell", "biome", "phpstan", "psalm", "swiftlint",
    "credo", "hlint", "rustfmt", "staticcheck", "markdownlint", "commitlint",
  ]

  private static func isCheck(_ name: String, _ rest: [String]) -> Bool {
    let words = ["lint", "fmt", "format", "clippy", "typecheck", "type-check", "vet", "style"]
    return ["npm", "pnpm", "yarn", "bun", "cargo", "go", "make", "just", "mix", "composer"]
      .contains(name)
      && rest.prefix(2).contains { word in
        let last = word.split(separator: ":").last.map(String.init) ?? word
        return words.contains {
          word == $0 || word.hasPrefix($0 + ":") || word.hasPrefix($0 + "-") || last == $0
        }
      }
  }

  /// Parts of the names of environments in which nothing is tested.
  private static let checking: Set = [
    "lint", "linters", "doc", "docs", "style", "format", "fmt", "typing", "types", "type", "mypy",
    "pyright", "flake8", "black", "ruff", "pylint", "isort", "codespell", "precommit", "manifest",
    "build", "package", "packaging", "release", "readme", "changelog", "twine", "spelling",
    "bandit", "safety", "security", "clean", "report", "linkcheck", "vulture", "checks", "pkg",
  ]

  /// Whether tox or Nox is asked for environments alone by whose names nothing is tested in them.
  private static func asksForChecks(_ name: String, _ words: [String]) -> Bool {
    guard name == "tox" || name == "nox" else { return false }
    let options: Set = ["-e", "-s", "--session", "--sessions", "-m", "--env"]
    var named: [Substring] = []
    for (index, word) in words.enumerated() {
      if options.contains(word), index + 1 < words.count {
        named += words[index + 1].split(separator: ",")
      } else if ["-e", "-s"].contains(word.prefix(2)), word.count > 2 {
        named += word.dropFirst(2).split { $0 == "," || $0 == "=" }
      } else if let equals = word.firstIndex(of: "="), options.contains(String(word[..<equals])) {
        named += word[equals...].dropFirst().split(separator: ",")
      }
    }
    return !named.isEmpty
      && named.allSatisfy { name in
        name.lowercased().split { "-_:.".contains($0) }.contains { checking.contains(String($0)) }
          || name.lowercased() == "pre-commit"
      }
  }

  private static let rootly: Set = [
    "sudo", "su", "doas", "apt", "apt-get", "dnf", "yum", "apk", "brew", "choco", "pacman",
    "zypper", "snap", "systemctl", "service", "mount", "modprobe", "sysctl", "winget", "port",
  ]
  private static let accounts: Set = [
    "gh", "glab", "aws", "gcloud", "az", "kubectl", "helm", "terraform", "ansible-playbook", "ssh",
    "scp", "rsync", "sftp", "ftp", "twine", "codecov", "coveralls", "heroku", "fly", "flyctl",
    "vercel", "netlify", "firebase", "wrangler", "semantic-release", "goreleaser", "docker",
    "podman", "docker-compose", "cosign", "gpg", "surge", "rclone", "s3cmd", "gsutil", "eval",
  ]
  private static let publishing: Set = [
    "publish", "deploy", "release", "push", "login", "upload", "adduser", "owner", "yank", "submit",
  ]

  /// Why a command must not be proposed; `nil` where nothing speaks against it.
  private static func refusal(
    of name: String, _ rest: [String], _ words: [String]
  ) -> Omission.Cause? {
    if rootly.contains(name) { return .needsRoot }
    if accounts.contains(name) { return .reachesOut }
    // What follows a subcommand are names of tests and files.
    let asked = goals.contains(name) ? rest[...] : rest.prefix(rest.first == "run" ? 2 : 1)
    let parts = asked.filter { !$0.contains("/") }.flatMap { $0.split { ":-_.".contains($0) } }
    if !testers.contains(name), parts.contains(where: { publishing.contains($0.lowercased()) }) {
      return .reachesOut
    }
    if words.contains(where: { ($0.hasPrefix("-") || $0.contains("$")) && speaksOfSecret($0) }) {
      return .usesSecret
    }
    if name == "rm", rest.contains(where: { $0.hasPrefix("/") || $0.hasPrefix("~") || $0 == "*" }) {
      return .reachesOut
    }
    return nil
  }

  /// Tools of whose words each is something to do.
  private static let goals: Set = [
    "make", "gmake", "ninja", "just", "task", "rake", "ant", "mvn", "mvnw", "gradle", "gradlew",
    "sbt", "lein", "invoke",
  ]

  /// Whether a word names a secret.
  static func speaksOfSecret(_ word: String) -> Bool {
    let word = word.lowercased().replacing("-", with: "_")
    return ["token", "password", "secret", "api_key", "apikey", "credential"]
      .contains(where: word.contains)
  }

  private static let testers: Set = [
    "pytest", "py.test", "unittest", "nose2", "tox", "nox", "jest", "vitest", "mocha", "ava",
    "jasmine", "rspec", "phpunit", "pest", "ctest", "prove", "bats", "busted", "ginkgo",
    "gotestsum", "trial", "stestr", "behave", "cucumber", "playwright", "cypress", "karma",
    "minitest", "kaocha", "testthat",
  ]

  private static func isTest(_ name: String, _ rest: [String], _ words: [String]) -> Bool {
    if testers.contains(name) { return !words.contains("--notest") && !words.contains("install") }
    let (first, second) = (rest.first ?? "", rest.dropFirst().first ?? "")
    let asks = { (word: String) in
      word == "test" || word == "tests" || word == "check" || word.hasPrefix("test:")
        || word.hasPrefix("test-") || word == "unittest"
    }
    switch name {
    case "npm", "pnpm", "yarn", "bun", "hatch":
      return asks(first) || first == "t" || first == "run" && asks(second)
    case "node": return words.contains("--test")
    case "cargo": return first == "test" || first == "nextest" && second == "run"
    case "go", "swift", "mix", "dune", "cabal", "stack", "meson", "dotnet", "zig", "bazel", "deno",
      "lein", "sbt", "rails", "composer", "flutter", "dart", "crystal", "nimble", "pub":
      return first == "test" || first == "runtest" || first == "build" && second == "test"
    case "mvn", "mvnw": return rest.contains("test") || rest.contains("verify")
    case "gradle", "gradlew": return rest.contains { asks($0) || $0.hasSuffix(":test") }
    case "make", "gmake", "ninja", "just", "task", "rake", "ant":
      return rest.contains(where: asks) || rest.contains("spec") || rest.contains("distcheck")
    case "manage.py": return first == "test"
    case "python", "python3", "ruby", "perl", "php", "sh", "bash":
      guard !words.contains("-c"), !words.contains("-e") else { return false }
      return isScript(first) || first == "manage.py" && second == "test"
    default: return words[0].contains("/") && !words[0].hasSuffix("/") && isScript(words[0])
    }
  }

  /// Whether the file `path` is by its name a script that runs tests.
  private static func isScript(_ path: String) -> Bool {
    let stem = name(of: path).split(separator: ".").first.map { $0.lowercased() } ?? ""
    let names: Set = [
      "test", "tests", "check", "runtests", "run-tests", "run_tests", "runtest", "run_test",
      "run-test", "test-all", "testall", "unit-tests", "unit_tests", "alltests",
    ]
    return names.contains(stem) || stem == "run" && path.contains("test")
  }

  private static func isSetup(_ name: String, _ rest: [String]) -> Bool {
    let (first, second) = (rest.first ?? "", rest.dropFirst().first ?? "")
    let words: Set = ["setup", "bootstrap", "deps", "dependencies", "install-deps", "dev-install"]
    switch name {
    case "npm", "pnpm", "bun": return ["ci", "i", "install", "clean-install"].contains(first)
    case "yarn": return first.isEmpty || first == "install"
    case "pip", "pip3", "pipenv", "poetry", "pdm", "bundle", "composer":
      return ["install", "sync"].contains(first) || first == "config"
    case "uv": return first == "sync" || first == "pip" && second == "install"
    case "venv", "virtualenv": return true
    case "cargo": return first == "fetch"
    case "go": return first == "mod" && second == "download"
    case "mix": return ["deps.get", "local.hex", "local.rebar", "deps.compile"].contains(first)
    case "swift": return first == "package" && second == "resolve"
    case "cabal": return first == "update"
    case "opam": return first == "install" || first == "switch"
    case "cpanm", "luarocks": return true
    case "make", "just", "task", "rake": return words.contains(first)
    case "sh", "bash": return words.contains(stem(first))
    default: return words.contains(stem(name))
    }
  }

  private static func stem(_ path: String) -> String {
    name(of: path).split(separator: ".").first.map(String.init) ?? ""
  }
}
