import Foundation
import Git
import Records
import Runs
import Support
import Testing

@Suite("What a repository's own config may set")
struct TrustTests {
  private let repository: TemporaryRepository
  private let store: TrustStore

  init() throws {
    repository = try TemporaryRepository(["a": "1\n"])
    store = TrustStore(in: repository.directory.path + "/state/colleague")
  }

  private var file: String { store.folder + "/trust" }
  private var config: String { repository.path + "/.git/config" }

  private func opened(
    at path: String? = nil, _ variables: [String: String] = [:]
  ) throws -> Repository {
    try Repository(
      discovering: path ?? repository.path,
      environment: repository.environment.merging(variables) { $1 })
  }

  private func values(
    _ key: GuardedKey, at path: String? = nil, _ variables: [String: String] = [:]
  ) throws -> [String] {
    try SettingsConfig(of: opened(at: path, variables), trust: store).values(key.name)
  }

  private func trust(at path: String? = nil, _ variables: [String: String] = [:]) throws {
    let repository = try opened(at: path, variables)
    try store.trust(try SettingsConfig(of: repository, trust: store).own, in: repository)
  }

  private func passedOver(
    at path: String? = nil, _ variables: [String: String] = [:]
  ) throws -> [PassedOver] {
    try SettingsConfig(of: opened(at: path, variables), trust: store).passedOver
  }

  /// A value of each key that is not harmless.
  private static let value = "/tmp/x"

  @Test(arguments: GuardedKey.allCases.filter { $0 != .test })
  func `a guarded key counts from everywhere but there, and from there once it is trusted`(
    key: GuardedKey
  ) throws {
    try repository.directory.write("[colleague]\n\(key.rawValue) = /system\n", to: "system")
    try repository.git("config", "--global", key.name, "/global")
    try repository.git("config", key.name, TrustTests.value)
    let variables = [
      "GIT_CONFIG_SYSTEM": repository.directory.path + "/system", "GIT_CONFIG_NOSYSTEM": "0",
      "GIT_CONFIG_PARAMETERS": "'\(key.name)'='/given'",
    ]
    #expect(try values(key, variables) == ["/system", "/global", "/given"])
    #expect(try passedOver(variables) == [PassedOver(file: config, keys: [key])])
    try trust(variables)
    #expect(try values(key, variables) == ["/system", "/global", TrustTests.value, "/given"])
    #expect(try passedOver(variables).isEmpty)
    try repository.git("config", key.name.uppercased(), TrustTests.value + "y")
    #expect(try values(key, variables) == ["/system", "/global", "/given"])
    try repository.git("config", key.name, TrustTests.value)
    #expect(try passedOver(variables).isEmpty)
  }

  @Test func `every other key counts from there, and does not take trust away`() throws {
    try repository.git("config", "colleague.issueCommand", "list")
    try trust()
    for (key, value) in [
      ("colleague.test", "make"), ("colleague.base", "main"), ("user.name", "Bo"),
      ("colleague.budget", "steps=1"), ("colleague.issues", "*.md"),
    ] {
      try repository.git("config", key, value)
      #expect(try SettingsConfig(of: opened(), trust: store).values(key).last == value)
    }
    #expect(try passedOver().isEmpty)
    #expect(try values(.issueCommand) == ["list"])
  }

  @Test func `what gives nothing away counts, and needs no trust`() throws {
    for (key, value) in [
      ("sandbox", "required"), ("sandbox", "bubblewrap"), ("deliverCommand", ""),
      ("issueCommand", " "), ("model", ""), ("remote", ""),
    ] {
      try repository.git("config", "--global", "colleague.\(key)", "none")
      try repository.git("config", "colleague.\(key)", value)
      #expect(try SettingsConfig(of: opened(), trust: nil).value("colleague.\(key)") == value)
    }
    #expect(try SettingsConfig(of: opened(), trust: store).own.isEmpty)
    for key in ["readable", "sandboxAllow", "network"] {
      try repository.git("config", "colleague.\(key)", "")
      #expect(try SettingsConfig(of: opened(), trust: nil).value("colleague.\(key)") == nil)
    }
  }

  @Test func `what it includes is its own, and what the user's includes is the user's`() throws {
    let more = repository.directory.path + "/more"
    try repository.directory.write("[colleague]\n\treadable = /first\n", to: "more")
    try repository.git("config", "include.path", more)
    #expect(try values(.readable).isEmpty)
    try trust()
    #expect(try values(.readable) == ["/first"])
    try repository.directory.write("[colleague]\n\treadable = /other\n", to: "more")
    #expect(try values(.readable).isEmpty)
    #expect(try passedOver() == [PassedOver(file: config, keys: [.readable])])
    try repository.git("config", "--unset", "include.path")
    try repository.git("config", "--global", "includeIf.gitdir:\(repository.path)/.path", more)
    #expect(try values(.readable) == ["/other"])
  }

