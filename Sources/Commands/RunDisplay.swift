import ArgumentParser
import Records
import Text
import Vocabulary

/// What the command line says about what is shown.
struct RunDisplay: ParsableArguments {
  @Flag(help: "One JSON event a line on stdout.")
  var json = false

  @Flag(name: .shortAndLong, help: "No progress on stderr.")
  var quiet = false

  /// Says something about the work on stderr, unless quiet.
  func tell(_ line: String) {
    if !quiet { Console.standard.note(line) }
  }

  /// Says before anything is done what is going to be done.
  func announce(_ run: Run, _ settings: Settings) {
    guard !quiet else { return }
    let console = Console.standard
    console.note("run \(run.id), base \(run.base.abbreviated()) (\(run.baseName))")
    if run.policy.asksModel, let model = settings.model {
      console.note("policy: model \(visible(model.name)) at \(visible(model.address))")
    } else {
      console.note("policy: \(run.policy)")
    }
  }

  /// Says how the run ended, on stdout, and throws its exit status.
  func report(_ record: RunRecord, steps: [Step]) throws {
    guard let outcome = record.outcome else { return }
    if !json {
      Console.standard.write(
        RunReport(record: record, steps: steps, isColoured: Console.standard.isColoured).text)
    }
    guard outcome == .resolved else { throw ExitStatus(outcome) }
  }
}
