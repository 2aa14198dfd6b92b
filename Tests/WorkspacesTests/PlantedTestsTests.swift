import Foundation
import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite(.timeLimit(.minutes(10))) struct `Tests planted to fail` {
  /// A project whose total is one too large, and what becomes of what is planted in it when that is mended.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var command: String
    var files: [String: String]
    var planted: PlantedTest? = .failed

    var testDescription: String { name }
  }

  private static let source = ["sums.py": "def total(values):\n  return sum(values) + 1\n"]
  private static let functions =
    "from sums import total\ndef test_total(): assert total([1]) == 1\ndef test_other(): pass\n"
  private static let methods = """
    import unittest
    from sums import total
    class T(unittest.TestCase):
      def test_total(self): self.assertEqual(total([1]), 1)
      def test_other(self): pass

    """
  private static let pytest = "python3 -m pytest -q -p no:cacheprovider"

  private static func python(
    _ name: String, _ command: String, _ files: [String: String],
    _ planted: PlantedTest = .failed
  ) -> Case {
    Case(
      name: name, command: command, files: source.merging(files) { old, _ in old }, planted: planted
    )
  }

  static let cases: [Case] = [
    python("pytest", pytest, ["test_sums.py": functions]),
    python(
      "pytest with a pattern of its own", pytest,
      ["pytest.ini": "[pytest]\npython_files = check_*.py\n", "check_sums.py": functions]),
    python("pytest with a file", "\(pytest) test_sums.py", ["test_sums.py": functions]),
    python(
      "pytest that takes no other file", pytest,
      ["pytest.ini": "[pytest]\npython_files = test_sums.py\n", "test_sums.py": functions],
      .unheard),
    python(
      "pytest with a file that does not load at the base", pytest,
      ["test_sums.py": functions, "test_add.py": "from sums import add\ndef test_add(): add\n"]),
    python(
      "unittest below a folder", "python3 -m unittest discover -v -s tests -t .",
      ["tests/__init__.py": "", "tests/test_sums.py": methods]),
    python("unittest with a module", "python3 -m unittest -v test_sums", ["test_sums.py": methods]),
    python(
      "a makefile", "make -s test",
      ["test_sums.py": methods, "Makefile": "test:\n\tpython3 -m unittest -v\n"]),
    python(
      "a script", "sh check.sh",
      [
        "check.sh":
          "[ $(python3 -c 'import sums; print(sums.total([1]))') = 1 ] && echo 1 passed, 0 failed || { echo 0 passed, 1 failed; exit 1; }\n"
      ], .none),
    Case(
      name: "node", command: "node --test",
      files: [
        "src/sums.js": "exports.total = (v) => v.reduce((a, b) => a + b, 1);\n",
        "test/sums.test.js":
          "const test = require('node:test'), assert = require('assert');\nconst { total } = require('../src/sums.js');\ntest('total', () => { assert.equal(total([1]), 1); });\n",
      ]),
    Case(
      name: "node with modules", command: "node --test",
      files: [
        "sums.mjs": "export const total = (v) => v.reduce((a, b) => a + b, 1);\n",
        "sums.test.mjs":
          "import test from 'node:test';\nimport assert from 'node:assert';\nimport { total } from './sums.mjs';\ntest('total', () => { assert.equal(total([1]), 1); });\n",
      ]),
    Case(
      name: "go", command: "go test ./...",
      files: [
        "go.mod": "module example.com/sums\n\ngo 1.19\n",
        "a/sums.go":
          "package a\n\nfunc Total(v int) int {\n\treturn v + 1\n}\n",
        "a/sums_test.go":
          "package a\n\nimport \"testing\"\n\nfunc TestTotal(t *testing.T) {\n\tif Total(1) != 1 {\n\t\tt.Fatal()\n\t}\n}\n",
      ]),
  ]

  @Test(arguments: cases)
  func `are seen to fail where the runner takes them, and nothing of them stays`(
    one: Case
  ) async throws {
    let repository = try TemporaryRepository(one.files)
    var workspace = try repository.workspace(test: one.command)
    let base = try await workspace.perform(.test(.working), within: 300).tests
    #expect(base?.allPass == false && base?.doubt == nil, "\(String(describing: base))")
    let path = try #require(
      one.files.keys.first { $0.contains("sums.") && !$0.contains("test") && !$0.contains("check") }
    )
    let mended =
      try #require(one.files[path]).replacing(", 1)", with: ", 0)")
      .replacing(" + 1", with: "")
      + (one.files["test_add.py"] == nil ? "" : "def add(): pass\n")
    try await workspace.edit(FileEdit(path: path, change: .write(mended)))
    let tree = workspace.tree
    let objects = try repository.git("count-objects")
    let seen = try await workspace.perform(.test(.verdict), within: 300)
    #expect(seen.planted == one.planted, "\(seen)")
    #expect(seen.tests?.allPass == true, "\(seen)")
    #expect(seen.tree == tree && workspace.tree == tree && seen.changed == [])
    #expect(try repository.git("count-objects") == objects)
    let kept = FileManager.default.enumerator(atPath: repository.directory.path + "/cache")
    let files = (kept ?? .init()).compactMap { $0 as? String }.filter {
      $0.contains("/verdict/layer/")
    }
    #expect(files.isEmpty)
  }

  @Test
  func `that are passed over by what prints in the runner's stead are a reason not to believe it`()
    async throws
  {
    let repository = try TemporaryRepository(Self.cases[5].files)
    var workspace = try repository.workspace(test: Self.cases[5].command)
    _ = try await workspace.perform(.test(.working), within: 60)
    let patched =
      "import unittest\nunittest.TestCase.assertEqual = lambda *a: None\ndef total(values): return 9\n"
    try await workspace.edit(FileEdit(path: "sums.py", change: .write(patched)))
    let seen = try await workspace.perform(.test(.verdict), within: 60)
    #expect(seen.planted == nil)
    #expect(seen.tests?.doubt == RunWorkspace.plantedDoubt)
    #expect(seen.tests?.failed == [])
  }
}
