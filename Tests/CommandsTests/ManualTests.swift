import Support
import Testing

@testable import Commands

@Suite struct `The manual` {
  private let command: CommandInfo
  private let environment = ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8"]

  init() throws { command = try CommandInfo.colleague() }

  @Test func `names each subcommand with its options, and each exit status`() throws {
    let page = ManualPage(of: command).text
    let names = command.shownCommands.map(\.commandName)
    #expect(names.contains("work") && names.contains("sweep") && !names.contains("carry"))
    for child in command.shownCommands {
      let head = ".SS \"git colleague \(child.commandName)\""
      let section = try #require(page.firstRange(of: head).map { page[$0.upperBound...] })
      for option in child.shownArguments.flatMap({ $0.names ?? [] }) where option.kind == "long" {
        let word = option.text.map { $0 == "-" ? "\\-" : String($0) }.joined()
        #expect(section.contains("\\fB\(word)\\fR"), "\(child.commandName) \(option.text)")
      }
    }
    for status in ExitStatus.allCases { #expect(page.contains("\n.B \(status.rawValue)\n")) }
  }

  @Test func `is laid out by groff without a warning`() throws {
    let folder = try TemporaryDirectory()
    try folder.write(ManualPage(of: command).text, to: "git-colleague.1")
    let ended = try run(
      ["groff", "-man", "-ww", "-Tutf8", "-P-c", "git-colleague.1"], in: folder.path,
      environment: environment)
    #expect(ended.status == 0 && ended.errors.isEmpty, "\(ended.errors)")
    let plain = ended.output.replacing(#/.\u{8}/#, with: "")
    #expect(plain.contains("git colleague work") && plain.contains("--may-change-tests"))
  }

  @Test func `is written beside the program's folder, found again, and removed with its folders`()
    throws
  {
    let folder = try TemporaryDirectory()
    let manual = try ManualFiles(below: folder.path + "/share")
    try manual.install()
    let names = try run(
      ["find", "share", "-type", "f"], in: folder.path, environment: environment
    ).output.split(separator: "\n").sorted()
    #expect(
      names == [
        "share/bash-completion/completions/git-colleague",
        "share/fish/vendor_completions.d/git-colleague.fish", "share/man/man1/git-colleague.1",
        "share/zsh/site-functions/_git-colleague",
      ])
    let found = try run(
      ["man", "-w", "git-colleague"], in: folder.path,
      environment: environment.merging(["MANPATH": folder.path + "/share/man"]) { $1 })
    #expect(found.output.hasSuffix("git-colleague.1\n"), "\(found.errors)")
    #expect(manual.manNote?.contains("export MANPATH=\(folder.path)/share/man:") == true)
    try manual.uninstall()
    let left = try run(
      ["find", "share", "-mindepth", "1"], in: folder.path, environment: environment)
    #expect(left.output.isEmpty)
  }
}

@Suite struct `Completions of the shell` {
  /// What bash offers for `line`, whose last word is completed, when git's own completion runs.
  private func offered(_ line: String) throws -> [String] {
    let folder = try TemporaryDirectory()
    try folder.write(Completions(of: try CommandInfo.colleague()).bash, to: "ours")
    try folder.write(
      """
      . /usr/share/bash-completion/completions/git
      . ./ours
      IFS=' ' read -r -a COMP_WORDS <<< "$1"
      [[ "$1" == *' ' ]] && COMP_WORDS+=('')
      COMP_LINE=$1 COMP_POINT=${#1} COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      case ${COMP_WORDS[0]} in git) __git_wrap__git_main ;; *) __git_colleague_alone ;; esac
      printf '%s\\n' "${COMPREPLY[@]}"

      """, to: "script")
    let ended = try run(
      ["bash", "script", line], in: folder.path,
      environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"])
    #expect(ended.status == 0 && ended.errors.isEmpty, "\(ended.errors)")
    return ended.output.split(separator: "\n").map { $0.trimmingPrefix(" ") }
      .map { $0.last == " " ? String($0.dropLast()) : String($0) }
  }

  @Test(arguments: ["git colleague", "git-colleague"])
  func `offer subcommands, their options and the values of these`(_ program: String) throws {
    #expect(try offered("\(program) sw") == ["sweep"])
    #expect(try offered("\(program) ").contains("work"))
    #expect(try offered("\(program) queue a") == ["add"])
    #expect(try offered("\(program) queue add --ag") == ["--again"])
    #expect(try offered("\(program) install --timer ") == ["cron", "systemd"])
    #expect(try offered("\(program) work --bu") == ["--budget"])
  }

  @Test(arguments: ["git -C . colleague sw", "git --no-pager colleague sw"])
  func `are found behind options of git`(_ line: String) throws {
    #expect(try offered(line) == ["sweep"])
  }

  @Test func `for zsh and fish name every command that help shows`() throws {
    let command = try CommandInfo.colleague()
    let completions = Completions(of: command)
    for child in command.shownCommands {
      #expect(completions.zsh.contains("'\(child.commandName):"))
      #expect(completions.fish.contains(" -a \(child.commandName) -d "))
    }
  }
}