  @Test func `a worktree's own file is trusted for itself, and the shared one for all`() throws {
    let linked = repository.directory.path + "/linked"
    try repository.git("worktree", "add", "-q", linked)
    try repository.git("config", "core.repositoryFormatVersion", "1")
    try repository.git("config", "extensions.worktreeConfig", "true")
    try repository.git("config", "colleague.remote", "origin")
    try trust()
    #expect(try values(.remote, at: linked) == ["origin"])
    try repository.git("-C", linked, "config", "--worktree", "colleague.issueCommand", "there")
    try repository.git("config", "--worktree", "colleague.issueCommand", "here")
    let own = repository.path + "/.git/worktrees/linked/config.worktree"
    #expect(try passedOver(at: linked) == [PassedOver(file: own, keys: [.issueCommand])])
    try trust(at: linked)
    #expect(try values(.issueCommand, at: linked) == ["there"])
    #expect(try values(.issueCommand).isEmpty)
    try trust()
    #expect(try values(.issueCommand) == ["here"])
    #expect(try values(.issueCommand, at: linked) == ["there"])
    #expect(try store.entries().map(\.file) == [own, config, config + ".worktree"])
  }

  @Test func `a test command counts as long as it is confined`() throws {
    let unconfined = ["GIT_CONFIG_PARAMETERS": "'colleague.sandbox=none'"]
    try repository.git("config", "colleague.test", "make check")
    #expect(try values(.test) == ["make check"])
    #expect(try values(.test, unconfined).isEmpty)
    #expect(try passedOver(unconfined) == [PassedOver(file: config, keys: [.test])])
    try repository.git("config", "colleague.sandbox", "none")
    #expect(try values(.sandbox).isEmpty)
    #expect(try values(.test) == ["make check"])
    #expect(try passedOver() == [PassedOver(file: config, keys: [.sandbox])])
    try trust()
    #expect(try values(.sandbox) == ["none"])
    #expect(try values(.test) == ["make check"])
    try repository.git("config", "colleague.test", "make other")
    #expect(try values(.test).isEmpty)
    #expect(try values(.sandbox) == ["none"])
    #expect(
      try values(.test, ["GIT_CONFIG_PARAMETERS": "'colleague.sandbox=required'"]) == ["make other"]
    )
    try trust()
    #expect(try values(.test) == ["make other"])
    // What is trusted stays so where another call confines commands.
    try trust(["GIT_CONFIG_PARAMETERS": "'colleague.sandbox=required'"])
    #expect(try values(.test) == ["make other"])
  }

  @Test func `trust is of one repository, and goes with a command or with its file`() throws {
    try repository.git("config", "colleague.issueCommand", "list")
    try trust()
    let copy = repository.directory.path + "/copy"
    try FileManager.default.copyItem(atPath: repository.path, toPath: copy)
    #expect(try values(.issueCommand, at: copy).isEmpty)
    let odd = repository.directory.path + "/odd % name\nü"
    try FileManager.default.moveItem(atPath: copy, toPath: odd)
    try trust(at: odd)
    #expect(try values(.issueCommand, at: odd) == ["list"])
    #expect(try store.entries().map(\.file) == [config, odd + "/.git/config"])
    // Nor is it of a repository whose config is a link to a trusted one.
    let other = repository.directory.path + "/other"
    try repository.git("init", "-q", other)
    try FileManager.default.removeItem(atPath: other + "/.git/config")
    try FileManager.default.createSymbolicLink(
      atPath: other + "/.git/config", withDestinationPath: config)
    #expect(try values(.issueCommand, at: other).isEmpty)
    #expect(try passedOver(at: other).map(\.file) == [other + "/.git/config"])
    #expect(try store.remove(config))
    #expect(try !store.remove(config))
    #expect(try values(.issueCommand).isEmpty)
    #expect(try values(.issueCommand, at: odd) == ["list"])
    try FileManager.default.removeItem(atPath: file)
    #expect(try values(.issueCommand, at: odd).isEmpty)
  }

  @Test func `the list is the user's alone, or does not count`() throws {
    try repository.git("config", "colleague.issueCommand", "list")
    try FileManager.default.createDirectory(
      atPath: store.folder, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o755])
    try trust()
    var status = stat()
    for (path, mode) in [(store.folder, mode_t(0o700)), (file, 0o600)] {
      #expect(lstat(path, &status) == 0 && status.st_mode & 0o7777 == mode, "\(path)")
      #expect(try values(.issueCommand) == ["list"])
      chmod(path, mode | 0o040)
      #expect(try values(.issueCommand).isEmpty)
      #expect(throws: TrustError.notPrivate(path)) { try store.entries() }
      chmod(path, mode)
    }
    try FileManager.default.moveItem(atPath: file, toPath: file + "2")
    try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: file + "2")
    #expect(try values(.issueCommand).isEmpty)
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.moveItem(atPath: store.folder, toPath: store.folder + "2")
    try FileManager.default.moveItem(
      atPath: store.folder + "2/trust2", toPath: store.folder + "2/trust")
    try FileManager.default.createSymbolicLink(
      atPath: store.folder, withDestinationPath: store.folder + "2")
    #expect(try values(.issueCommand).isEmpty)
    #expect(try TrustStore(in: store.folder + "2").entries().count == 1)
  }

  @Test(.needs("root, who alone can give files away", geteuid() == 0))
  func `a list that belongs to somebody else does not count`() throws {
    try repository.git("config", "colleague.issueCommand", "list")
    try trust()
    for path in [store.folder, file] {
      chown(path, 12_345, 12_345)
      #expect(try values(.issueCommand).isEmpty)
      #expect(throws: TrustError.notPrivate(path)) { try trust() }
      chown(path, 0, 0)
    }
    #expect(try values(.issueCommand) == ["list"])
  }

  @Test func `a list that the repository could have brought along does not count`() throws {
    try repository.git("config", "colleague.issueCommand", "list")
    for folder in ["state", ".git/state", "a/../state/deep"] {
      let inside = TrustStore(in: "\(repository.path)/\(folder)")
      let opened = try opened()
      let own = try SettingsConfig(of: opened, trust: nil).own
      #expect(throws: TrustError.inRepository(inside.folder)) {
        try inside.trust(own, in: opened)
      }
      #expect(!FileManager.default.fileExists(atPath: inside.folder))
    }
    try trust()
    let brought = repository.path + "/state"
    try FileManager.default.copyItem(atPath: store.folder, toPath: brought)
    #expect(try TrustStore(in: brought).entries().count == 1)
    #expect(try SettingsConfig(of: opened(), trust: TrustStore(in: brought)).passedOver.count == 1)
  }

  @Test func `lines that are no entries are left out, and go with the next change`() throws {
    try repository.git("config", "colleague.issueCommand", "list")
    try trust()
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let damaged = ["x", "settings abc /x", "\(text)", "none \(text)", "%%%", "settings"]
    try Data(damaged.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: file))
    chmod(file, 0o600)
    #expect(try values(.issueCommand) == ["list"])
    #expect(try store.entries().count == 1)
    try trust()
    #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
  }

  @Test func `what we write is trusted, but not what stood beside it untrusted`() throws {
    #expect(try store.set("list", of: .issueCommand, in: opened()))
    #expect(try values(.issueCommand) == ["list"])
    #expect(try store.set("send", of: .deliverCommand, in: opened()))
    #expect(try values(.issueCommand) == ["list"])
    try repository.git("config", "colleague.baseUrl", "http://127.0.0.1:9")
    #expect(try !store.set("other", of: .issueCommand, in: opened()))
    #expect(try values(.issueCommand).isEmpty && values(.baseUrl).isEmpty)
  }

  @Test func `many who trust at once lose nothing`() async throws {
    let paths = (0..<8).map { "\(repository.directory.path)/many\($0)" }
    for path in paths {
      try repository.git("init", "-q", path)
      try repository.git("-C", path, "config", "colleague.issueCommand", "list")
    }
    let (store, environment) = (store, repository.environment)
    try await withThrowingTaskGroup { group in
      for path in paths {
        group.addTask {
          let opened = try Repository(discovering: path, environment: environment)
          try store.trust(try SettingsConfig(of: opened, trust: store).own, in: opened)
        }
      }
      try await group.waitForAll()
    }
    #expect(Set(try store.entries().map(\.file)) == Set(paths.map { $0 + "/.git/config" }))
  }

  @Test func `an empty value takes back those before it, and needs no trust`() throws {
    for key in ["setup", "carry"] {
      try repository.git("config", "--global", "--add", "colleague.\(key)", "a")
      try repository.git("config", "--global", "--add", "colleague.\(key)", "b")
    }
    func list(_ key: String) throws -> [String] {
      try SettingsConfig(of: opened(), trust: store).list("colleague.\(key)")
    }
    #expect(try list("setup") == ["a", "b"] && list("carry") == ["a", "b"])
    for key in ["setup", "carry"] { try repository.git("config", "colleague.\(key)", "") }
    #expect(try list("setup").isEmpty && list("carry").isEmpty)
    let found = try SettingsConfig(of: opened(), trust: store)
    #expect(found.passedOver.isEmpty && found.own.isEmpty)
  }

  @Test func `the key of the workers is a secret`() {
    var settings = Settings()
    #expect(settings.secrets().contains { $0.hasPrefix("0123") } == false)
    settings.key = RecordKey(String(repeating: "0123456789abcdef", count: 4))
    #expect(settings.secrets().contains(String(repeating: "0123456789abcdef", count: 4)))
  }
}
