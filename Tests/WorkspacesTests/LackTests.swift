import Git
import Sandboxes
import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite("Tests that lack something", .timeLimit(.minutes(10)))
struct LackTests {
  private static let test = """
    import unittest
    from clock import spans
    class T(unittest.TestCase):
      def test_sum(self): self.assertEqual(spans.total(1, 2), 3)
      def test_other(self): self.assertEqual(spans.zero(), 0)
      def test_plot(self):
        import plotting_of_nowhere
    """
  private static let code = "def total(a, b): return a - b\ndef zero(): return 0\n"
  private let command = "/usr/bin/python3 -m unittest -v tests.test_a"

  private func repository(_ test: String = LackTests.test, code: String = LackTests.code) throws
    -> TemporaryRepository
  {
    try TemporaryRepository([
      "clock/__init__.py": "", "clock/spans.py": code, "clock/helper.py": "x = 1\n",
      "tests/__init__.py": "",
      "tests/test_a.py": test, "requirements.txt": "x\n",
    ])
  }

  private func edit(_ old: String, _ new: String) -> FileEdit {
    FileEdit(path: "clock/spans.py", change: .substitute(search: old, replacement: new))
  }

  @Test func `cannot run where all of them do, with the program and the mend`() async throws {
    let test = "import plotting_of_nowhere\n" + LackTests.test
    let repository = try repository(test)
    var workspace = try repository.workspace(test: command)
    let seen = try await workspace.perform(.test(.working), within: 600)
    let lack = seen.lack
    #expect(lack?.preventsAll == true)
    #expect(seen.tests?.counts.failed == 1 && seen.tests?.skipped == [])
    #expect(lack?.pieces.map(\.name) == ["plotting_of_nowhere"])
    #expect(lack?.program?.hasPrefix("python3 is /") == true)
    #expect(lack?.mend?.contains("-r requirements.txt") == true)
  }

  @Test func `cannot run where they ask for a module that stands in src and is not installed`()
    async throws
  {
    let repository = try TemporaryRepository([
      "pyproject.toml": "[project]\nname = 'mine'\n", "src/mine/__init__.py": "",
      "tests/test_a.py": "import mine\n" + LackTests.test,
    ])
    let run = try repository.run(
      Mandate(testCommand: "/usr/bin/python3 -m unittest tests/test_a.py"))
    // Where the checkout is, as a run by hand has it.
    var workspace = RunWorkspace(
      run: run, after: [],
      repository: try repository.opened(),
      cache: repository.directory.path + "/cache", readable: [],
      in: RunEnvironment(Surroundings(place: repository.path))
    ) { _, _, _ in }
    let lack = try await workspace.perform(.test(.working), within: 600).lack
    #expect(lack?.preventsAll == true && lack?.pieces.map(\.name) == ["mine"])
    #expect(lack?.mend?.contains("pip install -e .") == true)
  }

  @Test func `are set apart where others pass, and do not count from then on`() async throws {
    let repository = try repository()
    var workspace = try repository.workspace(test: command)
    let base = try await workspace.perform(.test(.working), within: 600)
    #expect(base.lack?.tests == ["tests.test_a.T.test_plot"] && base.lack?.preventsAll == false)
    #expect(base.tests?.failed == ["tests.test_a.T.test_sum"])
    #expect(base.tests?.skipped == ["tests.test_a.T.test_plot"])
    let right = edit("a - b", "a + b")
    let worse = edit("a - b", "a * b * x")
    let tried = try await workspace.perform(
      .trial([
        Candidate(id: "worse", edits: [worse], about: ""),
        Candidate(id: "right", edits: [right], about: ""),
      ]), within: 600)
    #expect(tried.results.map(\.mark) == [.unchanged, .passes])
    try await workspace.edit(right)
    #expect(try await workspace.perform(.test(.working), within: 600).tests?.allPass == true)
    #expect(try await workspace.perform(.test(.verdict), within: 600).tests?.allPass == true)
  }

  @Test func `are not told apart where the project's own module is what the code has lost`()
    async throws
  {
    let test = "from clock import span\n" + LackTests.test
    for (test, code) in [
      (test, LackTests.code), ("import clock.gone\n" + LackTests.test, LackTests.code),
      (LackTests.test, "import helper\n" + LackTests.code),
    ] {
      let repository = try repository(test, code: code)
      var workspace = try repository.workspace(test: command)
      let seen = try await workspace.perform(.test(.working), within: 600)
      #expect(seen.lack == nil, "\(seen.output.text)")
      #expect(seen.tests?.allPass == false)
    }
  }

  @Test func `that break later by a missing module are no less broken`() async throws {
    let repository = try repository()
    var workspace = try repository.workspace(test: command)
    _ = try await workspace.perform(.test(.working), within: 600)
    try await workspace.edit(edit("return 0", "import plotting_of_nowhere"))
    let seen = try await workspace.perform(.test(.working), within: 600).tests
    #expect(seen?.failed.contains("tests.test_a.T.test_other") == true)
  }
}
