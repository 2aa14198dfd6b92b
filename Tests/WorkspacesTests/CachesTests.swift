import Foundation
import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite("What tools keep for themselves", .timeLimit(.minutes(10)))
struct CachesTests {
  private let repository: TemporaryRepository

  init() throws {
    repository = try TemporaryRepository([
      "a.py": "old\n",
      "check.sh": """
      mkdir -p ~/.cache/tool && echo run >> ~/.cache/tool/log
      echo 1..2
      echo "ok 1 - $(wc -l < ~/.cache/tool/log) runs"
      if grep -q new a.py; then echo "ok 2 - a"; else echo "not ok 2 - a"; exit 1; fi

      """,
    ])
  }

  @Test func `is there for the next command and for candidates, and not for the verdict`()
    async throws
  {
    var workspace = try repository.workspace(test: "sh check.sh")
    let first = try await workspace.perform(.test(.working), within: 600)
    #expect(first.tests?.passed == ["1 runs"])
    let command = Action.run(
      command: "cat ~/.cache/tool/log; echo x > ~/other", keepsChanges: false)
    #expect(try await workspace.answer(to: command) == "run\n")
    #expect(try await workspace.answer(to: .run(command: "ls ~", keepsChanges: false)) == "")
    let edit = FileEdit(path: "a.py", change: .write("new\n"))
    _ = try await workspace.perform(
      .trial([Candidate(id: "a", edits: [edit], about: "a")]), within: 600)
    #expect(try await workspace.answer(to: command) == "run\n")
    try await workspace.edit(edit)
    #expect(
      try await workspace.perform(.test(.working), within: 600).tests?.passed == ["2 runs", "a"])
    #expect(
      try await workspace.perform(.test(.verdict), within: 600).tests?.passed == ["1 runs", "a"])
  }
}

@Suite struct `Version managers and Bundler` {
  @Test func `are found where the caller's variables have them, with the version chosen`() throws {
    let folder = try TemporaryDirectory()
    for path in ["cargo/bin/x", "cargo/credentials.toml", "rustup/settings.toml", "py/shims/x"] {
      try folder.write("", to: path)
    }
    let found = ActiveEnvironment(variables: [
      "HOME": folder.path + "/home", "PATH": "\(folder.path)/cargo/bin:\(folder.path)/py/shims",
      "CARGO_HOME": folder.path + "/cargo", "RUSTUP_HOME": folder.path + "/rustup/",
      "PYENV_ROOT": folder.path + "/py", "PYENV_VERSION": "3.9", "RBENV_VERSION": "3",
    ])
    #expect(found.readable == ["cargo/bin", "rustup", "py"].map { "\(folder.path)/\($0)" })
    #expect(
      found.variables == [
        "RUSTUP_HOME": folder.path + "/rustup", "PYENV_ROOT": folder.path + "/py",
        "PYENV_VERSION": "3.9",
      ])
  }

  @Test func `are found below the home as well, whatever else the variables name`() throws {
    let folder = try TemporaryDirectory()
    for path in [".cargo/bin/x", ".rustup/x"] { try folder.write("", to: path) }
    let found = ActiveEnvironment(variables: [
      "HOME": folder.path, "PATH": folder.path + "/.cargo/bin", "CARGO_HOME": "/nowhere",
    ])
    #expect(found.readable == [".cargo/bin", ".rustup"].map { "\(folder.path)/\($0)" })
    #expect(found.variables == ["RUSTUP_HOME": folder.path + "/.rustup"])
  }

  @Test func `has its gems where they are carried, and nothing that is a key`() throws {
    let folder = try TemporaryDirectory()
    try folder.write(
      "---\nBUNDLE_PATH: \"vendor/bundle\"\nBUNDLE_WITHOUT: \"production:staging\"\n"
        + "BUNDLE_GEMS__EXAMPLE__ORG: \"user:canary\"\nBUNDLE_FROZEN: true\n",
      to: ".bundle/config")
    func variables(_ carried: String...) -> [String: String] {
      BundlerSettings(in: folder.path, carrying: carried).variables
    }
    #expect(
      variables("node_modules", "vendor/bundle") == [
        "BUNDLE_PATH": "vendor/bundle", "BUNDLE_WITHOUT": "production:staging",
        "BUNDLE_FROZEN": "true",
      ])
    #expect(variables("app/vendor/bundle") == ["BUNDLE_PATH": "vendor/bundle"])
    #expect(variables("node_modules").isEmpty)
  }
}
