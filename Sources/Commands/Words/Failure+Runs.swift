import Files
import Glibc
import Processes
import Records
import Runs
import Text
import Vocabulary
import Workspaces

extension Failure {
  /// The words for why a run cannot begin, go on, or come to its end.
  init(words error: RunError) {
    switch error {
    case .busy(let run, let holder):
      self.init(
        "run \(run) is being worked on\(holder.map { " by process \($0)" } ?? "")",
        hint: "'git colleague log --follow \(run)' shows it; 'git colleague stop \(run)' stops it")
    case .begun(let run?):
      self.init(
        "the run \(run) is at work on the same issue",
        hint:
          "'git colleague log --follow \(run)' shows it; 'git colleague work --again FILE' begins another run "
          + "all the same")
    case .begun(nil):
      self.init(
        "another process is about to begin a run on the same issue", hint: "git colleague runs")
    case .ended(let run, let outcome):
      self.init(
        "run \(run) has ended as \(outcome?.rawValue ?? "nothing")",
        hint: "git colleague show \(run)")
    case .setup(
      .failed(
        command: let command, let ending, lines: let lines, refused: let refused, let listed)):
      self.init(
        "the setup command '\(visible(clipped(command, to: 200)))' failed (\(ending))"
          + (lines.isEmpty
            ? ""
            : ":\n" + lines.map { "  " + visible(clipped($0, to: 300)) }.joined(separator: "\n")),
        hint: Failure.hint(refused: refused, listed: listed) ?? Failure.hint(saidIn: lines)
          ?? "nothing was begun or spent: git config colleague.setup COMMAND sets another one")
    case .setup(.noOverlays):
      self.init(
        "overlays cannot be mounted here, so that nothing can be set up or carried for a run",
        hint: "git config colleague.setup '' works without")
    case .root(let error): self.init(words: error)
    case .asking(let run, _):
      self.init("run \(run) waits for an answer", hint: "git colleague answer \(run) TEXT")
    case .askedNothing(let run):
      self.init("run \(run) has asked nothing", hint: "git colleague show \(run)")
    case .notResumable(let run, let policy):
      self.init(
        "run \(run) has the policy '\(policy)', which cannot be taken up again",
        hint: "git colleague resume --policy repair \(run)")
    case .notResumableBy(let run, let policy):
      self.init(
        "run \(run) does another agent's trajectory again, which the policy '\(policy)' cannot go on with",
        hint: "git colleague resume \(run)", kind: .usage)
    case .noTrajectory(let run):
      self.init(
        "the trajectory of run \(run) is not in its records, or cannot be read",
        hint: "call 'git colleague import' with its file again")
    case .imports(let error): self.init(words: error)
    case .noModel:
      self.init(
        "no model is set, so the policy 'model' has nobody to ask",
        hint:
          "git config --global colleague.model NAME, and its key in OPENAI_API_KEY or ANTHROPIC_API_KEY"
      )
    case .keyCommand(let isStarted):
      self.init(
        "colleague.apiKeyCommand \(isStarted ? "printed no key" : "cannot be run")",
        hint: "git config --global colleague.apiKeyCommand 'pass show model-key'")
    case .unknownPolicy(let word):
      self.init(
        "colleague.policy is '\(visible(word))', which is no policy",
        hint: "one of auto, model, repair, replay: git config colleague.policy auto")
    case .replayIsIncomplete:
      self.init("--policy replay and --replay RUN go together", hint: "git colleague runs")
    case .passedOver(let passedOver):
      let keys = passedOver.keys.map(\.name).joined(separator: ", ")
      self.init(
        "\(keys) in \(visible(passedOver.file)) "
          + "\(passedOver.keys.count == 1 ? "does" : "do") not count until you call 'git colleague trust' there"
      )
    case .noAuthor:
      self.init(
        "nobody is named as the author of commits",
        hint: "git config --global user.name NAME && git config --global user.email ADDRESS")
    case .unbornBranch(let branch):
      self.init(
        "there is no commit on '\(visible(RefNames.branchName(branch)))' yet, so there is nothing to start from",
        hint: "make a first commit, or name another branch: git config colleague.base BRANCH")
    case .noSuchRevision(let revision, let source):
      self.init(
        "there is no commit '\(visible(revision))'",
        hint: "name an existing branch, tag or commit\(Failure.place(of: source))")
    case .emptyTestCommand:
      self.init(
        "--test is empty", hint: "leave it out to have the tests recognised, or name a command")
    case .cache(let error): self.init(cache: error)
    case .foreignCache(let path): self.init(foreignFolder: path)
    case .state(let error):
      self.init(words: error)
      if hint != Failure.freeSpace { hint = "set XDG_STATE_HOME to a folder that can be written" }
    case .foreignState(let path):
      self.init(
        "\(visible(path)) is not yours alone, or holds no key",
        hint: "ls -l '\(visible(path))', then move it away or chmod go= it")
    case .foreign(let run):
      self.init(
        "nothing says that the records of run \(run) are yours: they can be read, not gone on with",
        hint: "where another worker of yours has made them, set colleague.workerKey to its key; "
          + "to take them over: git colleague trust --records \(run)")
    case .notWithheld(let run):
      self.init(
        "run \(run) has no series that is kept back", hint: "git colleague show \(run)")
    case .isInBase(let base):
      self.init("\(visible(base)) has all of the series already", hint: "git colleague runs")
    case .unsettledConflicts(let paths, let base, let policy):
      self.init(
        "the series does not fit onto \(visible(base)) any more at "
          + "\(paths.prefix(5).map(visible).joined(separator: ", ")), and the policy '\(policy)' settles no conflicts",
        hint: "set a model, or leave it where it stands with --base")
    case .deliverCommand(let failure): self.init(deliverCommand: failure)
    case .deliverCommandNotRun(let cause):
      self.init(anyWords: cause)
      sentence = "colleague.deliverCommand was not run: \(sentence)"
    case .interrupted: self.init("interrupted")
    case .git(let error): self.init(words: error)
    case .records(let error): self.init(words: error)
    case .loop(let error): self.init(words: error)
    case .file(let error): self.init(words: error)
    case .program(let error): self.init(words: error)
    case .workspace(let cause), .other(let cause): self.init(anyWords: cause)
    }
  }

