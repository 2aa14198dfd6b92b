import Engine
import Runners
import Sandboxes
import Synchronization
import Vocabulary

/// How candidates are judged: by the failing tests first, then by all.
struct Trial: Sendable {
  /// What became of one candidate.
  struct Mark: Hashable, Sendable {
    var mark: CandidateResult.Mark
    var turned: [String] = []
  }

  /// The tests of one folder.
  private struct Part {
    let tests: FolderTests.Command
    /// What runs its failing tests alone, where the runner can be told so; `nil` where nothing failed there either.
    let focus: String?
    /// What they said at the start.
    let known: TestReport?
  }

  private let tests: FolderTests
  private let parts: [Part]
  private let batch: PythonBatch?
  private let baseline: TestReport?
  /// Failing tests that the issue names.
  private let named: Set<String>
  /// Tests that failed at the base for want of their environment, which count neither way.
  private let aside: [String]
  private let sandbox: Sandbox
  private let original: LayerFolder?
  private let deadline: ContinuousClock.Instant
  /// Seconds for one run of a command.
  private let patience: Double
  /// Seconds of the processor for one candidate of a batch.
  private let processorSeconds: Double

  /// A trial that may take `seconds` in all.
  ///
  /// The failing tests that `issue` names are asked first. One candidate gets four times as long as the
  /// tests took at the base, and never so little that the start of a runner could use it up.
  ///
  /// - Parameters:
  ///   - known: What the tests of each folder said at the start; empty where they are not run by folders.
  ///   - original: What a place is filled with before each candidate; `nil` where places stand on it.
  ///   - baselineSeconds: How long the tests took at the base; `nil` where they did not end.
  init(
    command: String, baseline: TestReport?, knowing known: [String: TestReport] = [:],
    aside: [String] = [], issue: Issue, sandbox: Sandbox, original: LayerFolder?, seconds: Double,
    baselineSeconds: Double?
  ) {
    let tests = FolderTests(of: command)
    self.tests = tests
    self.baseline = baseline
    self.aside = aside
    self.sandbox = sandbox
    self.original = original
    let failed = baseline?.failed ?? []
    named = issue.named(among: failed)
    let named = self.named
    let order = failed.filter { named.contains($0) } + failed.filter { !named.contains($0) }
    parts = tests.commands.map { one in
      let report = tests.hasFolders ? known[one.folder] : baseline
      let focus = TestInvocation.focused(
        one.command, on: order.compactMap { FolderReport.ownName(of: $0, in: one.folder) },
        readBy: report?.reader)
      return Part(tests: one, focus: focus, known: tests.hasFolders ? report : nil)
    }
    batch = tests.hasFolders ? nil : PythonBatch(command: parts[0].focus ?? command)
    deadline = .now + .seconds(seconds)
    let usual = 4 * (baselineSeconds ?? 0)
    // What passes a batch is little, and almost never hangs.
    patience = min(seconds, max(batch == nil ? 2 : 6, usual))
    processorSeconds = max(1, usual)
  }

  /// Whether the time for the whole trial is up.
  var isPastDeadline: Bool { ContinuousClock.now >= deadline }

  /// Seconds of the time for the whole trial that are left; a moment where none are.
  private var secondsLeft: Double { max(0.1, (deadline - .now) / .seconds(1)) }

  /// Whether the time for the whole trial has ended a command, which says nothing about its candidate.
  private func hasCut(_ ending: Observation.Ending) -> Bool {
    ending == .exceeded(.time) && isPastDeadline
  }

  /// How many candidates a worker takes at a time.
  var stride: Int { batch == nil ? 1 : 12 }

  /// Judges several candidates in one layer, which is emptied before each and at the end: by a batch first where the
  /// tests are Python's, then one by one what the batch did not decide; `nil` for those that there was no time for.
  func marks(
    of candidates: [ReadyCandidate], in layer: LayerFolder, _ root: Root,
    reportingTo reports: LayerFolder?
  ) async throws -> [Mark?] {
    // Nothing that the tests have made stays on the disk.
    defer { try? layer.clear() }
    var early: [Int: Mark] = [:]
    if let batch {
      let fit = candidates.indices.filter { !candidates[$0].isRefused }
      try freshen(layer)
      let said = try await batch.run(
        fit.map { candidates[$0] }, processorSeconds: processorSeconds, within: secondsLeft,
        in: layer, root, by: sandbox)
      for (place, index) in fit.enumerated() {
        guard let (output, ending) = said[place] else { continue }
        let command = parts[0].focus ?? parts[0].tests.command
        let report = TestReading.read(output, ending: ending, command: command)
          .settingAside(aside)
        early[index] = earlyMark(report, ending)
      }
    }
    var marks: [Mark?] = []
    for (index, candidate) in candidates.enumerated() {
      if let mark = early[index] {
        marks.append(mark)
      } else if isPastDeadline {
        marks.append(nil)
      } else {
        marks.append(try await mark(candidate, in: layer, root, reports))
      }
    }
    return marks
  }

