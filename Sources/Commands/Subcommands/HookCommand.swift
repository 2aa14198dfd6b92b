import ArgumentParser
import Git
import Glibc
import Installing
import Processes
import Records
import Runs
import Text
import Vocabulary

/// `git colleague hook`: what the scripts in a hooks folder call.
///
/// It looks whether there may be something to do, starts a sweep that goes on alone, and returns. Whatever goes
/// wrong, the user's git goes on: the exit status is 0.
struct HookCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook", abstract: "What the scripts in a hooks folder call.",
    discussion: """
      Starts a sweep in the background when there may be issues in what has just happened. Always ends with 0.
      """)

  // All words are taken as they come: no call is so wrong that a hook may end with anything but 0.
  @Argument(
    parsing: .captureForPassthrough, help: "The hook's name, and what git gave to the hook.")
  var words: [String] = []

  private var name: String { words.first ?? "" }

  /// The most bytes read of what git tells on standard input.
  private static let inputLimit = 16 << 20

  func run() async throws {
    if ["-h", "--help"].contains(name) { throw CleanExit.helpRequest(self) }
    do {
      guard let place = try placeToSweep() else { return }
      try ThisProgram.detach(["sweep", "--quiet", "--trigger", "\(Trigger.hook(name))"], in: place)
    } catch {
      Console.standard.note("git colleague: \(Failure(error).sentence)")
    }
  }

  /// The git directory in which a sweep may find something to do; the environment is then as a sweep wants it.
  private func placeToSweep() throws -> String? {
    guard !HookMark.isSet, isKnown else { return nil }
    guard Environment.value("GIT_QUARANTINE_PATH") == nil else {
      Console.standard.note(
        "git colleague: what is pushed is not in the repository yet; use post-receive")
      return nil
    }
    let input = name == "post-receive" ? try InputFile.read("-", limit: HookCommand.inputLimit) : []
    let opened = try OpenRepository.here(forWriting: false)
    clearEnvironment()
    guard try hasSources(opened), try hasBrought(opened, input) else { return nil }
    return opened.repository.gitDirectory
  }

  /// Whether what has just happened may have brought issues, and was not our own doing.
  private func hasBrought(_ opened: borrowing OpenRepository, _ input: [UInt8]) throws -> Bool {
    if name == "post-receive" {
      let pushed = PushedRefs(String(decoding: input, as: UTF8.self))
      return pushed.mayHoldIssues(base: try base(opened))
    }
    guard case .branch(let branch) = try opened.repository.headState(),
      !branch.hasPrefix(RefNames.branches)
    else { return false }
    if let base = try base(opened), base != branch { return false }
    guard let head = try opened.repository.reference(branch) else { return false }
    return try opened.repository.readCommit(head).run == nil
  }

  /// The hooks after which there may be something to do; all others are left alone.
  private var isKnown: Bool {
    if Hook(rawValue: name) != nil { return true }
    Console.standard.note("git colleague: nothing is done after '\(visible(name))'")
    return false
  }

  /// The full name of the branch that runs start from.
  private func base(_ opened: borrowing OpenRepository) throws -> String? {
    if let setting = opened.settings.base {
      let name = setting.hasPrefix("refs/") ? setting : "refs/heads/" + setting
      return try opened.repository.reference(name) == nil ? nil : name
    }
    guard opened.repository.workingDirectory == nil,
      case .branch(let branch) = try opened.repository.headState()
    else { return nil }
    return branch
  }

  /// Whether issues can come from anywhere here.
  private func hasSources(_ opened: borrowing OpenRepository) throws -> Bool {
    let settings = opened.settings
    if !settings.issues.isEmpty || settings.issueCommand != nil { return true }
    // The sweep tells whoever looks for what became of the issues.
    if settings.passedOver.contains(where: { $0.keys.contains(.issueCommand) }) { return true }
    return try !opened.repository.references(withPrefix: RefNames.queue).isEmpty
      || !opened.repository.references(withPrefix: "refs/issues/").isEmpty
  }

  /// Takes away what git tells its hooks and a sweep must not take for the user's wish.
  private func clearEnvironment() {
    for name in Environment.all.keys {
      let isGits = ["GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_PUSH_", "GIT_REFLOG_"]
        .contains { name.hasPrefix($0) }
      if isGits || ["GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "GIT_INTERNAL_TOPLEVEL"].contains(name) {
        unsetenv(name)
      }
    }
  }
}
