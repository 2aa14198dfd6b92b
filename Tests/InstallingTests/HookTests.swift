import Foundation
import Installing
import Support
import Testing

@Suite("Scripts of hooks")
struct HookTests {
  @Test(arguments: Hook.allCases)
  func `each is a short script for sh`(hook: Hook) throws {
    let lines = hook.script.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "#!/bin/sh" && lines.count <= 16)
    #expect(Hook.isShellScript(Array(hook.script.utf8)))
  }

  @Test(
    arguments: [
      "#!/bin/sh\n", "#!/bin/sh", "#!/bin/sh\nexec x", "#!/usr/bin/env bash\n\nset -eu\nx\n",
      "#!/bin/dash -e\n# Latin: \u{e9}\n", "#!/usr/bin/env -S zsh -f\nx\n\n\n",
    ], Hook.allCases)
  func `what was put in can be taken out, and the bytes are those before`(text: String, hook: Hook)
    throws
  {
    // A byte that is no UTF-8 has to survive as well.
    let before = text.unicodeScalars.map { UInt8($0.value) }
    let after = try hook.added(to: before)
    #expect(after != before && after.starts(with: before.prefix { $0 != 0x0a }))
    #expect(try hook.added(to: after) == after)
    #expect(try hook.removed(from: after) == before)
    #expect(try hook.removed(from: before) == before)
  }

  @Test(arguments: Hook.allCases)
  func `nothing is left of a script that was ours alone`(hook: Hook) throws {
    #expect(try hook.removed(from: Array(hook.script.utf8)) == nil)
  }

  @Test func `a block of another version is replaced where it stands`() throws {
    let text = "#!/bin/sh\nfirst\n# BEGIN GIT COLLEAGUE\nold\n# END GIT COLLEAGUE\nlast\n"
    let after = try Hook.postCommit.added(to: Array(text.utf8))
    #expect(after == Array("#!/bin/sh\nfirst\n\(Hook.postCommit.block)last\n".utf8))
    #expect(try Hook.postCommit.removed(from: after) == Array("#!/bin/sh\nfirst\nlast\n".utf8))
  }

  @Test func `a block that does not end is not guessed at`() throws {
    let text = Array("#!/bin/sh\n# BEGIN GIT COLLEAGUE\nold\nlast\n".utf8)
    let fault = InstallError.unfinished(mark: "# BEGIN GIT COLLEAGUE")
    #expect(throws: fault) { try Hook.postCommit.added(to: text) }
    #expect(throws: fault) { try Hook.postCommit.removed(from: text) }
  }

  @Test(arguments: [
    "", "x\n", "#!/usr/bin/env python3\n", "#!/usr/bin/perl -w\n", "#!/bin/sh\r\n",
    "#!/usr/bin/fish\n", "#!\n", "#!/usr/bin/env\n", "\u{7f}ELF",
  ])
  func `only a shell's script takes the block`(text: String) throws {
    #expect(throws: InstallError.notAShellScript) {
      try Hook.postReceive.added(to: Array(text.utf8))
    }
  }

  @Test func `a line by hand is seen, a comment and the block are not taken for one`() throws {
    for hook in Hook.allCases {
      #expect(Hook.isCalledByHand(in: Array("#!/usr/bin/perl\nsystem q(\(hook.line))\n".utf8)))
      #expect(!Hook.isCalledByHand(in: Array("#!/bin/sh\n  # \(hook.line)\n".utf8)))
      #expect(!Hook.isCalledByHand(in: Array(hook.script.utf8)))
    }
  }

  @Test func `hooks that run too early are told from those that do not serve`() throws {
    for name in ["pre-receive", "update", "pre-commit", "reference-transaction"] {
      #expect(throws: InstallError.earlyHook(name)) { try Hook(named: name) }
    }
    for name in ["post-checkout", "", "Post-Commit", "post-receive.sample"] {
      #expect(throws: InstallError.otherHook(name)) { try Hook(named: name) }
    }
    #expect(try Hook(named: "post-merge") == .postMerge)
  }

  @Test(
    arguments: ["dash -eu", "bash", "bash --posix -eu"]
      + ["busybox sh", "busybox ash -eu", "zsh -eu", "ksh -eu", "mksh -eu"].filter(isInstalled))
  func `the rest of a script reads all that git gave, whatever is in it, in every shell`(
    shell: String
  ) throws {
    let words = shell.split(separator: " ").map(String.init)
    let place = try TemporaryDirectory()
    let path = "\(place.path)/bin:/usr/local/bin:/usr/bin:/bin"
    try place.write(
      "#!/bin/sh\n{ echo \"$@\"; cat; } >\(place.path)/told\necho noise; echo noise >&2\nexit 9\n",
      to: "bin/git-colleague", mode: 0o755)
    let own = "#!/bin/sh\nset -eu\ncat\nprintf '%s %s\\n' $# \"${colleague_input-gone}\" >&2\n"
    let script = try Hook.postReceive.added(to: Array(own.utf8))
    try place.write(String(decoding: script, as: UTF8.self), to: "script")
    let line = #"0000 1111 refs/heads/a$HOME`id`$(id)\n\\'"COLLEAGUE"#
    let inputs = ["", line + "\n", "COLLEAGUE\n", String(repeating: line + "\n", count: 5000)]
    for input in inputs {
      let ended = try run(
        words + ["\(place.path)/script", "one", "two words"], in: place.path,
        environment: ["PATH": path, "HOME": place.path], input: input)
      #expect(ended.status == 0 && ended.output == input, "\(shell): \(ended.errors)")
      #expect(ended.errors == "2 gone\n")
      let told = try run(["cat", "told"], in: place.path, environment: ["PATH": path]).output
      #expect(told == "hook post-receive one two words\n" + (input.isEmpty ? "\n" : input))
    }
  }
}

/// Whether the machine has the shell that `command` begins with; every one of ours has dash and bash.
private func isInstalled(_ command: String) -> Bool {
  ["/usr/local/bin", "/usr/bin", "/bin"].contains { folder in
    let name = command.prefix { $0 != " " }
    return FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)")
  }
}
