import Digests
import Files
package import Git
import Glibc
import Issues
package import Processes
import Records
package import Runs
import Text
package import Vocabulary
import Workspaces

/// The work on one instance: its clone, the run in it, the prediction, and the grade.
///
/// Order: the lock of the instance; the clone; the run, or what is left of it; `prediction.json`; the tests in a fresh
/// workspace; `result.json`; the clone goes. Whatever is killed on the way is gone on with from the last of these.
package struct InstanceWork: Sendable {
  /// How predictions come about.
  package enum Way: Hashable, Sendable {
    /// A run makes them.
    case run(PolicyRequest, budget: Budget?)
    /// The patches that are known to solve the instances are taken.
    case gold
    /// They are read from a file.
    case predictions(String)
  }

  let instance: Instance
  let digest: String
  let folder: EvaluationFolder
  let source: InstanceSource
  let way: Way
  let testCommand: String?
  let reporter: any Reporter
  let stop: StopRequest
  let given: [String: String]
  let settings: @Sendable (borrowing Repository) throws -> Settings

  /// Work on the instance that `line` of a suite describes.
  ///
  /// - Parameters:
  ///   - suiteFolder: The folder of the suite, from which paths of repositories count.
  ///   - repositories: The folder that holds repositories by their names.
  ///   - testCommand: How tests are run where the instance does not say it.
  ///   - given: The variables by which settings were given for this call.
  ///   - settings: Reads the user's settings for a repository.
  /// - Throws: ``EvaluationError/instance(_:)``.
  package init(
    on line: [UInt8], suiteFolder: String, repositories: String?, in folder: EvaluationFolder,
    _ way: Way, testCommand: String?, reporter: any Reporter, stop: StopRequest,
    given: [String: String] = [:],
    settings: @escaping @Sendable (borrowing Repository) throws -> Settings
  ) throws(EvaluationError) {
    do { instance = try Instance(line) } catch { throw .instance(error) }
    digest = InstanceWork.digest(of: line)
    self.folder = folder
    source = InstanceSource(
      suiteFolder: suiteFolder, repositories: repositories, folder: folder, stop: stop)
    (self.way, self.testCommand, self.reporter, self.stop) = (way, testCommand, reporter, stop)
    (self.given, self.settings) = (given, settings)
  }

  /// What a line of a suite is known by.
  package static func digest(of line: [UInt8]) -> String {
    SHA256.digits(of: String(decoding: line, as: UTF8.self))
  }

  /// Works on the instance until there is a result, and keeps it; where the work breaks off, that is kept as its result.
  ///
  /// - Throws: ``EvaluationError/interrupted``, ``EvaluationError/busy(id:)``, ``EvaluationError/folder(_:)``: nothing is
  ///   kept then, and the next call goes on.
  package func carryOut() async throws(EvaluationError) -> InstanceResult {
    let lock = try folder.lock(instance.id)
    defer { lock.release() }
    if let known = folder.result(of: instance.id), known.digest == digest, known.grade != nil {
      return known
    }
    let result: InstanceResult
    do {
      result = try await work()
    } catch {
      let problem = EvaluationError(error)
      if problem.kind == .interrupted || stop.isRequested { throw .interrupted }
      let words = Redactor(hiding: Settings().secrets())(reporter.sentence(for: problem)).value
      let broken = InstanceResult(
        brokenOff: instance.id, digest: digest, kind: problem.kind, words)
      try folder.keep(broken)
      let clone = folder.clone(of: instance.id, digest: digest)
      // Without a run there is nothing in it to go on with.
      if names(inDirectory: clone + "/refs/colleague/runs").isEmpty { remove(clone, in: folder) }
      return broken
    }
    try folder.keep(result)
    remove(folder.clone(of: instance.id, digest: digest), in: folder)
    return result
  }

  private func work() async throws -> InstanceResult {
    let clone = try InstanceClone(
      for: instance, from: source, in: folder, digest: digest, given: given)
    var settings = try self.settings(clone.repository)
    settings.prepare(for: instance)
    let redactor = Redactor(hiding: settings.secrets())
    let ground = try InstanceGround(
      for: instance, base: clone.base, fix: clone.fix, in: clone.repository)
    let words = clone.words
    let opened = OpenRepository(
      repository: clone.intoRepository(), settings: settings, given: given)
    let tests = try TestChoice(
      option: instance.testCommand ?? testCommand, setting: settings.test, tree: ground.tested,
      in: opened.repository)
    guard let command = tests.command else { throw EvaluationError.noTestCommand(id: instance.id) }
    var made = try await prediction(words, on: ground, testing: command, in: opened)
    let clean = redactor(made.prediction.patch).value
    if clean != made.prediction.patch {
      made.warnings.append("what looks like a secret was taken out of the patch")
      made.prediction.patch = clean
    }
    try folder.keep(made.prediction)
    let start = ContinuousClock.now
    let grade = try await grade(made.prediction, on: ground, testing: command, in: opened)
    return InstanceResult(
      instance, digest: digest, grade: grade, run: made.work,
      gradingSeconds: (ContinuousClock.now - start) / .seconds(1), warnings: made.warnings)
  }
}

extension Settings {
  /// Leaves out what is about the repository that a user works in, and takes what the instance says of itself.
  fileprivate mutating func prepare(for instance: Instance) {
    // No command of the user receives the series, and a clone has no checkout to carry anything from.
    (deliverCommand, base, remote) = (nil, nil, nil)
    environment.carry = []
    if let commands = instance.setupCommands { environment.setup = commands }
    let nobody = Author(name: "colleague", email: "colleague@localhost")
    author = author ?? nobody
  }
}
