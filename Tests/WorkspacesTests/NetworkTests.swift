import Git
import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite("The network of a run", .timeLimit(.minutes(10)))
struct NetworkTests {
  private let ask = "curl -sS https://example.org/ 2>&1; env | grep -c ^https_proxy="

  private let repository: TemporaryRepository

  init() throws { repository = try TemporaryRepository(["a": "1\n"]) }

  private func workspace(reaching hosts: [String]) throws -> RunWorkspace {
    let run = try repository.run(Mandate(network: hosts, testCommand: ask))
    return RunWorkspace(
      run: run, after: [],
      repository: try repository.opened(),
      cache: repository.directory.path + "/cache", readable: []
    ) { _, _, _ in }
  }

  @Test func `is named in the step where it lacks a host, of commands and of tests`() async throws {
    var workspace = try workspace(reaching: ["allowed.example"])
    for action in [Action.run(command: ask, keepsChanges: false), .test(.working), .test(.verdict)]
    {
      let seen = try await workspace.perform(action, within: 600)
      #expect(seen.refusedHosts == ["example.org:443"], "\(action): \(seen)")
      #expect(seen.output.text.hasSuffix("\n1\n"))
    }
  }

  @Test func `is none where the mandate lists no host`() async throws {
    var workspace = try workspace(reaching: [])
    let seen = try await workspace.perform(.run(command: ask, keepsChanges: false), within: 600)
    #expect(seen.refusedHosts == nil && seen.output.text.hasSuffix("\n0\n"))
  }
}
