import Engine
import Vocabulary

/// How far a repair has come, read from the steps alone. Pure.
struct RepairProgress: Sendable {
  /// What comes next.
  enum Stage: Hashable, Sendable {
    /// Looking for an edit that passes.
    case searching
    /// An edit was made and is to be tested.
    case edited
    /// The edit was tested.
    case tested
    /// The verdict was against it.
    case judged
  }

  /// The most first edits that only turn some of the failing tests.
  private static let partialEdits = 1

  let steps: [Step]
  /// Failing tests that the issue names, where it sets them apart from others that fail.
  private let named: Set<String>
  /// What comes next.
  let stage: Stage
  /// What the tracer said, where it was run.
  let traces: [Observation]

  init(_ steps: [Step], of issue: Issue) {
    self.steps = steps
    named = issue.named(among: steps.baseline?.failed ?? [])
    traces = steps.compactMap { step in
      if case .run(_, keepsChanges: false) = step.action { return step.observation }
      return nil
    }
    let last = steps.last { step in
      switch step.action {
      case .edit, .test: true
      default: false
      }
    }
    switch last?.action {
    case .edit: stage = last?.observation.refusal == nil ? .edited : .searching
    case .test(.verdict): stage = .judged
    case .test(.working) where steps.contains(where: \.isEdit): stage = .tested
    default: stage = .searching
    }
  }

  /// The tree as it stands.
  var tree: ObjectID? { steps.last?.observation.tree }

  /// The run of the tests that tells what is wrong: the last one.
  var failure: Observation {
    steps.last { $0.action == .test(.working) }?.observation ?? Observation(tree: .zero)
  }

  /// Whether the last test run leaves nothing of the issue failing.
  var lastTestSettles: Bool {
    guard let report = failure.tests else { return false }
    if report.allPass { return true }
    guard let baseline else { return false }
    return report.isNoWorse(than: baseline) && coversNamed(report.turned(since: baseline))
  }

  /// Tests that failed before and still do.
  var stillFailing: [String] { failure.tests?.failed ?? [] }

  /// Whether a candidate with this result does what the issue asks: everything passes, or every
  /// failing test that the issue names does and the rest fails as before.
  func settles(_ result: CandidateResult) -> Bool {
    result.mark == .passes || (result.mark == .improves && coversNamed(result.turned))
  }

  private func coversNamed(_ turned: [String]) -> Bool {
    !named.isEmpty && named.isSubset(of: turned)
  }

  /// What the tests said at the base.
  var baseline: TestReport? { steps.baseline }

  /// Whether the plan has been laid down.
  var hasPlan: Bool { steps.contains { $0.action.kind == .plan } }

  /// The tracing command, where it is still to be run.
  func missingTrace(for run: Run) -> String? {
    guard traces.isEmpty, !hasPlan, let command = run.mandate.testCommand, let baseline else {
      return nil
    }
    return PythonCoverage.command(for: command, baseline)
  }

  /// The lines that failing and passing tests run; `nil` where no tracer was run.
  var coverage: Coverage? {
    traces.first.flatMap { PythonCoverage.coverage(in: $0.output.text) }
  }

  /// The steps since the last edit that was carried out.
  private var search: ArraySlice<Step> {
    let edit = steps.lastIndex { $0.action.kind == .edit && $0.observation.refusal == nil }
    return steps[(edit.map { $0 + 1 } ?? 0)...]
  }

  /// Ids of the candidates tried from the present tree.
  var triedInThisSearch: Set<String> { Set(search.flatMap { $0.observation.results.map(\.id) }) }

  /// All candidates that were tried, with what became of them.
  var results: [(candidate: Candidate, result: CandidateResult)] {
    steps.flatMap { step -> [(candidate: Candidate, result: CandidateResult)] in
      guard case .trial(let candidates) = step.action else { return [] }
      let byID = Dictionary(candidates.map { ($0.id, $0) }) { first, _ in first }
      return step.observation.results.compactMap { result in
        byID[result.id].map { ($0, result) }
      }
    }
  }

  /// How many candidates the time pays for, by what those so far have cost; no limit before the first.
  ///
  /// What the test and the verdict of an edit take is put aside.
  func affordable(within seconds: Double) -> Int {
    let trials = steps.filter { $0.action.kind == .trial }
    guard let first = steps.first, !trials.isEmpty else { return .max }
    let tried = trials.reduce(0) { $0 + $1.observation.results.count }
    let spent = trials.reduce(0) { $0 + $1.cost.seconds }
    // How long tests that hang at the base take once mended is not known; those that end is.
    let hangs = first.observation.ending == .exceeded(.time)
    let rest = seconds - (hangs ? 10 : 2 * first.cost.seconds + 1)
    guard tried > 0, rest > 0 else { return 0 }
    return Int(min(1e6, rest * Double(tried) / max(spent, 1e-3)))
  }

  /// The candidates that do what the issue asks as far as the tests tell, in the order tried.
  var settling: [Candidate] { results.filter { settles($0.result) }.map(\.candidate) }

  /// The edit to be made now: the best that settles the issue; failing that, once, one that turns some tests.
  ///
  /// - Parameter mayGoOn: Whether more candidates can be tried: then an edit that corrects a result
  ///   is not chosen after the first slice, since a better one may come.
  func chosenEdit(from ranked: [RankedCandidate], mayGoOn: Bool) -> PolicyAction? {
    let marks = search.flatMap(\.observation.results)
    let settled = Set(marks.filter(settles).map(\.id))
    let believed = ranked.filter { settled.contains($0.candidate.id) }
    if let best = RepairProgress.likeliest(of: believed) {
      let isSure =
        best.template.isSubstitution || marks.count >= Weights.standard.patience || !mayGoOn
      return isSure ? .edit(best.candidate.edits, why: best.candidate.about) : nil
    }
    let edits = steps.count { $0.action.kind == .edit && $0.observation.refusal == nil }
    guard edits < RepairProgress.partialEdits,
      marks.count >= Weights.standard.patience || marks.count == ranked.count
    else { return nil }
    let partial = marks.filter { $0.mark == .improves }.max { $0.turned.count < $1.turned.count }
    guard let partial, let first = ranked.first(where: { $0.candidate.id == partial.id }) else {
      return nil
    }
    return .edit(first.candidate.edits, why: first.candidate.about)
  }

  /// The one to be believed among candidates that pass, the best ranked first.
  ///
  /// What takes behaviour away passes more easily than it is right, and so does a correction of a
  /// result: an exchanged word that ranks close behind goes before it. Among other edits that rank
  /// close, the one that leaves the shortest text is taken.
  static func likeliest(of passing: [RankedCandidate]) -> RankedCandidate? {
    guard let best = passing.first(where: { !$0.template.removes }) ?? passing.first else {
      return nil
    }
    guard !best.template.isSubstitution, !best.template.removes else { return best }
    if let exchange = passing.first(where: {
      $0.template.isSubstitution && $0.score > best.score - Weights.standard.exchangeMargin
    }) {
      return exchange
    }
    let near = passing.filter {
      !$0.template.removes && $0.score > best.score - Weights.standard.brevityMargin
    }
    return near.min { $0.growth < $1.growth } ?? best
  }

  /// The edits that were made, in words.
  var edits: [(edits: [FileEdit], why: String)] {
    steps.compactMap { step in
      guard case .edit(let edits, let why) = step.action, step.observation.refusal == nil else {
        return nil
      }
      return (edits, why)
    }
  }
}
