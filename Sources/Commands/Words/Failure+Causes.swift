import ACP
import Engine
import Evaluation
import Exports
import Files
import Git
import Glibc
import Imports
import Installing
import Issues
import MCP
import Mail
import Memory
import Models
import Processes
import Records
import Runs
import Sandboxes
import Sweeps
import Text
import Vocabulary
import Workspaces

extension Failure {
  /// The words for any error, with the exit status that goes with its kind.
  init(_ error: any Error) {
    if let failure = error as? Failure {
      self = failure
      return
    }
    if let error = error as? InstallError {
      self.init(error, in: nil)
      return
    }
    self.init(anyWords: error)
    kind = ProblemKind(error)
  }

  init(anyWords error: any Error) {
    switch error {
    case let error as RunError: self.init(words: error)
    case let error as SweepError: self.init(words: error)
    case let error as EvaluationError: self.init(words: error)
    case let fault as InstanceFault: self.init(words: fault)
    case let error as TrustError: self.init(words: error)
    case let error as ImportError: self.init(words: error)
    case let error as GitError: self.init(words: error)
    case let error as RecordsError: self.init(words: error)
    case let error as MemoryError: self.init(words: error)
    case let error as IssueError: self.init(words: error)
    case let error as ReviewError: self.init(words: error)
    case let error as ExportError: self.init(words: error)
    case let error as SandboxError: self.init(words: error)
    case let error as LayerError: self.init(words: error)
    case let error as ContributorFailure: self.init(words: error)
    case let error as WorkspaceFailure: self.init(anyWords: error.cause)
    case let error as PolicyFailure: self.init(words: error)
    case let error as FileError: self.init(words: error)
    case let error as ProcessError: self.init(words: error)
    case let error as ProtocolError: self.init(words: error)
    case let fault as APIFault: self.init(words: fault)
    case let fault as ToolServerFault: self.init(words: fault)
    case let left as ToolsLeftOut: self.init(words: left)
    case let given as ServiceGivenUp:
      let words = Failure(words: given.fault)
      self.init(
        "\(words.sentence); the built-in policy 'repair' goes on alone", hint: words.hint,
        kind: words.kind)
    case is CancellationError: self.init("interrupted")
    default: self.init("\(error)")
    }
  }

  /// The hint where a disk is full and no run has begun.
  static let freeSpace = "free some space, then try again"

  /// The hint where a run can be taken up, and is named elsewhere.
  private static let goOn = "git colleague resume RUN goes on where it stopped"

  /// The hint where nobody listens at the service's address.
  private static let startService =
    "start the service, or check colleague.baseUrl; git colleague resume RUN goes on where it stopped"

  /// The words for an error of the run `id`, which can be taken up again.
  init(_ error: any Error, ofRun id: RunID) {
    self.init(error)
    if hint == Failure.freeSpace { hint = "free some space, then: git colleague resume \(id)" }
    if hint == Failure.goOn || hint == Failure.startService {
      hint = hint?.replacing("resume RUN", with: "resume \(id)")
    }
  }

  init(words fault: APIFault) {
    let hint: String
    switch fault {
    case .refused(401, _), .refused(403, _):
      hint = "set the key: COLLEAGUE_API_KEY in the environment, or colleague.apiKeyCommand"
    case .refused(404, _): hint = "check colleague.model and colleague.baseUrl"
    case .refused: hint = "check colleague.api, colleague.baseUrl and colleague.modelOptions"
    case .tooLong: hint = "git config colleague.window NUMBER, the tokens the model takes"
    case .refusedConnection: hint = Failure.startService
    case .rateLimited, .overloaded, .failing, .unreachable, .broken, .garbled, .unknownMember,
      .missingMember, .cancelled:
      hint = Failure.goOn
    }
    self.init(visible(fault.sentence), hint: hint)
  }

  /// The failure for a budget that cannot be read.
  fileprivate init(
    badBudget text: String, from place: String, _ error: any Error, kind: ProblemKind = .fatal
  ) {
    let reason = (error as? BudgetError)?.sentence ?? "\(error)"
    self.init(
      "\(place) is '\(visible(text))': \(visible(reason))",
      hint: "for example steps=50,time=10m,candidates=500", kind: kind)
  }

  init(words error: PolicyFailure) {
    switch error {
    case .spent: self.init("the budget is used up")
    case .failed(let cause): self.init(anyWords: cause)
    }
  }

  init(words error: ContributorFailure) {
    switch error {
    case .policy(let failure): self.init(words: failure)
    case .workspace(let failure): self.init(anyWords: failure.cause)
    case .trail(.store(let cause)): self.init(anyWords: cause)
    case .trail(.moved(_, let actual)):
      self.init(
        "another process has moved this run\(actual.map { " to \($0.abbreviated())" } ?? "")",
        hint: "resume the run; it goes on from that step")
    }
  }

