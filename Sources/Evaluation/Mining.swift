import Digests
import Engine
import Git
import Glibc
package import Processes
import Records
import Workspaces
package import Runs
import Text
package import Vocabulary

/// Makes a suite of a repository's own history: commits that fix one fault and bring a test for it.
///
/// The history is walked by first parents, the newest commit first. The tests are run at each commit that may be one:
/// with its tests on its parent, where some have to fail, at itself, where these have to pass, and there once more. The
/// repository is read alone; trees and commits are made in a clone of the folder's.
package struct Mining: Sendable {
  let folder: EvaluationFolder
  /// The most instances.
  let limit: Int
  /// The most commits that are looked at.
  let walkLimit: Int
  /// Seconds after which no other commit is begun.
  let seconds: Double
  let reporter: any Reporter
  let stop: StopRequest
  let tell: @Sendable (MiningEvent) -> Void

  /// Makes a suite in `folder`.
  package init(
    in folder: EvaluationFolder, limit: Int, walkLimit: Int, seconds: Double,
    reporter: any Reporter, stop: StopRequest, tell: @escaping @Sendable (MiningEvent) -> Void
  ) {
    (self.folder, self.limit, self.walkLimit, self.seconds) = (folder, limit, walkLimit, seconds)
    (self.reporter, self.stop, self.tell) = (reporter, stop, tell)
  }

  /// Walks the history of `opened` from `base` on, and writes `suite.jsonl`.
  ///
  /// - Returns: How many instances it has.
  /// - Throws: ``EvaluationError``: ``EvaluationError/noTestCommand(id:)``, ``EvaluationError/namelessTests(command:)``
  ///   where the tests at the base name none of themselves, ``EvaluationError/testsCannotRun(command:why:)``,
  ///   ``EvaluationError/interrupted``. What was tried is kept, and `suite.jsonl` is not written then.
  package func carryOut(
    in opened: consuming OpenRepository, from base: Base
  ) async throws(EvaluationError) -> Int {
    do { return try await mine(opened, from: base) } catch { throw EvaluationError(error) }
  }

  private func mine(_ opened: consuming OpenRepository, from base: Base) async throws -> Int {
    let start = ContinuousClock.now
    let place = Mining.place(of: opened.repository)
    let choice = try TestChoice(
      option: nil, setting: opened.settings.test, tree: base.tree, in: opened.repository)
    guard let command = choice.command else {
      throw EvaluationError.noTestCommand(id: opened.repository.gitDirectory)
    }
    let clone = try clone(of: opened)
    try await check(command, at: base, in: clone)
    let conditions = SHA256.digits(
      of: ([place, command] + clone.settings.environment.setup).joined(separator: "\n"))
    var found: [MinedInstance] = []
    var walked = 0
    var next: ObjectID? = base.commit
    while let id = next, walked < walkLimit, found.count < limit {
      walked += 1
      if let candidate = try MinedCommit(id, in: clone.repository) {
        guard (ContinuousClock.now - start) / .seconds(1) < seconds else {
          tell(.outOfTime(walked: walked))
          break
        }
        tell(.trying(id, subject: oneLine(String(candidate.message.prefix(80)))))
        let instance = try await instance(
          of: candidate, place, command, under: conditions, in: clone)
        if let instance { found.append(instance) }
        tell(.tried(id, isTaken: instance != nil, found: found.count, walked: walked))
      }
      next = try clone.repository.firstParent(of: clone.repository.readCommit(id))?.id
    }
    var rest = found[...]
    try folder.write(linesTo: "suite.jsonl") {
      rest.popFirst().map { EvaluationFolder.line(of: $0) }
    }
    return found.count
  }

  /// A clone in which trees and commits may be made, with the settings of the repository itself.
  private func clone(of opened: borrowing OpenRepository) throws -> OpenRepository {
    let place = "\(folder.path)/clones/mined"
    remove(place, in: folder)
    try opened.repository.makeSharing(at: place)
    var settings = opened.settings
    // A clone has no checkout that anything could be carried from.
    settings.environment.carry = []
    return OpenRepository(
      repository: try Repository(gitDirectory: place, environment: Environment.all),
      settings: settings, given: opened.given, cache: opened.cache)
  }

  /// Runs the tests once at the base: where they name none of themselves no commit will do.
  private func check(
    _ command: String, at base: Base, in clone: borrowing OpenRepository
  ) async throws {
    tell(.trying(base.commit, subject: command))
    let seen = try await clone.tests(by: command, at: base, reporter: reporter, stop: stop)
    if let lack = seen.lack, lack.preventsAll {
      throw EvaluationError.testsCannotRun(command: command, why: lack.sentence)
    }
    guard let report = seen.tests else {
      throw EvaluationError.testsCannotRun(
        command: command, why: seen.ending.map { "\($0)" } ?? seen.refusal ?? "no test ran")
    }
    guard !report.isByExitStatus, !(report.passed + report.failed).isEmpty else {
      throw EvaluationError.namelessTests(command: command)
    }
  }

  /// The instance that a commit makes; `nil` for none. What was tried under the same conditions is known.
  private func instance(
    of candidate: MinedCommit, _ place: String, _ command: String, under conditions: String,
    in clone: borrowing OpenRepository
  ) async throws -> MinedInstance? {
    let file = "mined/\(candidate.id).json"
    if let known = folder.read(MinedFinding.self, "\(folder.path)/\(file)"),
      known.conditions == conditions
    {
      return known.instance
    }
    var made: MinedInstance?
    if let patches = try patches(of: candidate, in: clone),
      let tests = try await tests(of: candidate, by: command, in: clone)
    {
      let setup = clone.settings.environment.setup
      made = MinedInstance(
        id: Mining.id(of: candidate, in: place), repository: place, base: "\(candidate.parent)",
        problem: CommitWords.problem(of: candidate.message), testPatch: patches.tests,
        gold: patches.gold, failToPass: tests.failToPass, passToPass: tests.passToPass,
        testCommand: command, setupCommands: setup.isEmpty ? nil : setup, givesTests: true)
    }
    try folder.write(MinedFinding(instance: made, conditions: conditions), to: file)
    return made
  }

  /// The folder by which the repository is found again: its working tree, where that leads to it.
  private static func place(of repository: borrowing Repository) -> String {
    if let top = repository.workingDirectory, access(top + "/.git", F_OK) == 0 { return top }
    return repository.gitDirectory
  }

  /// The name of the folder as far as it can be part of a file's name, and the commit's first digits.
  private static func id(of candidate: MinedCommit, in place: String) -> String {
    let folder = place.lastPathPart
    let name = (folder.hasSuffix(".git") ? folder.dropLast(4) : folder)
      .filter { Instance.isUsable("a\($0)") }.drop {
        $0 == "." || $0 == "-"
      }
    return "\(name.isEmpty ? "mined" : name.prefix(100))-\(candidate.id.abbreviated())"
  }

  /// The commit's change in two patches; `nil` where they cannot say it, or hold a secret.
  private func patches(
    of candidate: MinedCommit, in clone: borrowing OpenRepository
  ) throws -> (tests: String, gold: String)? {
    let tested = try clone.repository.editTree(candidate.parentTree, candidate.testEdits)
    let tests = try clone.repository.patch(from: candidate.parentTree, to: tested)
    let gold = try clone.repository.patch(from: tested, to: candidate.tree)
    let redactor = Redactor(hiding: clone.settings.secrets())
    let problem = CommitWords.problem(of: candidate.message)
    let isSaid =
      try clone.repository.applied(Array(tests.utf8), to: candidate.parentTree)?.tree == tested
      && clone.repository.applied(Array(gold.utf8), to: tested)?.tree == candidate.tree
    let isPublic = [tests, gold, problem].allSatisfy { redactor($0).value.isExactly($0) }
    let isAsked = problem.contains { !$0.isWhitespace }
    return isSaid && isPublic && isAsked ? (tests, gold) : nil
  }

  /// What the tests say before and after; `nil` where they make no instance.
  private func tests(
    of candidate: MinedCommit, by command: String, in clone: borrowing OpenRepository
  ) async throws -> MinedTests? {
    let tested = try clone.repository.editTree(candidate.parentTree, candidate.testEdits)
    let before = try InstanceGround.commit(
      tested, on: candidate.parent, saying: "Add tests\n", in: clone.repository)
    let after = Base(
      commit: candidate.id, tree: candidate.tree, ref: nil, name: candidate.id.abbreviated())
    func report(at base: Base) async throws -> TestReport? {
      try await clone.tests(by: command, at: base, reporter: reporter, stop: stop).tests
    }
    let earlier = try await report(at: before)
    // What passes before needs no second look.
    guard let earlier, earlier.counts.failed > 0 else { return nil }
    guard let found = MinedTests(before: earlier, after: try await report(at: after)) else {
      return nil
    }
    return found.confirmed(by: try await report(at: after))
  }
}

/// What the making of a suite tells.
package enum MiningEvent {
  /// The tests are run at a commit, or with its tests on its parent.
  case trying(ObjectID, subject: String)
  /// A commit was tried; so many instances are found, among so many commits.
  case tried(ObjectID, isTaken: Bool, found: Int, walked: Int)
  /// The time is up; so many commits were looked at.
  case outOfTime(walked: Int)
}
