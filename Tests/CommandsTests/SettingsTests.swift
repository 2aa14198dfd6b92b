import Git
import MCP
import Records
import Runs
import Support
import Testing
import Vocabulary

@testable import Commands

@Suite("Settings as they are read")
struct SettingsTests {
  private let repository: TemporaryRepository

  init() throws { repository = try TemporaryRepository(["a": "1\n"]) }

  private func settings(_ parameters: String = "") throws -> Settings {
    let environment = repository.environment.merging(["GIT_CONFIG_PARAMETERS": parameters]) { $1 }
    return try Settings(
      of: Repository(discovering: repository.path, environment: environment),
      trust: TrustStore(in: repository.directory.path + "/state/colleague"))
  }

  @Test func `a key of the workers has 32 bytes, and is in no sentence`() throws {
    let key = String(repeating: "0123456789ABCDEF", count: 4)
    #expect(try settings().key == nil)
    #expect(try settings("'colleague.workerKey='").key == nil)
    #expect(try settings("'colleague.workerKey=\(key)'").key?.digits == key.lowercased())
    for wrong in [key + "0", String(key.dropLast()), key.replacing("F", with: "g"), "canary"] {
      let failure = #expect(throws: Failure.self) {
        try settings("'colleague.workerKey=\(wrong)'")
      }
      #expect(failure?.sentence.contains(wrong) == false, "\(wrong)")
    }
  }

  @Test func `runs are told of earlier work unless the user's config is against it`() throws {
    #expect(try settings().memory)
    #expect(try !settings("'colleague.memory=false'").memory)
    #expect(try settings("'colleague.memory=on'").memory)
    let failure = #expect(throws: Failure.self) { try settings("'colleague.memory=perhaps'") }
    #expect(failure?.sentence.hasPrefix("colleague.memory is 'perhaps'") == true)
  }

  @Test func `hosts are entries in any number of values, each of which has to be one`() throws {
    #expect(try settings().network.isEmpty)
    #expect(try settings("'colleague.network='").network.isEmpty)
    let both = try settings(
      "'colleague.network=pypi.org, *.npmjs.org' 'colleague.network=localhost:8080'")
    #expect(both.network == ["pypi.org", "*.npmjs.org", "localhost:8080"])
    for wrong in ["*", "https://pypi.org", "a b/c"] {
      let failure = #expect(throws: Failure.self) {
        try settings("'colleague.network=\(wrong)'")
      }
      #expect(failure?.sentence.hasPrefix("colleague.network is '") == true, "\(wrong)")
    }
  }

  @Test func `servers of tools are names with commands, in any number of values`() throws {
    #expect(try settings().toolServers.isEmpty)
    let both = try settings(
      "'colleague.mcp=docs=docs-server --all' 'colleague.mcp=web=x' 'colleague.mcp=web=y=z'")
    #expect(both.toolServers.map(\.name) == ["docs", "web"])
    #expect(both.toolServers.map(\.command) == ["docs-server --all", "y=z"])
    #expect(try settings("'colleague.mcp=docs=x' 'colleague.mcp='").toolServers.isEmpty)
    for wrong in ["docs-server", "a__b=x", "=x", "a b=x"] {
      let failure = #expect(throws: Failure.self) { try settings("'colleague.mcp=\(wrong)'") }
      #expect(failure?.sentence.hasPrefix("colleague.mcp is '") == true, "\(wrong)")
    }
  }

  @Test func `the repository's own config sets neither key nor command nor service nor sandbox`()
    throws
  {
    let unset = try settings()
    let values = [
      "workerKey": String(repeating: "0a", count: 32), "issueCommand": "list",
      "deliverCommand": "send", "model": "m", "baseUrl": "http://127.0.0.1:9",
      "apiKeyCommand": "pass", "remote": "origin", "sandbox": "none", "readable": "/srv",
      "network": "pypi.org", "mcp": "docs=x", "reviewer": "Zoe@example.org",
    ]
    for (key, value) in values { try repository.git("config", "colleague.\(key)", value) }
    var read = try settings()
    let file = repository.path + "/.git/config"
    let keys = Set(values.keys.compactMap(GuardedKey.init(rawValue:)))
    #expect(read.passedOver.map(\.file) == [file] && Set(read.passedOver[0].keys) == keys)
    read.passedOver = []
    #expect(read == unset)
    for (key, value) in values {
      try repository.git("config", "--global", "colleague.\(key)", value)
    }
    let own = try settings()
    #expect(own.key?.digits == values["workerKey"] && own.issueCommand == "list")
    #expect(own.model?.address == "http://127.0.0.1:9" && own.model?.keyCommand == "pass")
    #expect(own.remote == "origin" && own.sandbox == .none && own.readable == ["/srv"])
    #expect(own.network == ["pypi.org"])
    #expect(own.toolServers.map(\.name) == ["docs"])
    #expect(own.reviewers == ["zoe@example.org"])
  }
}