  /// Judges one candidate in its layer, which is emptied first; `nil` where the time for the whole trial ended it.
  func mark(
    _ candidate: ReadyCandidate, in layer: LayerFolder, _ root: Root, _ reports: LayerFolder?
  ) async throws -> Mark? {
    guard !candidate.isRefused else { return Mark(mark: .refused) }
    try freshen(layer)
    for path in candidate.hidden { try layer.hide(path, isBelow: original == nil) }
    for file in candidate.files { try layer.write(file.bytes, to: file.path, mode: file.mode) }
    let chosen = parts.filter { part in candidate.tests?.contains(part.tests) ?? true }
    let focused = chosen.filter { $0.focus != nil }
    // Where tests fail that cannot be asked alone, all of them are to be asked.
    if !focused.isEmpty, chosen.allSatisfy({ $0.focus != nil || $0.known?.allPass == true }) {
      let (report, ending) = try await self.report(on: focused, isWhole: false, in: root, reports)
      if hasCut(ending) { return nil }
      if let early = earlyMark(report, ending) { return early }
    }
    let (report, ending) = try await self.report(on: chosen, isWhole: true, in: root, reports)
    if hasCut(ending) { return nil }
    return Trial.judge(report, ending, against: baseline, about: named)
  }

  /// What the tests of some folders say, one after the other until a limit is passed.
  ///
  /// - Parameter isWhole: Whether all of them are run, and the others' are taken as they are known; else those that
  ///   failed at the start.
  private func report(
    on chosen: [Part], isWhole: Bool, in root: Root, _ reports: LayerFolder?
  ) async throws -> (TestReport, Observation.Ending) {
    var fresh: [String: TestReport] = [:]
    var ending = Observation.Ending.exited(0)
    for part in chosen {
      let command = isWhole ? part.tests.command : part.focus ?? part.tests.command
      let result = try await report(on: command, in: part.tests.folder, root, reports)
      fresh[part.tests.folder] = result.0
      if result.1 != .exited(0) { ending = result.1 }
      if case .exceeded = ending { break }
    }
    let all = parts.compactMap { part -> (folder: String, report: TestReport)? in
      let folder = part.tests.folder
      return (fresh[folder] ?? (isWhole ? part.known : nil)).map { (folder, $0) }
    }
    return (TestReport(all).settingAside(aside), ending)
  }

  /// Takes away what the candidate before has left.
  private func freshen(_ layer: LayerFolder) throws(LayerError) {
    try layer.clear()
    if let original { try layer.fill(from: original) }
  }

  private func report(
    on command: String, in folder: String, _ root: Root, _ reports: LayerFolder?
  ) async throws -> (TestReport, Observation.Ending) {
    let limits = Command.Limits(
      seconds: min(patience, secondsLeft), memory: 2 << 30, processes: 128, output: 16 << 20)
    let run = try TestRun(
      command, in: folder, limits: limits, reportingTo: reports, by: sandbox)
    let result = try await sandbox.run(run.sandboxed, in: root)
    return (run.report(result), result.ending)
  }

  /// The mark after the failing tests alone; `nil` when all the tests have to be asked.
  private func earlyMark(_ report: TestReport, _ ending: Observation.Ending) -> Mark? {
    if case .exceeded = ending { return Mark(mark: .exceeded) }
    if report.allPass { return nil }
    let turned = baseline.map { report.turned(since: $0) } ?? []
    if !turned.isEmpty { return nil }
    return Mark(mark: Trial.hasNotLoaded(report, against: baseline) ? .unbuilt : .unchanged)
  }

  /// Whether no test ran, or nothing but what could be loaded at the base and cannot be now has failed.
  private static func hasNotLoaded(_ report: TestReport, against baseline: TestReport?) -> Bool {
    guard !report.isByExitStatus, report.counts.passed == 0 else { return false }
    return report.counts.failed == 0
      || (report.counts.failed == report.unloaded.count && baseline?.unloaded.isEmpty == true)
  }

  /// The mark that all the tests give: an edit passes only where everything does, nothing that the base's
  /// tests said is missing, and what the issue speaks of is among the passed. Pure.
  static func judge(
    _ report: TestReport, _ ending: Observation.Ending, against baseline: TestReport?,
    about named: Set<String> = []
  ) -> Mark {
    if case .exceeded = ending { return Mark(mark: .exceeded) }
    guard let baseline else { return Mark(mark: report.allPass ? .passes : .unchanged) }
    let turned = report.turned(since: baseline)
    let shortfall = report.shortfall(against: baseline, about: named)
    if report.allPass && shortfall == nil { return Mark(mark: .passes, turned: turned) }
    if hasNotLoaded(report, against: baseline) { return Mark(mark: .unbuilt) }
    if report.isByExitStatus {
      return Mark(mark: baseline.isByExitStatus && !baseline.succeeded ? .unchanged : .breaks)
    }
    if !report.hasNames && report.counts == baseline.counts { return Mark(mark: .unchanged) }
    if shortfall?.isHarm == true { return Mark(mark: .breaks) }
    return Mark(mark: turned.isEmpty ? .unchanged : .improves, turned: turned)
  }
}

/// Gives out the numbers below a count, once each, to several tasks.
final class WorkQueue: Sendable {
  private struct State {
    var next = 0
    var finished = 0
    var passing = 0
  }

  private let count: Int
  private let state = Mutex(State())

  init(count: Int) { self.count = count }

  /// The next `stride` numbers, fewer at the end; `nil` when all are given out.
  func next(_ stride: Int) -> Range<Int>? {
    state.withLock { state in
      guard state.next < count else { return nil }
      let start = state.next
      state.next = min(count, start + stride)
      return start..<state.next
    }
  }

  /// Counts one as finished; gives how many are, and how many of them pass.
  func finish(isPassing: Bool) -> (finished: Int, passing: Int) {
    state.withLock { state in
      state.finished += 1
      if isPassing { state.passing += 1 }
      return (state.finished, state.passing)
    }
  }
}
