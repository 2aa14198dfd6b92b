import ArgumentParser
import Git
import Processes
import Runs
import Text

/// `git colleague trust`: lets what a repository's own config says count where it could do harm.
struct TrustCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust",
    abstract:
      "Let this repository's own config name commands, addresses and keys, or take records over.",
    discussion: """
      Whoever hands a repository over writes its config file, too. So settings that run a command outside of the \
      sandbox, send something somewhere, or widen the sandbox count from there only after this command, which shows \
      them and notes that you trust them as they are. A change of one of them takes that back. From your own config \
      (git config --global), the system's and the command line (git -c) they always count.

      What you trust is kept in $XDG_STATE_HOME/colleague/trust, else ~/.local/state/colleague/trust.

      With --records it is about runs: those that your key does not vouch for, because an earlier version or somebody \
      else has made them, are listed, and with --yes taken over. From then on they are believed, and can be resumed, \
      as your own are.

      Exit status: 0 trusted or listed, 3 there is nothing to trust, to forget or to take over.
      """)

  @Flag(name: [.customShort("n"), .long], help: "Show the settings, and change nothing.")
  var dryRun = false

  @Flag(help: "Show which config files are trusted.")
  var list = false

  @Flag(help: "Trust this repository's config no more, or the config FILE that --list shows.")
  var remove = false

  @Flag(help: "Show the runs that your key does not vouch for, or only each RUN.")
  var records = false

  @Flag(help: "With --records: take them over.")
  var yes = false

  @Argument(
    help: ArgumentHelp(
      "With --remove: the config file. With --records: the runs.", valueName: "name"))
  var names: [String] = []

  private var file: String? { names.first }

  func validate() throws {
    if [dryRun, list, remove, records].count(where: \.self) > 1 {
      throw ValidationError("--dry-run, --list, --remove and --records exclude each other")
    }
    if yes && !records { throw ValidationError("--yes goes with --records") }
    if !names.isEmpty && !records && !(remove && names.count == 1) {
      throw ValidationError("one FILE goes with --remove, each RUN with --records")
    }
  }

  func run() async throws {
    if records { return try RecordsTakeover(of: names, isAgreed: yes).carryOut() }
    guard let store = TrustStore.standard else { throw TrustError.noHome }
    if list { return try show(store) }
    if let file {
      guard try store.remove(file) else { throw TrustCommand.nothing("\(file) is not trusted") }
      return Console.standard.write("\(shown(file)): not trusted any more\n")
    }
    let repository = try Repository(discovering: ".", environment: Environment.all)
    if remove { return try forget(repository, store) }
    let config = try SettingsConfig(of: repository, trust: store)
    guard !config.own.isEmpty else {
      throw TrustCommand.nothing("nothing in this repository's own config needs your trust")
    }
    for text in TrustedText.lines(of: config.own) { Console.standard.write(text + "\n") }
    guard !dryRun else { return }
    try store.trust(config.own, in: repository)
    Console.standard.write("trusted, as long as these stay as they are\n")
  }

  private func show(_ store: TrustStore) throws {
    var files: [String] = []
    for entry in try store.entries() where !files.contains(entry.file) { files.append(entry.file) }
    for file in files { Console.standard.write(shown(file) + "\n") }
    if files.isEmpty { Console.standard.note("no config file is trusted") }
  }

  private func forget(_ repository: borrowing Repository, _ store: TrustStore) throws {
    let files = [
      repository.commonDirectory + "/config", repository.gitDirectory + "/config.worktree",
    ]
    var isAny = false
    for file in files where try store.remove(file) {
      isAny = true
      Console.standard.write("\(shown(file)): not trusted any more\n")
    }
    guard isAny else { throw TrustCommand.nothing("this repository's own config is not trusted") }
  }

  private func shown(_ path: String) -> String { TrustedText.oneLine(path) }

  static func nothing(_ sentence: String) -> Failure {
    Failure(TrustedText.oneLine(sentence), kind: .nothingToDo)
  }
}

/// Guarded settings as text.
enum TrustedText {
  /// The files, each followed by its settings, in visible characters; a secret's value is left out.
  static func lines(of configs: [GuardedConfig]) -> [String] {
    var lines: [String] = []
    var file: String?
    for config in configs {
      if config.file != file { lines.append(oneLine(config.file)) }
      file = config.file
      lines += config.settings.map { setting in
        "  \(setting.key.name) = \(setting.key.isSecret ? "(not shown)" : oneLine(setting.value))"
      }
    }
    return lines
  }

  /// `text` in visible characters, line feeds and tabs among them.
  static func oneLine(_ text: String) -> String {
    visible(text).replacing("\n", with: "<0A>").replacing("\t", with: "<09>")
  }
}
