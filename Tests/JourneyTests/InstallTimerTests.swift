import Foundation
import Support
import Testing

@Suite("Timers put in place and taken away", .timeLimit(.minutes(10)), .ownThreads)
struct InstallTimerTests {
  private let journey: Journey
  private let place: String

  /// A repository, and a `crontab` and a `systemctl` along PATH that write down how they are called.
  init() throws {
    journey = try Journey(["a": "1\n"])
    place = journey.repository.directory.path
    try journey.repository.directory.write(
      """
      #!/bin/sh
      echo "crontab $1" >>\(place)/calls
      [ ! -f \(place)/broken ] || { cat \(place)/broken >&2; exit 1; }
      case $1 in
      -l) [ -f \(place)/tab ] || { echo "no crontab for ada" >&2; exit 1; }; cat \(place)/tab ;;
      -r) rm \(place)/tab ;;
      *) [ ! -f \(place)/strict ] || { echo "command too long" >&2; exit 1; }; cat "$1" >\(place)/tab ;;
      esac

      """, to: "programs/crontab", mode: 0o755)
    try journey.repository.directory.write(
      """
      #!/bin/sh
      echo "systemctl $*" >>\(place)/calls
      [ ! -f \(place)/broken ] || { cat \(place)/broken >&2; exit 1; }

      """, to: "programs/systemctl", mode: 0o755)
  }

  private func install(
    _ arguments: String..., in directory: String? = nil, adding more: [String: String] = [:]
  ) throws -> Ended {
    let path = "\(place)/programs:\(journey.repository.environment["PATH"] ?? "")"
    return try journey.start(
      ["install"] + arguments, in: directory, adding: ["PATH": path].merging(more) { $1 }
    ).wait()
  }

