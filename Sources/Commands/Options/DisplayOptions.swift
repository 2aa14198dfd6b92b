import ArgumentParser
import Engine
import Git
import Records
import Runs
import Vocabulary

/// What the command line says about what is shown.
struct DisplayOptions: ParsableArguments {
  @Flag(help: "One JSON event a line on stdout.")
  var json = false

  @Flag(name: .shortAndLong, help: "No progress on stderr.")
  var quiet = false

  /// What tells of the run in this way.
  var reporter: TerminalReporter { TerminalReporter(isJSON: json, isQuiet: quiet) }

  /// Begins a run, works on it until there is an outcome, and tells how it ended.
  ///
  /// - Throws: ``ExitStatus`` for every outcome but `resolved`; ``Failure`` when the work broke off.
  func carryOut(_ new: NewRun, in opened: consuming OpenRepository) async throws {
    let customs = CommitCustoms(in: opened)
    try conclude(try await begin(new, in: opened), where: customs)
  }

  /// Begins a run and works on it until there is an outcome.
  ///
  /// - Throws: ``Failure`` when the work broke off; it tells how to go on where the run has begun.
  func begin(_ new: NewRun, in opened: consuming OpenRepository) async throws -> EndedRun {
    let repository = try opened.another()
    let executor = RunExecutor(in: opened, reporter: reporter, stop: Interruption.stop)
    do { return try await executor.begin(new) } catch {
      // What kept the run from beginning has left none to resume.
      let isBegun = (try? repository.reference(RefNames.run(new.run.id))) != nil
      throw isBegun ? Failure(error, ofRun: new.run.id) : Failure(error)
    }
  }

  /// Goes on with a run, or finishes its delivery, and tells how it ended.
  ///
  /// - Parameters:
  ///   - kind: Who decides instead of the run's own policy.
  ///   - answer: What a person says to the question the run waits for.
  /// - Throws: As of ``carryOut(_:in:)``.
  func resume(
    _ id: RunID, by kind: PolicyKind? = nil, answering answer: String? = nil,
    in opened: consuming OpenRepository
  ) async throws {
    let customs = CommitCustoms(in: opened)
    let executor = RunExecutor(in: opened, reporter: reporter, stop: Interruption.stop)
    let ended: EndedRun
    do { ended = try await executor.resume(id, by: kind, answering: answer) } catch {
      throw Failure(error, ofRun: id)
    }
    try conclude(ended, where: customs)
  }

  /// Delivers the series of a run that was kept back, and tells how the run ended.
  ///
  /// - Throws: As of ``carryOut(_:in:)``.
  func letThrough(_ id: RunID, in opened: consuming OpenRepository) throws {
    let customs = CommitCustoms(in: opened)
    let executor = RunExecutor(in: opened, reporter: reporter, stop: Interruption.stop)
    let ended: EndedRun
    do { ended = try executor.letThrough(id) } catch { throw Failure(error, ofRun: id) }
    try conclude(ended, where: customs)
  }

  /// Tells how the run ended, on stdout, and throws its exit status unless that is 0.
  ///
  /// - Parameter customs: What git would have done to commits there.
  func conclude(_ run: EndedRun, where customs: CommitCustoms) throws(ExitStatus) {
    guard let outcome = run.record.outcome else { return }
    if !json {
      Console.standard.write(
        RunReport(
          record: run.record, steps: run.steps, customs: customs,
          isColoured: Console.standard.isColoured
        ).text)
    }
    // What the tests lack is a matter of the place, and not of the issue.
    if outcome == .unresolved, run.steps.lackAtBase != nil { throw .unsupported }
    guard outcome == .resolved else { throw ExitStatus(outcome) }
  }
}
