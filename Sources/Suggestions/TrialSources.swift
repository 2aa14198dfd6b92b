import Engine
import Git
import Processes
import Repair
import Runs
import Text
import Vocabulary
import Workspaces

/// Asks the sources that run the project's tests: in one workspace of a run that is nobody's, in the sandbox.
struct TrialSources {
  let search: SuggestionSearch
  let base: Base
  let reporter: any Reporter

  /// The most mutants that are tried.
  private static let mutantLimit = 40

  /// Asks `sources`; what fails is noted of all of them.
  func ask(
    _ sources: Set<Suggestion.Source>, of project: inout Project,
    in opened: borrowing OpenRepository,
    into found: inout SuggestionSearch.Found
  ) async {
    do {
      let settings = opened.settings
      guard
        let command = try TestChoice(
          option: nil, setting: settings.test, tree: base.tree, in: opened.repository
        ).command
      else {
        return found.notes += sources.sorted { $0.rawValue < $1.rawValue }.map {
          ($0, "there is no test command")
        }
      }
      try await ask(sources, command, of: &project, in: opened, into: &found)
    } catch {
      let words = reporter.sentence(for: error)
      let done = Set(found.results.map(\.0))
      found.notes += sources.subtracting(done).sorted { $0.rawValue < $1.rawValue }.map {
        ($0, words)
      }
    }
  }

  private func ask(
    _ sources: Set<Suggestion.Source>, _ command: String, of project: inout Project,
    in opened: borrowing OpenRepository, into found: inout SuggestionSearch.Found
  ) async throws {
    let left = secondsLeft(project)
    let run = Run(
      trying: command, at: base, for: "suggest", within: min(opened.settings.testSeconds, left))
    let lock = try opened.cache.lock(run.id, of: opened.repository)
    defer {
      opened.cache.removeFolder(of: run.id)
      lock.release()
    }
    search.tell("running the tests at \(base.name) …")
    let environment = try await opened.environment(for: run, reporter: reporter, stop: search.stop)
    let tell = search.tell
    var workspace = RunWorkspace(
      run: run, after: [], repository: try opened.another(), cache: opened.cache.path,
      readable: opened.settings.readable, allowing: opened.settings.sandboxAllow, in: environment
    ) { tried, total, passing in tell("mutants \(tried)/\(total), \(passing) unnoticed …") }
    let start = ContinuousClock.now
    let first = try await workspace.perform(.test(.working), within: secondsLeft(project))
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    guard let tests = first.tests, first.lack?.preventsAll != true else {
      return note(sources, "the tests cannot run here", &found)
    }
    if sources.contains(.flaky) {
      try await askFlaky(first, tests, seconds, command, &workspace, project, &found)
    }
    if sources.contains(.unnoticed) {
      try await askUnnoticed(
        tests.settingAside(first.lack?.aside ?? []), command, &workspace, &project, &found)
    }
    if sources.contains(.warnings) {
      try await askWarnings(first, command, seconds, project, in: opened, &found)
    }
  }

  private func note(
    _ sources: Set<Suggestion.Source>, _ words: String, _ found: inout SuggestionSearch.Found
  ) {
    found.notes += sources.sorted { $0.rawValue < $1.rawValue }.map { ($0, words) }
  }

  private func secondsLeft(_ project: borrowing Project) -> Double {
    max(0.1, (project.deadline - .now) / .seconds(1))
  }

  private func askFlaky(
    _ first: Observation, _ tests: TestReport, _ seconds: Double, _ command: String,
    _ workspace: inout some Workspace & ~Copyable, _ project: borrowing Project,
    _ found: inout SuggestionSearch.Found
  ) async throws {
    var reports = [tests]
    while reports.count < FlakySource.runs, !search.stop.isRequested,
      secondsLeft(project) > 2 * seconds + 1
    {
      search.tell("running the tests again, \(reports.count + 1) of \(FlakySource.runs) …")
      try workspace.restore(to: base.tree)
      let seen = try await workspace.perform(.test(.working), within: secondsLeft(project))
      if case .exceeded = seen.ending { break }
      if let tests = seen.tests { reports.append(tests) }
    }
    let isComplete = reports.count == FlakySource.runs
    if !isComplete {
      note(
        [.flaky], "the tests were run \(counted(reports.count, "time")) for want of time", &found)
    }
    found.results.append(
      (
        .flaky,
        FlakySource().drafts(
          of: reports, command: command, aside: first.lack?.aside ?? [], isComplete: isComplete)
      ))
  }

  private func askUnnoticed(
    _ tests: TestReport, _ command: String, _ workspace: inout some Workspace & ~Copyable,
    _ project: inout Project, _ found: inout SuggestionSearch.Found
  ) async throws {
    guard tests.allPass else {
      return note(
        [.unnoticed], "the tests do not all pass at \(base.name): \(tests.summary)", &found)
    }
    let source = UnnoticedSource()
    let mutants = source.mutants(in: &project, limit: TrialSources.mutantLimit)
    guard !mutants.isEmpty, !search.stop.isRequested else {
      return found.results.append((.unnoticed, SourceResult(isComplete: !search.stop.isRequested)))
    }
    search.tell("trying \(counted(mutants.count, "mutant")) …")
    try workspace.restore(to: base.tree)
    let seen = try await workspace.perform(
      .trial(mutants.map(\.candidate)), within: secondsLeft(project))
    let marks = Dictionary(
      seen.results.map { ($0.id, $0.mark) }, uniquingKeysWith: { first, _ in first })
    let result = source.drafts(of: mutants, marks, command: command, summary: tests.summary)
    if !result.isComplete {
      note(
        [.unnoticed],
        "\(marks.count) of \(counted(mutants.count, "mutant")) were tried for want of time", &found)
    }
    found.results.append((.unnoticed, result))
  }

  private func askWarnings(
    _ first: Observation, _ command: String, _ seconds: Double, _ project: borrowing Project,
    in opened: borrowing OpenRepository, _ found: inout SuggestionSearch.Found
  ) async throws {
    let now = first.output.text
    guard !WarningSource.warnings(in: now).isEmpty else {
      return found.results.append((.warnings, SourceResult()))
    }
    let releases = project.tags().sorted { ($0.commit.time, $0.name) < ($1.commit.time, $1.name) }
    guard let release = releases.last(where: { $0.commit.id != base.commit }) else {
      return note([.warnings], "there is no release to compare with", &found)
    }
    guard secondsLeft(project) > 2 * seconds + 1 else {
      return note([.warnings], "there is no time to run the tests at \(release.name)", &found)
    }
    search.tell("running the tests at \(release.name) …")
    let before = Run(
      trying: command,
      at: Base(commit: release.commit.id, tree: release.commit.tree, ref: nil, name: release.name),
      for: "suggest", within: secondsLeft(project)
    )
    let (seen, _) = try await opened.tests(of: before, reporter: reporter, stop: search.stop)
    guard seen.tests != nil, seen.lack?.preventsAll != true else {
      return note([.warnings], "the tests cannot run at \(release.name)", &found)
    }
    found.results.append(
      (
        .warnings,
        WarningSource().drafts(
          now: now, before: seen.output.text, since: release.name, command: command
        ) { project.has($0) && !isForeign($0) }
      ))
  }
}
