import Foundation
import Git
import Sandboxes
import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite("Copies of the project's own modules", .timeLimit(.minutes(10)))
struct InstalledCopiesTests {
  /// A project, what is installed beside it, and the test commands that load the one and the other.
  struct Language: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let files: [String: String]
    /// The folder that is carried, and the files in it.
    let carried: String
    let installed: [String: String]
    /// Loads the copy.
    let wrong: String
    /// Loads the project.
    let right: String
    let copy: String
    let own: String
  }

  static let python = Language(
    testDescription: "Python",
    files: [
      "pyproject.toml": "", "src/totals/__init__.py": "",
      "src/totals/sums.py": "def total(a, b): return a + b\n",
      "tests/test_sums.py": """
      import unittest
      from totals import sums
      class T(unittest.TestCase):
        def test_total(self): self.assertEqual(sums.total(1, 2), 3)
      """,
    ],
    carried: ".venv",
    installed: [
      "lib/python3.9/site-packages/totals/__init__.py": "",
      "lib/python3.9/site-packages/totals/sums.py": "def total(a, b): return a + b\n",
    ],
    wrong:
      "PYTHONPATH=.venv/lib/python3.9/site-packages /usr/bin/python3 -m unittest discover -s tests",
    right: "PYTHONPATH=src /usr/bin/python3 -m unittest discover -s tests",
    copy: ".venv/lib/python3.9/site-packages/totals", own: "src/totals")

  static let node = Language(
    testDescription: "node",
    files: [
      "package.json": "{\"name\": \"root\"}",
      "packages/sums/package.json": "{\"name\": \"@x/sums\"}",
      "packages/sums/index.js": "exports.total = (a, b) => a + b\n",
      "wrong/a.test.js": """
      const { test } = require('node:test')
      test('adds', () => { require('node:assert').equal(require('@x/sums').total(1, 2), 3) })
      """,
      "right/a.test.js": """
      const { test } = require('node:test')
      test('adds', () => { require('node:assert').equal(require('../packages/sums').total(1, 2), 3) })
      """,
    ],
    carried: "node_modules",
    installed: [
      "@x/sums/package.json": "{\"name\": \"@x/sums\"}",
      "@x/sums/index.js": "exports.total = (a, b) => a + b\n",
    ],
    wrong: "node --test wrong/", right: "node --test right/",
    copy: "node_modules/@x/sums", own: "packages/sums")

  static let ruby = Language(
    testDescription: "Ruby",
    files: [
      "Gemfile": "", "sums.gemspec": "", "lib/sums.rb": "def total(a, b) = a + b\n",
      "test/test_sums.rb": "require 'sums'\nputs total(1, 2) == 3 ? 'ok 1' : 'not ok 1', '1..1'\n",
    ],
    carried: "vendor/bundle",
    installed: ["ruby/3.1.0/gems/sums-1.0.0/lib/sums.rb": "def total(a, b) = a + b\n"],
    wrong: "ruby -Ivendor/bundle/ruby/3.1.0/gems/sums-1.0.0/lib test/test_sums.rb",
    right: "ruby -Ilib test/test_sums.rb",
    copy: "vendor/bundle/ruby/3.1.0/gems/sums-1.0.0/lib", own: "lib")

  static let perl = Language(
    testDescription: "Perl",
    files: [
      "cpanfile": "", "lib/Sums/Total.pm": "package Sums::Total; sub total { $_[0] + $_[1] } 1;\n",
      "t/a.t": """
      use Test::More tests => 1;
      use Sums::Total;
      is(Sums::Total::total(1, 2), 3);
      """,
    ],
    carried: "local",
    installed: [
      "lib/perl5/Sums/Total.pm": "package Sums::Total; sub total { $_[0] + $_[1] } 1;\n"
    ],
    wrong: "prove -Ilocal/lib/perl5 t", right: "prove -l t",
    copy: "local/lib/perl5/Sums/Total.pm", own: "lib/Sums/Total.pm")

  private func seen(
    _ language: Language, running command: String,
    changing change: (String) throws -> Void = { _ in
    }
  ) async throws -> Observation {
    let repository = try TemporaryRepository(language.files)
    for (path, text) in language.installed {
      try repository.write(text, to: "\(language.carried)/\(path)")
    }
    try change(repository.path)
    let run = try repository.run(Mandate(testCommand: command))
    var environment = RunEnvironment(Surroundings(place: repository.path))
    environment.carried = [
      CarriedFolder(path: language.carried, source: "\(repository.path)/\(language.carried)")
    ]
    var workspace = RunWorkspace(
      run: run, after: [],
      repository: try repository.opened(),
      cache: repository.directory.path + "/cache", readable: [], in: environment
    ) { _, _, _ in }
    return try await workspace.perform(.test(.working), within: 600)
  }

  @Test(arguments: [python, node, ruby, perl])
  func `are found where the tests load them, and keep the run from starting`(language: Language)
    async throws
  {
    let seen = try await seen(language, running: language.wrong)
    #expect(seen.tests?.counts.passed == 1, "\(seen.output.text)")
    let lack = try #require(seen.lack)
    #expect(lack.preventsAll && lack.pieces.map(\.kind) == [.copy])
    #expect(lack.pieces.map(\.name) == [language.copy] && lack.pieces.map(\.line) == [language.own])
    #expect(lack.mend != nil)
  }

  @Test(arguments: [python, node, ruby, perl])
  func `are none of the run's business where the tests load the project's own files`(
    language: Language
  ) async throws {
    let seen = try await seen(language, running: language.right)
    #expect(seen.tests?.counts.passed == 1, "\(seen.output.text)")
    #expect(seen.lack == nil)
  }

  @Test func `are none where a link leads to the project, as package managers put it`() async throws
  {
    let seen = try await seen(Self.node, running: Self.node.wrong) { path in
      let copy = path + "/node_modules/@x/sums"
      try FileManager.default.removeItem(atPath: copy)
      try FileManager.default.createSymbolicLink(
        atPath: copy, withDestinationPath: "../../packages/sums")
    }
    #expect(seen.tests?.counts.passed == 1, "\(seen.output.text)")
    #expect(seen.lack == nil)
  }

  @Test func `are found behind a link to where others lie, as pnpm puts them`() async throws {
    let seen = try await seen(Self.node, running: Self.node.wrong) { path in
      let (copy, store) = (
        path + "/node_modules/@x/sums", path + "/node_modules/.pnpm/sums/node_modules/@x"
      )
      try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
      try FileManager.default.moveItem(atPath: copy, toPath: store + "/sums")
      try FileManager.default.createSymbolicLink(
        atPath: copy, withDestinationPath: "../.pnpm/sums/node_modules/@x/sums")
    }
    #expect(
      seen.lack?.pieces.map(\.name) == ["node_modules/.pnpm/sums/node_modules/@x/sums"],
      "\(seen.output.text)")
  }

  @Test func `are no fault where both are loaded, as tools do that need an older one`() async throws
  {
    let command = "\(Self.node.right) && cat node_modules/@x/sums/index.js >&2"
    #expect(try await seen(Self.node, running: command).lack == nil)
  }

  @Test func `are found in a home that a setup has filled`() async throws {
    let repository = try TemporaryRepository([
      "pom.xml": "<project><parent><artifactId>all</artifactId></parent></project>",
      "core/pom.xml":
        "<project><parent><artifactId>all</artifactId></parent><artifactId>core</artifactId></project>",
      "core/src/A.java": "class A {}\n", "b/B.java": "class B {}\n",
    ])
    func lack(_ command: String) async throws -> EnvironmentFailure? {
      var settings = EnvironmentSettings()
      settings.setup = [
        "mkdir -p ~/.m2/repository/org/x/core/1.0 && echo x > ~/.m2/repository/org/x/core/1.0/core-1.0.jar"
      ]
      let plan = try #require(SetupPlan(settings, variables: [:]))
      let run = try repository.run(Mandate(testCommand: command))
      let cache = repository.directory.path + "/cache"
      var environment = RunEnvironment()
      try await environment.setUp(
        plan, for: run, cache: cache, readable: [], allowing: [], in: try repository.opened()
      ) { _ in }
      var workspace = RunWorkspace(
        run: run, after: [], repository: try repository.opened(), cache: cache, readable: [],
        in: environment
      ) { _, _, _ in }
      return try await workspace.perform(.test(.working), within: 60).lack
    }
    let jar = "cat ~/.m2/repository/org/x/core/1.0/core-1.0.jar b/B.java"
    #expect(try await lack("\(jar) && echo '1 passed'")?.pieces.map(\.line) == ["core"])
    #expect(try await lack("\(jar) core/src/A.java && echo '1 passed'") == nil)
  }
}

