import Engine
import Text
import Records
package import Vocabulary

/// What made tests run that could not. Pure.
package enum EnvironmentLessons {
  /// A run whose tests could not run.
  package struct Failed: Hashable, Sendable {
    /// The run.
    package var run: RunID
    /// Its test command; `nil` for none.
    package var testCommand: String?
    /// What its tests lacked.
    package var lack: EnvironmentFailure

    /// The run `run`, whose tests lacked something.
    package init(run: RunID, testCommand: String?, lack: EnvironmentFailure) {
      self.run = run
      self.testCommand = testCommand
      self.lack = lack
    }
  }

  /// The lesson of a run whose tests ran at its base, where those of the run before could not: what they lacked, and what is
  /// otherwise now. One where nothing that is known is otherwise teaches nothing.
  static func lessons(of ending: RunLessons.Ending) -> [Lesson] {
    let run = ending.record.run
    guard let failed = ending.failed, failed.lack.preventsAll, let first = ending.steps.first,
      first.action == .test(.working), let tests = first.observation.tests,
      first.observation.lack?.preventsAll != true, tests.doubt == nil,
      let mend = mend(of: failed, in: ending)
    else { return [] }
    let text = bounded("\(capital(failed.lack.sentence)).\nWhat helped: \(mend)")
    let command = run.mandate.testCommand.map { cut(oneLine($0), to: 200) }
    let finding = ending.finding(.environment, step: first.number)
    return [Lesson(text, Lesson.Scope(command: command), evidence: [finding])]
  }

  private static func mend(of failed: Failed, in ending: RunLessons.Ending) -> String? {
    if let setup = ending.setup, ending.steps.first?.observation.environment?.setup != nil {
      return "the setup command `\(cut(oneLine(setup), to: 160))`"
    }
    let command = ending.record.run.mandate.testCommand
    if let command, command != failed.testCommand {
      return "the test command `\(cut(oneLine(command), to: 160))`"
    }
    return failed.lack.mend.map { cut(oneLine($0), to: 200) }
  }

  private static func capital(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
