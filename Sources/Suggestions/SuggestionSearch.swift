import Engine
import Git
package import Processes
import Records
package import Runs
import Text
package import Vocabulary
import Workspaces

/// Looks for suggestions at one commit, by one source after the other, within a time.
package struct SuggestionSearch: Sendable {
  /// The sources that are asked; `nil` for all that are asked unless told.
  package var sources: Set<Suggestion.Source>?
  /// Seconds in all.
  package var seconds: Double
  /// Whether the project's tests may be run, in the sandbox.
  package var startsCommands: Bool
  /// Ends the search when it is requested.
  package var stop: StopRequest
  /// Hears how it goes, in a few words.
  package var tell: @Sendable (String) -> Void

  /// A search of so many seconds.
  package init(
    of sources: Set<Suggestion.Source>? = nil, within seconds: Double,
    startingCommands starts: Bool,
    stop: StopRequest, tell: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    (self.sources, self.seconds, startsCommands) = (sources, seconds, starts)
    (self.stop, self.tell) = (stop, tell)
  }

  /// What a search has found.
  package struct Found: Sendable {
    /// By source, in the order asked.
    package var results: [(Suggestion.Source, SourceResult)] = []
    /// Why sources were not asked, or not to their end, in a clause each.
    package var notes: [(source: Suggestion.Source, words: String)] = []
  }

  /// The share of the time that one source may take which starts no command.
  private static let share = 0.2

  /// Looks at `base`.
  ///
  /// - Throws: ``RunError`` where the repository cannot be read; a source that fails is noted.
  package func find(
    in opened: borrowing OpenRepository, at base: Base, reporter: any Reporter
  ) async throws(RunError) -> Found {
    let clock = SystemClock()
    let start = ContinuousClock.now
    var project: Project
    do {
      project = try Project(
        in: try opened.another(), at: base.commit, now: clock.now, within: seconds)
    } catch { throw RunError(error) }
    var found = Found()
    let works = isWanted(.leftover) ? EndedWork.all(in: opened) : []
    let sources: [any SuggestionFinding] = [
      TodoSource(), ReadmeSource(), PinSource(), UntestedSource(), TwinSource(),
      LeftoverSource(works),
    ]
    for source in sources where isWanted(source.source) {
      guard !stop.isRequested else { break }
      let left = seconds - (ContinuousClock.now - start) / .seconds(1)
      guard left > 0.05 else {
        found.notes.append((source.source, "the time was up before it was asked"))
        continue
      }
      tell("looking for \(source.source.rawValue) …")
      project.deadline =
        .now
        + .seconds(
          self.sources?.count == 1 ? left : min(left, max(1, seconds * SuggestionSearch.share)))
      let result = source.find(in: &project)
      if !result.isComplete {
        found.notes.append((source.source, "its time was up, or there is more than it looks at"))
      }
      found.results.append((source.source, result))
    }
    let left = seconds - (ContinuousClock.now - start) / .seconds(1)
    let asked = [Suggestion.Source.flaky, .unnoticed, .warnings].filter(isWanted)
    guard !asked.isEmpty, !stop.isRequested else { return found }
    guard startsCommands else {
      found.notes += asked.map { ($0, "it runs the tests, for which no time is given") }
      return found
    }
    guard left >= 2 else {
      found.notes += asked.map { ($0, "the time was up before it was asked") }
      return found
    }
    project.deadline = .now + .seconds(left)
    await TrialSources(search: self, base: base, reporter: reporter)
      .ask(Set(asked), of: &project, in: opened, into: &found)
    return found
  }

  private func isWanted(_ source: Suggestion.Source) -> Bool {
    sources.map { $0.contains(source) } ?? !Priors.standard.asked.contains(source)
  }
}

extension EndedWork {
  /// What the user's own runs with a ref of their own have come to, the newest first.
  ///
  /// - Complexity: O(*n*) in those runs, a few steps of each.
  static func all(in opened: borrowing OpenRepository) -> [EndedWork] {
    let ids = (try? RunIndex.ids(in: opened.repository)) ?? []
    return ids.reversed().compactMap { id in
      guard let run = try? StoredRun(id, in: opened.repository), let outcome = run.record.outcome,
        (try? opened.isOwn(run)) == true, run.record.run.imported == nil
      else { return nil }
      let report = run.lastReport(in: opened.repository)
      // What the built-in policy says of risks is the same for all its runs.
      let isOwn = run.record.run.policy != .repair
      return EndedWork(
        run: id, title: run.record.run.issue.title, outcome: outcome,
        status: run.record.mergeStatus?.word, risks: isOwn ? report?.risks ?? "" : "",
        why: isOwn ? report?.why ?? "" : "",
        unmet: (report?.criteria ?? []).filter { !$0.isMet }.map(\.text))
    }
  }
}

extension StoredRun {
  /// The report with which the policy has finished last, among the last ten steps; `nil` where there is none.
  fileprivate func lastReport(in repository: borrowing Repository) -> Action.Report? {
    guard record.steps > 0 else { return nil }
    for number in (max(1, record.steps - 9)...record.steps).reversed() {
      if let step = try? step(number, in: repository), case .finish(let report) = step.action {
        return report
      }
    }
    return nil
  }
}
