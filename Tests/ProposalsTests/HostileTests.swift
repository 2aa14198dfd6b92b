import Glibc
import Testing

@testable import Proposals

@Suite(.timeLimit(.minutes(1))) struct `Hostile files` {
  private static let sources = [
    "deep YAML": (".github/workflows/a.yml", String(repeating: "[", count: 200_000)),
    "deep blocks": (
      ".gitlab-ci.yml", (0..<2000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    ),
    "aliases of aliases": (
      ".github/workflows/a.yml",
      "a: &a [x, x, x, x, x, x, x, x]\n"
        + (1..<12).map { number in
          let (before, now) = (number - 1, number)
          let name = before == 0 ? "a" : "a\(before)"
          return "a\(now): &a\(now) [*\(name), *\(name), *\(name), *\(name), *\(name), *\(name)]\n"
        }.joined() + "jobs: *a11\n"
    ),
    "an anchor in itself": (".gitlab-ci.yml", "a: &a\n  script: [*a]\n  extends: *a\n"),
    "a job that extends itself": (".gitlab-ci.yml", "a: {extends: b}\nb: {extends: a}\n"),
    "deep JSON": ("package.json", String(repeating: "[", count: 1 << 20)),
    "JSON without an end": (
      "package.json", "{\"scripts\": {\"test\": \"" + String(repeating: "\\u12", count: 9)
    ),
    "a comment without an end": (
      ".devcontainer.json", "{/*" + String(repeating: "*", count: 1 << 20)
    ),
    "a list without an end": (
      "pyproject.toml", "[project]\nname = [\n" + String(repeating: "\"a\",\n", count: 200_000)
    ),
    "a text without an end": (
      "pyproject.toml", "[project]\nx = \"\"\"\n" + String(repeating: "a\n", count: 300_000)
    ),
    "one long line": ("Makefile", String(repeating: "test ", count: 200_000) + ":\n\tpytest\n"),
    "one line of backslashes": (
      "AGENTS.md", "## Test\n```\n" + String(repeating: "\\\n", count: 300_000)
    ),
    "many headings": ("README.md", String(repeating: "# test\n", count: 150_000)),
    "many locks": (
      "package-lock.json", String(repeating: "\"resolved\": \"https://a.b/\"\n", count: 40_000)
    ),
    "tox without an end": (
      "tox.ini", "[testenv]\ncommands = " + String(repeating: "{posargs:", count: 100_000)
    ),
  ]

  @Test(arguments: sources.keys.sorted())
  func `take little time and give nothing that was not said`(_ name: String) throws {
    let (path, text) = try #require(Self.sources[name])
    let began = processorTime
    let proposals = Proposals(paths: [path, "package.json", "requirements.txt"]) { asked in
      asked == path ? Array(text.utf8) : nil
    }
    // Generous for a build without optimisation.
    #expect(processorTime - began < 5, "\(name)")
    #expect(proposals.tests.allSatisfy { $0.command.utf8.count <= 2000 })
    #expect(proposals.omissions.count <= 50)
  }

  /// Seconds of the processor that this thread has had.
  private var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  @Test func `that are binary, or cannot be read, say nothing`() {
    let paths = [
      "package.json", "pyproject.toml", "Makefile", ".github/workflows/a.yml", "AGENTS.md",
      ".gitlab-ci.yml", "justfile", "tox.ini", "noxfile.py", ".devcontainer.json", "composer.json",
    ]
    let unreadable = Proposals(paths: paths) { _ in nil }
    let binary = Proposals(paths: paths) { _ in Array("[tool.pytest]\n{\"scripts\"\u{0}".utf8) }
    for proposals in [unreadable, binary] {
      #expect(proposals.tests.filter { $0.command.hasPrefix("npm") } == [])
      #expect(!proposals.tests.contains { $0.command.hasPrefix("make") })
    }
  }

  @Test func `with paths of a hundred thousand folders are looked at from above`() {
    let paths = (0..<4000).map { "p\($0)/package.json" }
    var read = 0
    let proposals = Proposals(paths: paths) { _ in
      read += 1
      return Array(#"{"scripts": {"test": "x"}}"#.utf8)
    }
    #expect(proposals.tests.count == 64 && read < 2000)
  }

  @Test func `whose names a shell would obey are quoted`() {
    let folder = "a; touch x"
    let files = [
      "\(folder)/package.json": #"{"scripts": {"test": "x"}, "dependencies": {"b": "1"}}"#,
      "requirements-$(x).txt": "a\n", "requirements.txt": "a\n",
    ]
    let proposals = Proposals(paths: Array(files.keys)) { path in
      files[path].map { Array($0.utf8) }
    }
    let commands = proposals.setups.flatMap { setup in setup.commands }
    #expect(commands.contains { $0.hasPrefix("cd 'a; touch x' && ") })
    #expect(!commands.contains { $0.contains("-r requirements-$(x)") })
  }
}

@Suite struct `A line of a pipeline` {
  @Test(arguments: [
    "tox -e docs", "tox -e lint,mypy", "tox -epy311-lint", "nox -s docs", "nox --session=typing",
    "npm run test:lint", "tox -e pre-commit",
  ])
  func `that only checks or builds is no test`(line: String) {
    #expect(ShellLine(line).kind == .check)
  }

  @Test func `that names a folder is no command`() {
    #expect(ShellLine("test/").kind == .other && ShellLine("test/run").kind == .test)
  }

  @Test(arguments: [
    "tox", "tox -e py311", "tox -e py311,lint", "nox -s tests", "npm run test:unit",
  ])
  func `that tests is one, whatever it does beside`(line: String) {
    #expect(ShellLine(line).kind == .test)
  }
}
