import Glibc
import Records
import Runs
import Sweeps
import Text

extension Failure {
  /// The words for why an issue of the queue, or a whole sweep, could not be carried out.
  init(words error: SweepError) {
    switch error {
    case .claimed: self.init("somebody else works on the issue")
    case .changed: self.init("the issue has been changed just now", hint: "try again")
    case .notWaiting(let key, let state):
      self.init(
        "the issue \(key.prefix(12)) does not wait: it is \(state.rawValue)",
        hint: "git colleague queue list --all")
    case .claimLost:
      self.init(
        "its claim has run out unrenewed, or another worker has taken it over",
        hint: "the run is kept; colleague.lease says how long a claim lasts")
    case .notBegun: self.init("the run was not begun")
    case .onOwnSeries(let branch):
      self.init(
        "HEAD is on \(RefNames.branchName(branch)), a series of ours, and nothing says where runs start from",
        hint: "git config colleague.base main")
    case .remoteWithoutHead(let remote):
      self.init(
        "the HEAD of '\(visible(remote))' names no commit, and nothing says where runs start from",
        hint: "git config colleague.base BRANCH")
    case .unreachable(let remote, let operation, let failure):
      self.init(
        "cannot \(Failure.verb(operation)) '\(visible(remote))': \(failure.words)",
        hint: "see that 'git ls-remote \(visible(remote))' works without a question")
    case .refused(let remote, .claim, let words):
      self.init(
        "the remote '\(remote)' takes no claims: \(words)",
        hint: "its rules have to allow pushes to refs/colleague/")
    case .refused(let remote, let pushed, let words):
      self.init("'\(remote)' does not take \(Failure.noun(pushed)): \(words)")
    case .notOurs(let ref):
      self.init("\(visible(ref)) is none of the refs that git colleague pushes")
    case .foreignBranch(let branch, let remote):
      self.init(
        "the branch \(RefNames.branchName(branch)) on '\(remote)' has been changed",
        hint: "rename it there, then: git colleague sweep --remote \(remote)")
    case .notRenewed(let remote):
      self.init("the claim could not be renewed on '\(remote)'", hint: "see that it answers")
    case .restless(let remote): self.init("the issue moves on '\(remote)' all the time")
    case .issueCommand(let failure):
      self.init("colleague.issueCommand failed: \(failure.words)")
    case .issueCommandFloods(let limit):
      self.init("colleague.issueCommand failed: it printed more than \(limit >> 20) MiB")
    case .notAnIssue(let place, let error):
      self.init(
        "colleague.issueCommand printed what is no issue, \(place): \(Failure(error).sentence)")
    case .workerDied(let status):
      self.init("the process that carried it out ended with \(status)")
    case .noThread: self.init("the system gives no more threads", hint: "fewer --jobs")
    case .noRenewal(let key):
      self.init(
        "the system gives no thread that could renew the claim on \(key.prefix(12)), which runs out",
        hint: "fewer --jobs, or a longer colleague.lease")
    case .inTheWay(let path): self.init(inTheWay: path)
    case .lock(let error):
      self.init(words: error)
      hint = "the repository has to be yours to write"
    case .interrupted: self.init("interrupted")
    case .reported(let report): self.init(report.sentence, hint: report.hint)
    case .run(let error): self.init(words: error)
    }
  }

  private static func verb(_ operation: SweepError.RemoteOperation) -> String {
    switch operation {
    case .fetch: "fetch from"
    case .list: "list the refs of"
    case .push: "push to"
    }
  }

  private static func noun(_ pushed: SweepError.Pushed) -> String {
    switch pushed {
    case .claim: "the claim"
    case .run: "the run"
    case .branch: "the branch"
    case .notes: "the notes"
    case .lessons: "the lessons"
    }
  }

  /// The failure where something of the user's stands at `path`, which a file or folder of ours needs.
  init(inTheWay path: String) {
    self.init(
      "\(visible(path)) is in the way of a file or folder that git colleague keeps there",
      hint: "move it away: mv '\(visible(path))' '\(visible(path)).old'")
  }
}

extension ProblemReport {
  /// Any error in words, with what its exit status means.
  init(_ error: any Error) {
    let failure = Failure(error)
    self.init(
      kind: failure.kind, sentence: failure.sentence, hint: failure.hint)
  }
}
