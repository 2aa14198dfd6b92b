import Foundation
import Git
import Support
import Testing

@Suite struct `Settings that count where a remote has a certain address, stock git being the judge`
{
  @Test(arguments: [
    "https://git.example.org/team/**", "https://git.example.org/*/p.git",
    "https://git.example.org/*",
    "https://git.example.org/**/p.git", "**/team/**", "**", "*", "*:team/*", "git@*:**",
    "git@*:team/*",
    "https://git.example.org/team/p.gi?", "https://git.example.org/team/[a-q].git",
    "https://git.example.org/team/[!p].git", "https://git.example.org/tea*", "https://*/team/p.git",
    "https:**p.git", "https://git.example.org/team/p.git", "ssh://**", "\\\\*",
  ])
  func `are those of git config, with their scope's weight and in its order`(pattern: String) throws
  {
    let repository = try TemporaryRepository(["a": "1\n"])
    let home = repository.directory.path + "/home"
    let condition = "[includeIf \"hasconfig:remote.*.url:\(pattern)\"]\n\tpath = "
    try repository.directory.write(
      "[user]\n\temail = first@example.org\n\tname = Ada\n\(condition)team.inc\n[user]\n\tname = Late\n"
        + "\(condition)~/more.inc\n", to: "home/.gitconfig")
    try repository.directory.write(
      "[user]\n\temail = team@example.org\n\tname = Team\n[colleague]\n\tmodel = m\n",
      to: "home/team.inc")
    try repository.directory.write("[user]\n\temail = more@example.org\n", to: "home/more.inc")
    try repository.git("remote", "add", "origin", "https://git.example.org/team/p.git")
    try repository.git("remote", "add", "other", "git@git.example.org:team/q.git")
    let opened = try Repository(discovering: repository.path, environment: ["HOME": home])
    let config = try opened.config()
    for key in ["user.email", "user.name", "colleague.model"] {
      let ended = try run(
        ["git", "config", "--get-all", key], in: repository.path,
        environment: repository.environment)
      #expect(
        try config.values(key) == ended.output.split(separator: "\n").map(String.init), "\(key)")
    }
    #expect(try config.entries("user.email").allSatisfy { $0.scope == .global })
  }

  @Test func `are nobody's without a remote, and need their file`() throws {
    let repository = try TemporaryRepository(["a": "1\n"])
    try repository.directory.write(
      "[user]\n\temail = first@example.org\n[includeIf \"hasconfig:remote.*.url:**\"]\n\tpath = none.inc\n",
      to: "home/.gitconfig")
    let home = ["HOME": repository.directory.path + "/home"]
    #expect(
      try Repository(discovering: repository.path, environment: home).config().value("user.email")
        == "first@example.org")
    try repository.git("remote", "add", "origin", "https://git.example.org/p.git")
    #expect(
      try Repository(discovering: repository.path, environment: home).config().values("user.email")
        == ["first@example.org"])
  }
}
