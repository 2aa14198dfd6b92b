import ArgumentParser
import Files
import Git
import Glibc
import Installing
import Processes
import Records
import Runs
import Text

/// `git colleague install`: hooks that tell of something new, a timer for what waits, and the manual.
struct InstallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Put hooks, a timer or the manual in place, or take them away.",
    discussion: """
      Hooks: \(Hook.allCases.map(\.rawValue).joined(separator: ", ")). A script of yours stays and \
      runs as before; a marked block is put into it. The timer serves all repositories where this \
      was called, which your git config lists as colleague.repo.
      """)

  @Option(
    name: .customLong("hook"), parsing: .upToNextOption,
    help: ArgumentHelp("The hooks.", valueName: "name"))
  var names: [String] = []

  @Option(help: "Sweep every so often: cron, or systemd's user timers.")
  var timer: TimerKind?

  @Option(
    help: ArgumentHelp(
      "How often: minutes that divide an hour (15m), hours that divide a day (1h); 15m unless told.",
      valueName: "interval"))
  var every: String?

  @Flag(
    help: "The manual page, for 'git colleague --help', and completions for bash, zsh and fish.")
  var manual = false

  @Flag(help: "Take them away again.")
  var uninstall = false

  @Flag(name: [.customShort("n"), .long], help: "Say what would be written, and change nothing.")
  var dryRun = false

  func validate() throws {
    if every != nil && (timer == nil || uninstall) {
      throw ValidationError("--every goes with --timer, and not with --uninstall")
    }
  }

  func run() async throws {
    guard !names.isEmpty || timer != nil else {
      if manual { return try changeManual() }
      throw Failure(
        "install wants --hook NAME, --timer cron|systemd or --manual",
        hint: "for example: git colleague install --hook post-receive --timer cron", kind: .usage)
    }
    var hooks: [Hook] = []
    for name in names {
      let hook = try Hook(named: name)
      if !hooks.contains(hook) { hooks.append(hook) }
    }
    let interval = try every.map { text throws(InstallError) in try Interval(text) }
    if !dryRun { Console.standard.putWorkFirst() }
    let repository = try Repository(discovering: ".", environment: Environment.all)
    for name in Repository.localEnvironmentNames { unsetenv(name) }
    // What cannot be served any more must still be rid of us.
    if !uninstall { try repository.preflight(forWriting: false) }
    let changes = try hookChanges(hooks, in: repository)
    if manual { try changeManual() }
    if let timer { try change(timer, interval, in: repository) }
    for change in changes {
      if dryRun { Console.standard.write(change.preview) } else { try change.carryOut() }
    }
    if !uninstall {
      // Whoever shares it with other workers finds it before the first run.
      if !dryRun, try Settings(of: repository).key == nil { _ = try RecordKey.own() }
      // What sweeps on their own would pass over is told where somebody reads it.
      for passedOver in try SettingsConfig(of: repository, trust: .standard).passedOver {
        Console.standard.warn(Failure(RunError.passedOver(passedOver)))
      }
    }
  }

  private func changeManual() throws {
    let manual = try ManualFiles()
    if dryRun {
      for file in manual.files { Console.standard.write("\(visible(file.path))\n") }
    } else if uninstall {
      try manual.uninstall()
    } else {
      try manual.install()
    }
  }

  /// What is to be done about the hooks; all are looked at before any is changed.
  private func hookChanges(
    _ hooks: [Hook], in repository: borrowing Repository
  ) throws -> [HookChange] {
    guard !hooks.isEmpty else { return [] }
    let folder = try HookFolder(of: repository)
    let changes = try hooks.map { hook in
      let path = folder.path(of: hook)
      return try uninstall
        ? HookChange(removing: hook, at: path, below: folder.tops)
        : HookChange(adding: hook, at: path)
    }
    if !uninstall, let shared = hooks.map(folder.path).first(where: folder.isShared) {
      Console.standard.note(
        "note: \(visible(shared)) lies outside this repository: it runs in every one that shares the folder"
      )
    }
    return changes
  }

  private func change(
    _ timer: TimerKind, _ interval: Interval?, in repository: borrowing Repository
  ) throws {
    let registration = try Registration(of: repository)
    let place: any TimerPlace = timer == .cron ? CronTimer() : try SystemdTimer()
    if dryRun {
      return try registration.preview(place, interval, isUninstalling: uninstall)
    }
    // Two at once would lose one of two changes to a crontab. A file system without locks is taken as it is.
    let lock = try? FileLock(registration.folder, .exclusive, isWaiting: true)
    defer { lock?.release() }
    if uninstall {
      try registration.remove(with: place)
    } else {
      try registration.add(with: place, every: interval)
    }
  }
}

/// What sets a timer off.
enum TimerKind: String, ExpressibleByArgument, CaseIterable {
  /// The user's crontab.
  case cron
  /// The user's systemd.
  case systemd
}
