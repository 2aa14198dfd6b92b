import ACP
import Engine
import Evaluation
import Files
import Git
import Imports
import Issues
import Models
import Processes
import Records
import Runs
import Sandboxes
import Support
import Sweeps
import Vocabulary
import Workspaces

@testable import Commands

private let run: RunID = "20260101-fix-totals-0123456789ab"

private func unfit(_ cause: RootError.Cause) -> RunError {
  .root(RootError(root: "oci:/srv/images", cause: cause))
}

extension FileError {
  /// One of each case; see ``GitError``.
  static var samples: [FileError] {
    let operations: [Operation] = [.open, .read, .write, .make, .remove, .keepOwner]
    return operations.map { .system(13, $0, "/srv/a") }
      + [
        .system(28, .write, "/srv/a"), .system(30, .make, "/srv/a"), .tooLarge("/srv/a"),
        .notAFile("/srv/a"), .foreign("/srv/a"),
        .system(38, .open, "/srv/a"),
      ]
  }
}

extension ProcessError {
  /// One of each case; see ``GitError``.
  static var samples: [ProcessError] {
    [
      .notExecutable(path: "/srv/a"), .notFound(name: "crontab"),
      .directory("/srv/gone", errno: 2), .start("/bin/sh", errno: 11), .shell(errno: 12),
      .temporaryFile(errno: 28),
    ]
  }
}

extension ProtocolError {
  /// One of each case; see ``GitError``.
  static var samples: [ProtocolError] {
    [
      .notJSON, .lineTooLong(limit: 16 << 20), .tooManyValues(limit: 100_000), .notAMessage,
      .notInitialized,
      .noSuchMethod("session/explode"), .badParameter("cwd"), .noSuchSession("session-0"),
      .busySession("session-0"), .tooManySessions(limit: 64), .emptyPrompt,
      .unreadableContent("image"), .nothingToResume, .noThread,
    ]
  }
}

extension TrustError {
  /// One of each case; see ``GitError``.
  static var samples: [TrustError] {
    [
      .noHome, .notPrivate("/home/a/.local/state/colleague"), .inRepository("/srv/a/state"),
      .file(.system(13, .make, "/srv/state")),
    ]
  }
}

extension RunError {
  /// One of each case; see ``GitError``.
  static var samples: [RunError] {
    [
      .busy(run: run, holder: 42), .busy(run: run, holder: nil),
      .begun(run: run), .begun(run: nil), .ended(run: run, outcome: .resolved),
      .asking(run: run, question: "Both?"), .askedNothing(run: run),
      .notResumable(run: run, policy: .replay), .notResumableBy(run: run, policy: .repair),
      .noTrajectory(run: run), .imports(.noBase), .noModel, .keyCommand(isStarted: false),
      .keyCommand(isStarted: true), .unknownPolicy("guess"), .replayIsIncomplete, .noAuthor,
      .passedOver(PassedOver(file: "/srv/a/.git/config", keys: [.issueCommand, .sandbox])),
      .passedOver(PassedOver(file: "/srv/a/.git/config.worktree", keys: [.readable])),
      .unbornBranch("refs/heads/main"), .noSuchRevision("mian", source: .option),
      .noSuchRevision("mian", source: .issue), .noSuchRevision("mian", source: .setting),
      .noSuchRevision("mian", source: .remote), .emptyTestCommand,
      .cache(.system(13, .make, "/srv/cache")), .cache(.system(28, .make, "/srv/cache")),
      .foreignCache("/var/tmp/colleague"), .state(.system(30, .make, "/srv/state")),
      .foreignState("/srv/state/worker-key"), .foreign(run: run), .notWithheld(run: run),
      .isInBase(base: "main"),
      .unsettledConflicts(paths: ["a.py"], base: "main", policy: .repair),
      .deliverCommand(.status(3, complaint: "no")), .deliverCommand(.time),
      .deliverCommandNotRun(ProcessError.notFound(name: "sh")), .interrupted,
      .setup(
        .failed(command: "npm ci", .exited(1), lines: ["npm error code ENOTCACHED"], refused: [])),
      .setup(
        .failed(
          command: "pip install x", .exited(1), lines: ["no x"], refused: ["pypi.org:443"])),
      .setup(
        .failed(
          command: "pip install x", .exited(1), lines: [],
          refused: ["files.example.org:443", "mirror.example:443"], listed: ["mirror.example"])),
      .setup(
        .failed(
          command: "pip install x", .exited(1), lines: [], refused: ["mirror.example:443"],
          listed: ["mirror.example"])),
      .setup(.noOverlays),
      unfit(.unconfined), unfit(.missing), unfit(.notAFolder), unfit(.tooWide(holds: "/home/ada")),
      unfit(.notALayout), unfit(.noSuchTag("v3", tags: ["v1", "v2"])),
      unfit(.severalTags(["v1", "v2"])),
      unfit(.unreadable("blobs/sha256/0f")),
      unfit(.foreign("linux/arm64", machine: "linux/amd64")), unfit(.noShell),
      unfit(.noProgram("umoci")),
      unfit(.notUnpacked("umoci", .exited(1), lines: ["create rootfs: invalid header"])),
      .git(.notFound("HEAD")), .records(.noSuchRun("\(run)")), .loop(.policy(.spent)),
      .workspace(SandboxError.noBubblewrap), .file(.notAFile("/srv/a")),
      .program(.notFound(name: "git")), .other(APIFault.tooLong(window: nil)),
    ]
  }
}

