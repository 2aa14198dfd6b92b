import Git
import Records
import Support
import Testing

@testable import Commands

@Suite("Who commits are by")
struct IdentityTests {
  private let repository: TemporaryRepository

  init() throws { repository = try TemporaryRepository(["a": "1\n"]) }

  /// Name and address as we find them, beside what stock git says for the same environment.
  private func identities(_ variables: [String: String]) throws -> (ours: String?, git: String) {
    let home = ["HOME": repository.directory.path + "/home"]
    let opened = try Repository(
      discovering: repository.path,
      environment: [
        "GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "Ada",
        "GIT_CONFIG_KEY_1": "user.email", "GIT_CONFIG_VALUE_1": "ada@example.org",
      ])
    let author = try Identity.author(try opened.config()) { variables[$0] }
    let environment = repository.environment.merging(home) { $1 }.merging(variables) { $1 }
    let seen = try ["AUTHOR", "COMMITTER"].map { role in
      try run(["git", "var", "GIT_\(role)_IDENT"], in: repository.path, environment: environment)
        .output.split(separator: ">")[0] + ">"
    }
    let ours = author.map {
      "\($0.name) <\($0.email)>, \($0.committerName) <\($0.committerEmail)>"
    }
    return (ours, seen.joined(separator: ", "))
  }

  @Test(arguments: [
    [:], ["GIT_AUTHOR_NAME": "Bo", "GIT_AUTHOR_EMAIL": "bo@x"],
    ["GIT_COMMITTER_NAME": "Cy", "GIT_COMMITTER_EMAIL": "cy@x"], ["EMAIL": "no@x"],
    ["GIT_AUTHOR_NAME": " Bo, "],
  ])
  func `the environment goes before user.name, each role for itself, as git has it`(
    variables: [String: String]
  ) throws {
    let (ours, git) = try identities(variables)
    #expect(ours == git)
  }

  @Test func `our own setting goes before all`() throws {
    try repository.git("config", "colleague.authorName", "Colleague")
    let ours = try identities(["GIT_AUTHOR_NAME": "Bo", "GIT_COMMITTER_NAME": "Cy"]).ours
    #expect(ours == "Colleague <ada@example.org>, Colleague <ada@example.org>")
  }
}