  init(words error: IssueError) {
    let hint = "an issue is a title, then what is asked for, as Markdown or plain text"
    switch error {
    case .empty: self.init("the issue is empty", hint: hint)
    case .tooLarge:
      self.init("the issue is larger than \(IssueReader.byteLimit >> 10) KiB", hint: hint)
    case .binary: self.init("the issue is binary, not text", hint: hint)
    case .notUTF8: self.init("the issue is not UTF-8", hint: "convert it, for example with iconv")
    case .noTitle: self.init("the issue has no title", hint: hint)
    case .frontMatter(let reason):
      self.init(
        "the issue's front matter cannot be used: \(visible(reason))",
        hint: "it may set title, base, paths, labels, budget and may-change-tests")
    case .path(let path):
      self.init(
        "the issue's front matter cannot be used: the path '\(visible(path))' does not lie within the "
          + "project",
        hint: "paths are globs from the project's root, such as src/** or *.py")
    case .json(let reason):
      self.init(
        "the issue looks like JSON, but \(reason)",
        hint: "gh issue view NUMBER --json number,title,body")
    }
  }

  init(words error: ReviewError) {
    let hint = "comments are text, a mail that answers patches, or a forge's JSON"
    switch error {
    case .empty: self.init("the review says nothing", hint: hint)
    case .tooLarge:
      self.init("the review is larger than \(ReviewReader.byteLimit >> 20) MiB", hint: hint)
    case .tooMany(let count):
      self.init(
        "the review has \(count) comments, and one run answers \(ReviewReader.commentLimit)",
        hint: "give them in parts, each a review of its own")
    case .binary: self.init("the review is binary, not text", hint: hint)
    case .notUTF8: self.init("the review is not UTF-8", hint: "convert it, for example with iconv")
    case .json(let reason):
      self.init(
        "the review looks like JSON, but \(visible(reason))",
        hint: "gh api repos/OWNER/NAME/pulls/NUMBER/comments")
    }
  }

  init(words error: RecordsError) {
    switch error {
    case .noSuchRun(let text):
      self.init("there is no run '\(visible(text))'", hint: "git colleague runs")
    case .ambiguousRun(let text, let candidates):
      self.init(
        "'\(visible(text))' could be any of \(candidates.count) runs",
        hint: "one of \(candidates.prefix(3).joined(separator: ", "))")
    case .noSuchIssue(let text):
      self.init("there is no issue '\(visible(text))' in the queue", hint: "git colleague queue")
    case .ambiguousIssue(let text, let candidates):
      self.init(
        "'\(visible(text))' could be any of \(candidates.count) issues",
        hint: "one of \(candidates.prefix(3).joined(separator: ", "))")
    case .noSuchLesson(let text):
      self.init(
        "there is no lesson '\(visible(text))'", hint: "git colleague lessons list --all")
    case .ambiguousLesson(let text, let candidates):
      self.init(
        "'\(visible(text))' could be any of \(candidates.count) lessons",
        hint: "one of \(candidates.prefix(3).joined(separator: ", "))")
    case .badLesson(let path, let fault): self.init(badLesson: path, fault)
    case .noSuchSuggestion(let text):
      self.init(
        "there is no suggestion '\(visible(text))'", hint: "git colleague suggest list --all")
    case .ambiguousSuggestion(let text, let candidates):
      self.init(
        "'\(visible(text))' could be any of \(candidates.count) suggestions",
        hint: "one of \(candidates.prefix(3).joined(separator: ", "))")
    case .textGone(let key):
      self.init(
        "the text of the issue \(visible(String(key.prefix(12)))) is not kept any more",
        hint: "git colleague queue add --again FILE, with the file that has it")
    case .noSuchStep(let number, let run):
      self.init("run \(run) has no step \(number)", hint: "git colleague log \(run)")
    case .unreadable(let path, let cause): self.init(unreadable: path, cause)
    case .unreadableRun(let id, let isArchived, let cause):
      if isArchived {
        self.init(unreadableArchivedRun: id, cause)
        hint =
          hint ?? "'git fsck' says what is damaged; 'git colleague runs --all' shows the others"
      } else {
        self.init(unreadableRun: id, cause)
      }
    case .unreadableIndex(let ref, let cause): self.init(unreadableIndex: ref, cause)
    case .newerFormat(let path, let version):
      self.init(
        "\(path) is of version \(version), newer than this program",
        hint: "use the version of git colleague that wrote it")
    case .unwritable(let cause):
      self.init("a record cannot be written: \(Failure(cause).sentence)")
    case .moved(let run, _, let actual):
      self.init(
        "another process has moved run \(run)\(actual.map { " to \($0.abbreviated())" } ?? "")",
        hint: "git colleague log --follow \(run)")
    case .branchTaken(let branch):
      self.init(
        "the branch \(visible(RefNames.branchName(branch))) has been changed",
        hint: "git colleague runs --porcelain names the branches of all series")
    case .checkedOut(let branch, let run):
      let name = visible(RefNames.branchName(branch))
      self.init(
        "run \(run) is done, but its branch \(name) is checked out, so the series is not in place yet",
        hint: "switch to another branch there, then: git colleague resume \(run)")
    case .noSeries(let run, let isDelivering):
      self.init(
        "run \(run) has \(isDelivering ? "not delivered its series yet" : "no series")",
        hint: "git colleague \(isDelivering ? "resume" : "show") \(run)")
    case .seriesGone(let run):
      self.init(
        "the patches of run \(run) are not in this repository any more",
        hint: "its steps still are: git colleague log \(run)")
    case .doesNotFit(let paths):
      let names = paths.prefix(5).map(visible).joined(separator: ", ")
      self.init(
        "the series does not fit onto the new base at \(names), where no file can hold both sides",
        hint: "leave it where it stands: --base COMMIT, with the commit that it stands on")
    case .mergeOfItsOwn(let merge, let name, let base):
      let words = [base, name].map { shellQuoted(visible($0)) }.joined(separator: " ")
      self.init(
        "the merge \(merge.abbreviated()) changes more than what it joins, and mails hold no merges",
        hint: "make it patches alone: git rebase \(words)")
    case .notOurs(let name):
      self.init(
        "'\(visible(name))' does not end in a patch of ours",
        hint: "git colleague runs --porcelain names the branches of all series")
    case .nameTaken(let name): self.init(nameTaken: name)
    case .unreadableNotes(let name):
      self.init(
        "\(name) is no commit, so no note can be put there",
        hint: "keep it under another name: git update-ref \(name)-old \(name)"
          + " && git update-ref -d \(name)")
    case .withheld(let run, let findings):
      self.init(
        "the series of run \(run) is not delivered: \(Failure.words(of: findings))",
        hint: "its steps are kept: git colleague log \(run); where that may be there: "
          + "git colleague resume --despite-findings \(run)")
    case .git(let cause): self.init(anyWords: cause)
    }
  }

