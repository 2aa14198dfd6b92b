package import Git
import Text
package import Vocabulary

extension MemoryIndex {
  /// The recollections that one look-up gives at most, unless asked for fewer.
  package static let limit = 5
  /// The words of an issue that are looked for.
  private static let wordLimit = 96
  /// The files whose own history is told of at most.
  private static let historyFiles = 2
  /// The characters of a word of a title that may be the name of something in code.
  private static let nameLength = 3

  /// What is known of earlier work like `issue`: runs with the same files, functions and tests in their words, or with like
  /// words; and the history of files that the issue names.
  ///
  /// - Parameters:
  ///   - besides: Runs that are never an answer: the one that asks, and the version that it makes anew.
  ///   - limit: How many at most.
  /// - Throws: ``MemoryError``; the index stays usable, or is made anew when it is next opened.
  package func recollections(
    for issue: Issue, at base: ObjectID, in repository: borrowing Repository,
    besides: Set<RunID> = [], limit: Int = MemoryIndex.limit
  ) throws(MemoryError) -> [Recollection] {
    let text = issue.title + "\n" + issue.body
    let words = Words.different(text, limit: MemoryIndex.wordLimit)
    let files = Mentions.files(in: text)
    let title = Words.of(issue.title).filter { $0.utf8.count >= MemoryIndex.nameLength }
    var names: [Name] = []
    for name in files + Mentions.symbols(in: text) + title.map({ Name(.symbol, $0) })
    where !names.contains(name) { names.append(name) }
    let query = RunQuery(
      words: words, names: names, besides: Set(besides.map(\.description)), limit: limit)
    let texts = RecollectionText(redactor)
    var found: [Recollection] = []
    for run in try runs(for: query) {
      guard let card = try card(of: run.number) else { continue }
      found.append(texts.recollection(of: card, sharing: run.names, step: run.step))
    }
    let paths = files.filter { $0.kind == .path }.map(\.text).filter { path in
      (try? repository.entry(at: path, inTree: repository.readCommit(base).tree)) != nil
    }
    let histories = try history(of: Array(paths.prefix(MemoryIndex.historyFiles)))
    found = Array(found.prefix(max(1, limit - histories.count))) + histories
    return found.news(beyond: [], limit: limit)
  }

  /// What is known of places that are touched: why their lines are as they are, what the files' own history says, and earlier
  /// runs with the same files, functions and failing tests.
  ///
  /// - Parameters:
  ///   - paths: Files, from the project's root.
  ///   - tests: Failing tests, as their runner calls them.
  ///   - symbols: Functions and types.
  ///   - lines: Of some of the files the lines that are about to be changed, as they stand at the base.
  ///   - told: What is known already, and is never answered again.
  ///   - besides: As at a run's start.
  ///   - limit: How many at most.
  /// - Throws: ``MemoryError``, as at a run's start.
  package func recollections(
    touching paths: [String], failing tests: [String] = [], symbols: [String] = [],
    lines: [ExactText: [String]] = [:], told: [Recollection] = [], besides: Set<RunID> = [],
    limit: Int = MemoryIndex.limit
  ) throws(MemoryError) -> [Recollection] {
    let names =
      tests.prefix(RankWeights.terms).flatMap(Name.names(ofTest:))
      + paths.prefix(RankWeights.terms).map { Name(.path, $0) }
      + symbols.prefix(RankWeights.terms).map { Name(.symbol, $0) }
    let known = Set(told.compactMap { $0.kind == .run || $0.kind == .review ? $0.run : nil })
    var found: [Recollection] = []
    for (path, lines) in lines.sorted(by: { $0.key < $1.key }) {
      found += try rationale(of: lines, in: path.wrappedValue, besides: besides)
    }
    found += try history(of: Array(paths.prefix(MemoryIndex.historyFiles)))
    let query = RunQuery(
      names: names, besides: Set(besides.union(known).map(\.description)), limit: limit)
    let texts = RecollectionText(redactor)
    for run in try runs(for: query) {
      guard let card = try card(of: run.number) else { continue }
      found.append(texts.recollection(of: card, sharing: run.names, step: run.step))
    }
    let news = found.filter { one in
      !told.contains { $0.kind == one.kind && $0.isAbout(theSameAs: one) }
    }
    return news.news(beyond: told, limit: limit)
  }
}

extension Recollection {
  /// Whether both come from the same run, or say the same of no run.
  fileprivate func isAbout(theSameAs other: Recollection) -> Bool {
    if run != nil || other.run != nil { return run == other.run && commit == other.commit }
    return commit == other.commit && text.isExactly(other.text)
  }
}
