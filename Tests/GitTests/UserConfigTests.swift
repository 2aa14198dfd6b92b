import Foundation
import Git
import Support
import Testing

@Suite("The user's own config file")
struct UserConfigTests {
  private let repository: TemporaryRepository
  private let key = "colleague.repo"

  init() throws { repository = try TemporaryRepository() }

  private var home: String { repository.directory.path + "/home" }
  private var file: String { home + "/.gitconfig" }

  private func bytes() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file)) }

  private func config(_ more: [String: String] = [:]) throws -> UserConfig {
    try #require(UserConfig(environment: repository.environment.merging(more) { $1 }))
  }

  @Test func `it is the file that git config --global writes to`() throws {
    func check(_ more: [String: String] = [:]) throws {
      let config = try config(more)
      let environment = repository.environment.merging(more) { $1 }
      let before = FileManager.default.contents(atPath: config.path)
      let ended = try run(
        ["git", "config", "--global", "x.y", UUID().uuidString], in: home, environment: environment)
      #expect(ended.status == 0, "\(ended.errors)")
      #expect(FileManager.default.contents(atPath: config.path) != before)
    }
    try check()
    try check(["GIT_CONFIG_GLOBAL": home + "/other"])
    try repository.directory.write("", to: "home/.config/git/config")
    try check()
    try FileManager.default.removeItem(atPath: file)
    try check()
    try repository.directory.write("", to: "xdg/git/config")
    try check(["XDG_CONFIG_HOME": repository.directory.path + "/xdg"])
    try FileManager.default.removeItem(atPath: home + "/.config")
    try check()
    #expect(UserConfig(environment: [:]) == nil)
  }

  @Test(arguments: [
    "[user]\n\tname = Ada\n", "", "[colleague]\n\tmodel = m\n[user]\n\tname = Ada\n",
    "# a comment\n[colleague \"x\"]\n\tz = 1\n",
  ])
  func `values that were added and taken out leave the bytes and the mode of before`(text: String)
    throws
  {
    try repository.directory.write(text, to: "home/.gitconfig", mode: 0o600)
    let values = ["/srv/a", #"/srv/a (copy)/[b]+$c\d"#, "/srv/ü; # \"x\" "]
    let config = try config()
    for value in values {
      #expect(try config.add(value, to: key))
      #expect(try !config.add(value, to: key))
    }
    #expect(try config.values(of: key) == values)
    let seen = try repository.git("config", "--global", "--null", "--get-all", key)
    #expect(seen.split(separator: "\0").map(String.init) == values)
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    #expect(try !config.remove("/srv/", from: key))
    for value in values { #expect(try config.remove(value, from: key)) }
    if text.isEmpty {
      #expect(!FileManager.default.fileExists(atPath: file))
    } else {
      #expect(try bytes() == Data(text.utf8))
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: home).allSatisfy { $0 == ".gitconfig" })
  }

  @Test func `a file that was not there is made, and goes with its last value`() throws {
    try FileManager.default.removeItem(atPath: file)
    let config = try config()
    #expect(try config.values(of: key).isEmpty && !config.remove("/a", from: key))
    #expect(try config.add("/a", to: key))
    #expect(try repository.git("config", "--global", key) == "/a")
    #expect(try config.remove("/a", from: key))
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test func `a lock of git's is heeded`() throws {
    try repository.directory.write("", to: "home/.gitconfig.lock")
    let before = try bytes()
    let config = try config()
    #expect {
      try config.add("/a", to: key)
    } throws: { error in
      guard case GitError.locked(let path, .some) = error else { return false }
      return path.hasSuffix("/.gitconfig.lock")
    }
    #expect(try bytes() == before)
  }

  @Test func `a link stays a link, and what is no regular file is left alone`() throws {
    let target = repository.directory.path + "/dotfiles"
    try FileManager.default.moveItem(atPath: file, toPath: target)
    try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: target)
    #expect(try config().add("/a", to: key))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: file) == target)
    #expect(try repository.git("config", "--file", target, key) == "/a")
    let pipe = repository.directory.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    // Nothing may be read from it either.
    #expect(throws: GitError.self) {
      try config(["GIT_CONFIG_GLOBAL": pipe]).add("/a", to: key)
    }
  }
}