  /// How the revision that a run starts from is named by who named it, as the end of a hint.
  private static func place(of source: BaseSource) -> String {
    switch source {
    case .option: " with --base"
    case .issue: " as the issue's 'base:'"
    case .setting: ": git config colleague.base BRANCH"
    case .remote: ""
    }
  }

  /// The words for why the user's list of trusted configs cannot be used.
  init(words error: TrustError) {
    switch error {
    case .noHome:
      self.init("HOME is not set, so there is no place for what you trust", hint: "set HOME")
    case .notPrivate(let path):
      self.init(
        "\(visible(path)) belongs to somebody else, or others can look into it",
        hint: "see what is in it; then remove it, or set XDG_STATE_HOME to a folder of your own")
    case .inRepository(let path):
      self.init(
        "what you trust is kept in \(visible(path)), which lies in this repository",
        hint: "set XDG_STATE_HOME to a folder elsewhere, or set the keys with git config --global")
    case .file(let error): self.init(words: error)
    }
  }

  private init(cache error: FileError) {
    self.init(words: error)
    if hint != Failure.freeSpace { hint = "set XDG_CACHE_HOME to a folder that can be written" }
  }

  private init(deliverCommand failure: ProgramFailure) {
    var reason = failure.words
    if case .status(let status, _) = failure { reason = "it ended with \(status)" }
    self.init(
      "colleague.deliverCommand failed: \(reason)", hint: "the series is in place all the same")
  }
}

extension Failure {
  /// What to do where a server's certificate is not believed, as behind a proxy of a company's; `nil` for anything else.
  private static func hint(saidIn lines: [String]) -> String? {
    let signs = ["CERTIFICATE_VERIFY_FAILED", "SELF_SIGNED_CERT", "certificate verify failed"]
    guard lines.contains(where: { line in signs.contains(where: line.contains) }) else {
      return nil
    }
    return "a setup gets the variable that names your certificates where it is listed: "
      + "git config --global --add colleague.setupEnvironment PIP_CERT, or SSL_CERT_FILE, NODE_EXTRA_CA_CERTS"
  }

  /// What to do for hosts that a setup has asked for in vain; `nil` where there are none.
  private static func hint(refused: [String], listed: [String]) -> String? {
    let asked = Set(refused.map { String($0.prefix { $0 != ":" }) })
    let missing = SetupNetwork.missing(of: asked.sorted(), among: listed)
    if !missing.isEmpty {
      let all = (listed + missing).joined(separator: " ")
      return "it asked for \(missing.joined(separator: ", ")), which it may not reach: "
        + "git config --global colleague.setupNetwork '\(all)'"
    }
    guard !asked.isEmpty else { return nil }
    let hosts = asked.sorted().joined(separator: ", ")
    return
      "\(hosts) leads to an address of this machine or of its own network, which has to be listed as such: "
      + "git config --global colleague.setupNetwork '\(listed.joined(separator: " ")) ADDRESS'"
  }
}
