import Engine
import Vocabulary

/// The files a repair looks into, their suspicions, and all the candidates in order.
struct SearchSpace: Sendable {
  /// The files, the most suspected first.
  var files: [SourceFile]
  /// The suspicion of their lines.
  var suspicions: [Suspicion]
  /// The candidates, the most likely first.
  var candidates: [RankedCandidate]
  /// Why these files were chosen, for people.
  var choice: String
  /// Whether the tree has any source file that may be edited.
  var hasEditable: Bool
  /// Whether the tree has any source file at all in a language that is known.
  var hasSources: Bool

  /// Whether there are more candidates than are kept.
  var isCapped: Bool { candidates.count >= Ranking.limit }

  /// The most files looked into.
  private static let fileCount = 4
  /// The largest file looked into, in bytes.
  static let fileLimit = 256 << 10
  /// Test files read for what they name.
  private static let testCount = 6

  /// Looks for where the fault may be, and for what could be changed there.
  ///
  /// - Parameters:
  ///   - priors: What became of earlier work here.
  ///   - isAllowed: Whether a path may be edited.
  init(
    issue: Issue, baseline: Observation, coverage: Coverage?, priors: RepairPriors = .none,
    in sources: borrowing some SourceTree & ~Copyable, where isAllowed: (String) -> Bool
  ) throws(WorkspaceFailure) {
    let paths = try sources.paths()
    let evidence = Evidence(issue: issue, baseline: baseline, coverage: coverage, paths: paths)
    let editable = paths.filter { Language.of($0) != nil && isAllowed($0) }
    hasEditable = !editable.isEmpty
    hasSources = paths.contains { Language.of($0) != nil }
    let weights = Weights.standard
    var scores: [ExactText: Double] = [:]
    for (index, frame) in evidence.frames.enumerated() {
      scores[frame.path, default: 0] +=
        weights.frame + Double(index) / Double(evidence.frames.count)
    }
    for path in coverage?.paths ?? [] { scores[path, default: 0] += weights.covered }
    for path in editable where evidence.words.contains(SearchSpace.stem(path)) {
      scores[path, default: 0] += weights.mentioned
    }
    let tests = SearchSpace.tests(in: evidence, baseline, paths, besides: Set(editable))
    for test in tests.prefix(SearchSpace.testCount) {
      guard let bytes = try sources.contents(of: test, limit: SearchSpace.fileLimit) else {
        continue
      }
      let words = Evidence.words(in: String(decoding: bytes, as: UTF8.self))
      for path in editable where words.contains(SearchSpace.stem(path)) {
        scores[path, default: 0] += weights.mentionedByTest
      }
    }
    if let coverage { for path in editable where !coverage.knows(path) { scores[path] = nil } }
    let isNamed = editable.contains { scores[$0] != nil }
    if !isNamed {
      // Some projects keep tests beside what they test.
      let folders = Set(evidence.frames.map { SearchSpace.folder($0.path) })
      for path in editable where folders.contains(SearchSpace.folder(path)) {
        scores[path] = weights.besideFrame
      }
      if editable.count <= weights.smallProject {
        for path in editable { scores[path, default: 0] += weights.unmentioned }
      }
    }
    // Where faults were before is more faults, but only among files that something else speaks for.
    for (path, score) in scores {
      scores[path] = score + weights.mendedFile * priors.mended(path.wrappedValue)
    }
    let chosen = editable.filter { scores[$0] != nil }
      .sorted { (scores[$0] ?? 0, $1) > (scores[$1] ?? 0, $0) }.prefix(SearchSpace.fileCount)
    files = []
    for path in chosen {
      guard let language = Language.of(path),
        let bytes = try sources.contents(of: path, limit: SearchSpace.fileLimit),
        String(validating: bytes, as: UTF8.self) != nil
      else { continue }
      files.append(SourceFile(path: path, language: language, bytes: bytes))
    }
    let best = chosen.first.flatMap { scores[$0] } ?? 1
    suspicions = files.map { file in
      var suspicion = Suspicion(of: file, evidence)
      // A file named less clearly is suspected less.
      let share = max(weights.leastShare, min(1, (scores[file.path] ?? 0) / best))
      suspicion.lines = suspicion.lines.map { $0 * share }
      suspicion.raise(in: file, knowing: priors)
      return suspicion
    }
    candidates = Ranking.candidates(
      of: files, suspicions, knowing: priors, sparingExits: baseline.tests?.isOfPrograms ?? true)
    choice =
      coverage == nil
      ? "by stack traces, and by what the failing tests and the issue name"
      : "by the lines that the failing tests run"
  }

  /// The file's name without its ending.
  private static func folder(_ path: String) -> Substring {
    path.lastIndex(of: "/").map { path[..<$0] } ?? ""
  }

  private static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    return String(name.prefix { $0 != "." })
  }

  /// Files of tests that the failure names.
  private static func tests(
    in evidence: Evidence, _ baseline: Observation, _ paths: [String], besides editable: Set<String>
  ) -> [String] {
    let failing = (baseline.tests?.failed ?? []).joined(separator: " ")
    let framed = Set(evidence.frames.map(\.path))
    return paths.filter { path in
      guard Language.of(path) != nil, !editable.contains(path) else { return false }
      return framed.contains(path) || failing.contains(path) || failing.contains(stem(path))
    }
  }
}
