import Engine
import Git
import Processes
import Records
import Runs
import Suggestions
import Vocabulary

extension Sweep {
  /// Seconds of a look for suggestions that no setting gives time to: the tests are not run for it.
  private static let lookSeconds = 20.0

  /// Looks for suggestions once a sweep, in the time that is left, where the base has moved since the last look; what goes
  /// wrong is told and changes nothing.
  ///
  /// Nothing is looked for where queue and results are shared through a remote: each worker would find the same.
  func suggest(_ opened: borrowing OpenRepository, _ tally: inout Tally) async {
    let settings = opened.settings
    guard !tally.hasLooked, settings.suggestions > 0, context.remote == nil, tally.obstacle == nil,
      !tally.isSpent, !context.stop.isRequested
    else { return }
    tally.hasLooked = true
    let left = budget.remaining(after: tally.spent).seconds
    let seconds = min(left, settings.suggestSeconds ?? Sweep.lookSeconds)
    let runsTests = settings.suggestSeconds != nil
    do {
      let base = try Base.choice(
        option: nil, wish: nil, setting: settings.base, in: opened.repository)
      let last = LastLook.read(from: opened.repository.commonDirectory)
      let isKnown = last?.commit == base.commit && (last?.ranTests == true || !runsTests)
      guard !isKnown, seconds >= 1 else { return }
      let search = SuggestionSearch(
        within: seconds, startingCommands: runsTests, stop: context.stop)
      let look = try await SuggestionLook.look(
        by: search, limit: settings.suggestions, accepting: settings.suggestAccept,
        trigger: trigger, in: opened, reporter: context.reporter)
      guard !look.new.isEmpty else { return }
      context.reporter.report(.suggested(new: look.new.count, accepted: look.accepted.count))
    } catch {
      guard !context.stop.isRequested else { return }
      context.reporter.report(.warning(error))
    }
  }
}