  /// What keeps patches from being delivered: the first five places.
  static func words(of findings: [PatchFinding]) -> String {
    let places = findings.prefix(5).map(Failure.words(of:)).joined(separator: ", ")
    return places + (findings.count > 5 ? " and \(findings.count - 5) more" : "")
  }

  /// What keeps a patch from being delivered, and where.
  private static func words(of finding: PatchFinding) -> String {
    let place = visible(finding.path) + (finding.line.map { ":\($0)" } ?? "")
    switch finding.kind {
    case .secret(let rule): return "a secret (\(rule)) at \(place)"
    case .invisible(let spelled): return "the invisible character \(spelled) at \(place)"
    default: return place
    }
  }

  private init(nameTaken name: String) {
    let branch = name.hasPrefix("refs/heads/") ? RefNames.branchName(name) : nil
    self.init(
      "\(branch.map { "the branch '\(visible($0))'" } ?? visible(name)) stands where refs of "
        + "git colleague have to be",
      hint: branch.map { "rename it: git branch -m \(visible($0)) NEWNAME" }
        ?? "move it away: git update-ref NEWNAME \(visible(name)) "
        + "&& git update-ref -d \(visible(name))")
  }

  init(words error: LayerError) {
    switch error {
    case .git(let cause): self.init(anyWords: cause)
    case .foreign(let path): self.init(foreignFolder: path)
    case .system(ENOSYS, _, _): self = .noOpenat2
    case .system(let cause, let doing, let path):
      self.init(
        "\(doing) \(visible(path)) in the cache failed: \(String(cString: strerror(cause)))",
        hint: [ENOSPC, EDQUOT].contains(cause) ? Failure.freeSpace : nil)
    }
  }
}

extension Budget {
  /// The budget in `text`, which was given at `place`; limits that it does not name are those of `others`.
  ///
  /// - Throws: ``Failure`` of this `kind` when it cannot be read.
  init(
    _ text: String, from place: String, others: Budget = .standard, kind: ProblemKind = .fatal
  ) throws(Failure) {
    do { self = try BudgetText.parse(text, others: others) } catch {
      throw Failure(badBudget: text, from: place, error, kind: kind)
    }
  }
}
