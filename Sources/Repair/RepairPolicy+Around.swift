package import Engine
package import Vocabulary

extension RepairPolicy {
  /// The most candidates of a search around an edit.
  private static let aroundLimit = 60
  /// The most changed lines that one is made around.
  private static let changedLines = 40
  /// The most changed files.
  private static let changedFiles = 3
  /// How much the lines beside changed ones are suspected.
  private static let besideChange = 0.3

  /// A trial of edits around what another policy has changed, from the present tree: of the lines that the base does
  /// not have, and of those beside them.
  ///
  /// - Returns: `nil` where that is too much, or nothing can be changed there, or the budget pays for none.
  /// - Complexity: O(*n*) in the lines of the changed files, which are three at most.
  package func trialAround(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) throws(PolicyFailure) -> PolicyAction? {
    let ranked = try candidatesAround(run, steps, sources)
    let each = max(0.05, steps.first?.cost.seconds ?? 1)
    let affordable = Int(min(Double(Self.aroundLimit), budget.seconds / each))
    let most = min(affordable, budget.candidates)
    guard most > 0, !ranked.isEmpty else { return nil }
    return .trial(ranked.prefix(most).map(\.candidate))
  }

  /// The likeliest edit of such a trial, the last step, among those that do what the issue asks as far as the tests tell;
  /// `nil` where none does.
  package func editAround(
    for run: Run, after steps: [Step], in sources: borrowing some SourceTree & ~Copyable
  ) throws(PolicyFailure) -> PolicyAction? {
    let progress = RepairProgress(steps, of: run.issue)
    let results = steps.last?.observation.results ?? []
    let settled = Set(results.filter(progress.settles).map(\.id))
    guard !settled.isEmpty else { return nil }
    let ranked = try candidatesAround(run, steps, sources)
    let best = RepairProgress.likeliest(of: ranked.filter { settled.contains($0.candidate.id) })
    return best.map { .edit($0.candidate.edits, why: $0.candidate.about) }
  }

  /// All edits around what was changed, the likeliest first; none where that is too much.
  private func candidatesAround(
    _ run: Run, _ steps: [Step], _ sources: borrowing some SourceTree & ~Copyable
  ) throws(PolicyFailure) -> [RankedCandidate] {
    let progress = RepairProgress(steps, of: run.issue)
    let judges = Set(steps.first?.observation.judges ?? [])
    let paths = Set(names: steps.flatMap(\.observation.changed)).names
      .filter { Language.of($0) != nil && isAllowed($0, judges) }
    guard (1...Self.changedFiles).contains(paths.count) else { return [] }
    var files: [SourceFile] = []
    var suspicions: [Suspicion] = []
    var count = 0
    do {
      for path in paths {
        guard let file = try SourceFile(at: path, in: sources) else { continue }
        let base = try sources.baseContents(of: path, limit: SearchSpace.fileLimit) ?? []
        let changed = file.textLines(besides: base)
        count += changed.count
        files.append(file)
        suspicions.append(Suspicion(of: file, changed: changed, beside: Self.besideChange))
      }
    } catch { throw .failed(cause: error) }
    guard (1...Self.changedLines).contains(count) else { return [] }
    return Ranking.candidates(
      of: files, suspicions, knowing: priors,
      sparingExits: progress.failure.tests?.isOfPrograms ?? true)
  }
}

extension SourceFile {
  /// The file at `path`; `nil` where it is none, is too large, or is no text.
  fileprivate init?(
    at path: String, in sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) {
    guard let language = Language.of(path),
      let bytes = try sources.contents(of: path, limit: SearchSpace.fileLimit),
      String(validating: bytes, as: UTF8.self) != nil
    else { return nil }
    self.init(path: path, language: language, bytes: bytes)
  }

  /// The numbers, from 0, of the lines with something on them that `base` does not have.
  fileprivate func textLines(besides base: [UInt8]) -> Set<Int> {
    func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
      bytes.split(separator: .lineFeed, omittingEmptySubsequences: false)
    }
    let known = Set(lines(base))
    var changed: Set<Int> = []
    for (number, line) in lines(bytes).enumerated()
    where !known.contains(line) && line.contains(where: { $0 > 0x20 }) { changed.insert(number) }
    return changed
  }
}

extension Suspicion {
  /// Suspects the lines of text with these numbers, from 0, and less those that stand beside them in one function.
  fileprivate init(of file: SourceFile, changed: Set<Int>, beside: Double) {
    let isChanged = file.lines.map { line in
      (line.number...line.last).contains(where: changed.contains)
    }
    lines = file.lines.indices.map { index in
      if isChanged[index] { return 1 }
      let isBeside = [index - 1, index + 1].contains { other in
        file.lines.indices.contains(other) && isChanged[other]
          && file.lines[other].function == file.lines[index].function
      }
      return isBeside ? beside : 0
    }
    reasons = [:]
  }
}
