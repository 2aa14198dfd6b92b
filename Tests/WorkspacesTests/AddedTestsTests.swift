import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite(.timeLimit(.minutes(10))) struct `Test files that a run adds` {
  private let files = [
    "sums.py": "def total(values):\n  return sum(values) + 1\n",
    "test_sums.py": """
    import unittest
    from sums import total
    class T(unittest.TestCase):
      def test_total(self): self.assertEqual(total([1]), 1)
      def test_none(self): pass

    """,
  ]
  private let command = "python3 -m unittest -v"
  private let empty = "import unittest\nclass N(unittest.TestCase):\n  def test_new(self): pass\n"

  /// The verdict of a workspace whose first run of the tests was at the base, with `content` in a new test file.
  private func verdict(
    adding content: String, mended: Bool
  ) async throws -> Observation {
    let repository = try TemporaryRepository(files)
    var workspace = try repository.workspace(test: command)
    _ = try await workspace.perform(.test(.working), within: 60)
    try await workspace.edit(FileEdit(path: "test_new.py", change: .write(content)))
    if mended {
      try await workspace.edit(
        FileEdit(path: "sums.py", change: .substitute(search: " + 1", replacement: "")))
    }
    return try await workspace.perform(.test(.verdict), within: 60)
  }

  @Test func `do not decide what the base's tests say`() async throws {
    let patching = "import unittest\nunittest.TestCase.assertEqual = lambda *a: None\n" + empty
    let seen = try await verdict(adding: patching, mended: false)
    #expect(seen.tests?.failed == ["test_sums.T.test_total"])
    #expect(seen.judges == ["test_new.py"])
  }

  @Test func `count where the base's tests pass without them`() async throws {
    let seen = try await verdict(adding: empty, mended: true)
    #expect(seen.tests?.summary == "3 passed")
    #expect(seen.judges == [])
  }

  @Test func `that fail are no pass`() async throws {
    let failing = empty.replacing("pass", with: "self.fail()")
    let seen = try await verdict(adding: failing, mended: true)
    #expect(seen.tests?.failed == ["test_new.N.test_new"])
  }

  /// The verdict on a reroll that changes `sums.py` by `edit`, after a first version that mends it and adds a test file.
  private func verdictOfReroll(
    _ edit: (search: String, replacement: String)
  ) async throws -> Observation {
    let repository = try TemporaryRepository(files)
    var first = try repository.workspace(test: command)
    let baseline = try await first.perform(.test(.working), within: 60)
    let checking =
      "import unittest\nfrom sums import total\nclass N(unittest.TestCase):\n"
      + "  def test_new(self): self.assertEqual(total([1, 2]), 3)\n"
    try await first.edit(
      FileEdit(path: "test_new.py", change: .write(checking)),
      FileEdit(path: "sums.py", change: .substitute(search: " + 1", replacement: "")))
    let delivered = try await first.perform(.test(.verdict), within: 60)
    #expect(delivered.tests?.summary == "3 passed")
    let head = try repository.id("HEAD")
    let reroll = Reroll(
      of: "20240101-look-000000000000", changeID: "20240101-look-000000000000", version: 2,
      branch: "refs/heads/colleague/look", tip: head, commits: [head],
      patches: [SplitPatch(kind: .behaviour, subject: "Mend it", tree: first.tree)],
      start: first.tree, conflicts: [], comments: [], baseline: baseline.tests)
    var second = try repository.workspace(test: command, reroll: reroll)
    try await second.edit(
      FileEdit(
        path: "sums.py",
        change: .substitute(search: edit.search, replacement: edit.replacement)))
    return try await second.perform(.test(.verdict), within: 60)
  }

  @Test func `by its first version count in the verdict on a reroll`() async throws {
    let seen = try await verdictOfReroll(("return sum(values)", "return sum(list(values))"))
    #expect(seen.tests?.summary == "3 passed")
    #expect(seen.tests?.passed.contains("test_new.N.test_new") == true)
    #expect(seen.judges == [])
  }

  @Test func `by its first version hold a reroll that breaks them back`() async throws {
    // The base's own tests pass with it.
    let seen = try await verdictOfReroll(("sum(values)", "values[0]"))
    #expect(seen.tests?.failed == ["test_new.N.test_new"])
  }
}