@Suite("Modules of a project") struct ProjectModulesTests {
  private func modules(_ files: [String: String]) -> [String] {
    ProjectModules(in: files.keys.sorted()) { files[$0] }.found
      .map { "\($0.language.rawValue) \($0.name) \($0.home)" }
  }

  @Test func `are the topmost packages below what Python installs from`() {
    let found = modules([
      "a/__init__.py": "", "a/inner/__init__.py": "", "src/b/__init__.py": "",
      "src/space/c/__init__.py": "", "one.py": "", "setup.py": "", "tests/__init__.py": "",
      "src/b/tests/__init__.py": "", "deep/d/e/f/__init__.py": "", "docs/conf.py": "",
      "packages/p/pyproject.toml": "", "packages/p/src/q/__init__.py": "",
    ])
    #expect(
      found == [
        "Python a a", "Python one.py one.py", "Python q packages/p/src/q", "Python b src/b",
        "Python space/c src/space/c",
      ])
  }

  @Test func `are named by their manifests in other languages`() {
    let found = modules([
      "package.json": #"{"version": "1", "name": "@a/b"}"#, "x/package.json": "{}",
      "y/package.json": "{", "g/sums.gemspec": "", "lib/A/B.pm": "", "t/lib/C.pm": "",
      "node_modules/z/package.json": #"{"name": "z"}"#,
    ])
    #expect(found == ["node @a/b ", "Ruby sums g/lib", "Perl A/B.pm lib/A/B.pm"])
  }

  @Test func `have names that a shell's pattern can hold, or none`() {
    #expect(modules(["package.json": #"{"name": "a*/../$(b)"}"#]) == [])
    #expect(modules(["a b.gemspec": ""]) == [])
  }
}
