import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite(.timeLimit(.minutes(10))) struct `What a runner is asked for` {
  private let files = [
    "test_a.py": "def test_one(): pass\ndef test_two(): assert False\n"
  ]
  private let command = "python3 -m pytest -q -p no:cacheprovider"

  @Test func `is a report file, which names what passed as well`() async throws {
    let repository = try TemporaryRepository(files)
    var workspace = try repository.workspace(test: command)
    let report = try await workspace.perform(.test(.working), within: 60).tests
    #expect(report?.isFromFile == true)
    #expect(report?.passed == ["test_a.py::test_one"])
  }

  @Test func `is given up where the project has the runner refuse it`() async throws {
    let refusing = files.merging(
      ["pytest.ini": "[pytest]\naddopts = -p no:junitxml\n"]) { old, _ in old }
    let repository = try TemporaryRepository(refusing)
    var workspace = try repository.workspace(test: command)
    for scope in [Action.TestScope.working, .verdict] {
      let report = try await workspace.perform(.test(scope), within: 60).tests
      #expect(report?.summary == "1 failed, 1 passed", "\(String(describing: report))")
      #expect(report?.isFromFile == false)
      #expect(report?.failed == ["test_a.py::test_two"])
    }
  }
}