  private func text(_ file: String) -> String? {
    FileManager.default.contents(atPath: "\(place)/\(file)").map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  private var line: String? {
    text("tab")?.split(separator: "\n").first { $0.contains(" sweep ") }.map(String.init)
  }

  /// Everything below HOME by name, with the bytes of files.
  private func home() throws -> [String: Data?] {
    var found: [String: Data?] = [:]
    // The workers' key stays: what runs have recorded is known by it.
    for name in try FileManager.default.subpathsOfDirectory(atPath: place + "/home")
    where !name.hasPrefix(".local") {
      found[name] = FileManager.default.contents(atPath: "\(place)/home/\(name)")
    }
    return found
  }

  private func registered() throws -> [String] {
    try journey.repository.git("config", "--global", "--get-all", "colleague.repo")
      .split(separator: "\n").map(String.init)
  }

  @Test func `one line of a crontab serves all repositories, and goes with the last of them`()
    throws
  {
    let own = "# mine\n1 2 3 4 5 echo mine\n"
    try journey.repository.directory.write(own, to: "tab")
    let before = try home()
    let first = try install("--timer", "cron", "--every", "30m")
    #expect(first.status == 0, "\(first)")
    #expect(text("tab")?.hasPrefix(own) == true)
    #expect(line?.hasPrefix("*/30 * * * * PATH='") == true)
    #expect(line?.hasSuffix(" '\(Journey.binary)' sweep --registered --quiet >/dev/null") == true)
    let bare = place + "/bare.git"
    try journey.repository.git("clone", "-q", "--bare", ".", bare)
    // The interval stays where none is named.
    let second = try install("--timer", "cron", in: bare)
    #expect(second.status == 0 && second.output.contains("every 30m already"), "\(second)")
    #expect(try registered() == [journey.repository.path, bare])
    #expect(text("tab")?.ranges(of: "sweep --registered").count == 1)
    #expect(try install("--timer", "cron", in: bare).status == 0)
    #expect(try registered().count == 2)
    #expect(try install("--timer", "cron", "--every", "2h").status == 0)
    #expect(line?.hasPrefix("0 */2 * * * ") == true)
    let stays = try install("--timer", "cron", "--uninstall")
    #expect(stays.output.contains("the sweep stays"), "\(stays)")
    #expect(try registered() == [bare] && line != nil)
    #expect(try install("--timer", "cron", "--uninstall", in: bare).status == 0)
    #expect(text("tab") == own)
    #expect(try home() == before)
    let none = try install("--timer", "cron", "--uninstall")
    #expect(none.status == 0 && none.output.contains("nothing of ours"), "\(none)")
  }

  @Test func `a crontab and a config file that were not there are not there afterwards`() throws {
    try FileManager.default.removeItem(atPath: place + "/home/.gitconfig")
    #expect(try install("--timer", "cron").status == 0)
    #expect(try registered() == [journey.repository.path])
    #expect(try install("--timer", "cron", "--uninstall").status == 0)
    #expect(text("tab") == nil)
    #expect(try home().isEmpty)
  }

  @Test func `a crontab that cannot be listed or changed is left alone, and nothing is registered`()
    throws
  {
    let own = "1 2 3 4 5 echo mine\n"
    try journey.repository.directory.write(own, to: "tab")
    try journey.repository.directory.write("You (ada) are not allowed\n", to: "broken")
    let before = try home()
    let unlisted = try install("--timer", "cron", "--hook", "post-commit")
    #expect(unlisted.status == 128 && unlisted.errors.contains("You (ada) are not allowed"))
    #expect(text("calls") == "crontab -l\n")
    try FileManager.default.removeItem(atPath: place + "/broken")
    try journey.repository.directory.write("", to: "strict")
    let unchanged = try install("--timer", "cron", "--hook", "post-commit")
    #expect(unchanged.status == 128 && unchanged.errors.contains("hint: use a shorter PATH"))
    #expect(text("tab") == own)
    #expect(try home() == before)
    #expect(text("project/.git/hooks/post-commit") == nil)
  }

  @Test func `a machine without cron is told what to do`() throws {
    try FileManager.default.removeItem(atPath: place + "/programs/crontab")
    let before = try home()
    let ended = try install("--timer", "cron", adding: ["PATH": place + "/programs"])
    #expect(ended.status == 128 && ended.errors.contains("there is no crontab"), "\(ended)")
    #expect(ended.errors.contains("apt-get install cron") && ended.errors.contains("systemd"))
    #expect(try home() == before)
  }

  @Test func `a timer finds the user's config where it is, and is given no key`() throws {
    let config = place + "/own config"
    try journey.repository.directory.write(
      "[user]\n\tname = Ada\n\temail = ada@example.org\n", to: "own config")
    let ended = try install(
      "--timer", "cron", adding: ["GIT_CONFIG_GLOBAL": config, "OPENAI_API_KEY": "sk-secret-key"])
    #expect(ended.status == 0, "\(ended)")
    #expect(line?.contains("GIT_CONFIG_GLOBAL='\(config)'") == true)
    #expect(line?.contains("HOME='\(place)/home'") == true && line?.contains("secret") == false)
    let shell = try run(
      ["sh", "-c", try #require(line?.dropFirst("*/15 * * * * ".count)) + "; echo $?"], in: "/",
      environment: [:])
    // The line itself sweeps the repository, in which nothing waits.
    #expect(shell.output == "3\n" && shell.errors.isEmpty, "\(shell)")
  }

  @Test func `systemd gets a timer and a service that it understands, and keeps nothing of them`()
    throws
  {
    let before = try home()
    let shown = try install("--timer", "systemd", "--dry-run")
    #expect(shown.status == 0 && shown.output.contains("\nPersistent=true\n"), "\(shown)")
    #expect(try home() == before && text("calls") == nil)
    let ended = try install("--timer", "systemd", "--every", "1h")
    #expect(ended.status == 0 && ended.errors.contains("enable-linger"), "\(ended)")
    let units = ["timer", "service"].map {
      "\(place)/home/.config/systemd/user/git-colleague.\($0)"
    }
    for unit in units { #expect(FileManager.default.fileExists(atPath: unit)) }
    #expect(
      text("calls")?.hasPrefix(
        "systemctl --user daemon-reload\nsystemctl --user enable --now git-colleague.timer\n")
        == true)
    if FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze") {
      let verified = try run(
        ["/usr/bin/systemd-analyze", "verify", "--user"] + units, in: "/",
        environment: ["XDG_RUNTIME_DIR": place, "HOME": place + "/home", "PATH": "/usr/bin:/bin"])
      #expect(verified.status == 0 && verified.errors.isEmpty, "\(verified)")
    }
    let again = try install("--timer", "systemd")
    #expect(again.status == 0 && again.output.contains("every 1h already"), "\(again)")
    let gone = try install("--timer", "systemd", "--uninstall")
    #expect(gone.status == 0, "\(gone)")
    #expect(text("calls")?.contains("systemctl --user disable --now git-colleague.timer\n") == true)
    #expect(try home() == before)
  }

  @Test func `a repository is registered by the place from which a sweep finds it`() throws {
    let apart = place + "/apart.git"
    let tree = place + "/tree"
    try journey.repository.git("init", "-q", "--separate-git-dir", apart, tree)
    try journey.repository.git("--git-dir", apart, "config", "core.worktree", tree)
    #expect(try install("--timer", "cron", in: tree).status == 0)
    try FileManager.default.removeItem(atPath: tree + "/.git")
    #expect(try install("--timer", "cron", adding: ["GIT_DIR": apart]).status == 0)
    let linked = place + "/linked"
    try journey.repository.git("worktree", "add", "-q", linked)
    #expect(try install("--timer", "cron", in: linked).status == 0)
    #expect(try registered() == [tree, apart, linked])
  }

  @Test func `where no user manager runs, no unit is left and nothing is registered`() throws {
    try journey.repository.directory.write("Failed to connect to bus\n", to: "broken")
    let before = try home()
    let ended = try install("--timer", "systemd")
    #expect(ended.status == 128 && ended.errors.contains("Failed to connect to bus"), "\(ended)")
    #expect(ended.errors.contains("hint: where no user manager runs, use cron"))
    #expect(try home() == before)
  }
}