extension SweepError {
  /// One of each case; see ``GitError``.
  static var samples: [SweepError] {
    [
      .claimed, .changed, .notWaiting(key: "0123456789abcdef", .settled), .claimLost, .notBegun,
      .onOwnSeries(branch: "refs/heads/colleague/x"), .remoteWithoutHead("origin"),
      .unreachable("origin", .fetch, .time), .unreachable("origin", .list, .output),
      .unreachable("origin", .push, .status(128, complaint: "no route")),
      .refused("origin", .claim, words: "no"), .refused("origin", .run, words: "no"),
      .refused("origin", .branch, words: "no"), .refused("origin", .notes, words: "no"),
      .refused("origin", .lessons, words: "no"),
      .notOurs(ref: "refs/tags/v1"), .foreignBranch("refs/heads/colleague/x", remote: "origin"),
      .notRenewed(remote: "origin"),
      .restless(remote: "origin"), .issueCommand(.status(1, complaint: nil)),
      .issueCommandFloods(limit: 16 << 20),
      .notAnIssue(place: "line 3", .noTitle), .workerDied(status: 137), .noThread,
      .noRenewal(key: "0123456789abcdef"),
      .inTheWay("/srv/a"), .lock(.system(13, .make, "/srv/a")), .interrupted,
      .reported(ProblemReport(kind: .usage, sentence: "no model is set", hint: "set one")),
      .run(.noModel),
    ]
  }
}

extension EvaluationError {
  /// One of each case; see ``GitError``.
  static var samples: [EvaluationError] {
    [
      .suite(.notAFile("/srv/suite")), .tooManyInstances(limit: 100_000),
      .noInstance(path: "suite.jsonl"), .instance(.notJSON),
      .noRepository(name: "owner/name", folder: nil),
      .noRepository(name: "owner/name", folder: "/srv/repositories"),
      .notARepository(path: "/srv/a"),
      .bundle(path: "/srv/a.bundle", .status(128, complaint: "early EOF")),
      .noSuchCommit(name: "abc", repository: "owner/name"), .testsDoNotApply(base: "abc"),
      .noGold(id: "a-1"), .predictions(.system(2, .read, "/srv/p")), .noPrediction(id: "a-1"),
      .noTestCommand(id: "a-1"), .busy(id: "a-1"),
      .otherWay(folder: "/srv/out", before: "repair, time=60s"),
      .folder(.system(28, .write, "/srv/out/results.json")), .workerDied(status: 137),
      .reported(kind: .fatal, sentence: "something is wrong", hint: "mend it"), .noThread,
      .namelessTests(command: "make test"),
      .testsCannotRun(command: "make test", why: "make is not there"), .interrupted,
      .git(.notFound("HEAD")), .run(.noAuthor),
    ]
  }
}

extension InstanceFault {
  /// One of each case; see ``GitError``.
  static var samples: [InstanceFault] {
    [
      .tooLong(limit: 16 << 20), .notUTF8, .notJSON, .missing("base_commit"),
      .wrong("FAIL_TO_PASS"), .unusableID("../x"), .duplicate("a-1"),
    ]
  }
}
