import Vocabulary

extension MemoryIndex {
  /// How many runs are told of.
  func runCount() throws(MemoryError) -> Int {
    try database.first("SELECT count(*) FROM runs WHERE isTold = 1") { $0.integer(0) } ?? 0
  }

  /// The runs that answer `query` best, the best first.
  ///
  /// Exact names and words are searched for apart, each the rarest first and together in a bounded number of rows; a run
  /// that shares no exact name has to share enough of the words by their weight.
  func runs(for query: RunQuery) throws(MemoryError) -> [FoundRun] {
    let count = try runCount()
    guard count > 0 else { return [] }
    let names = try rarest(query.names.map(\.token), of: count, isOfNames: true)
    let words = try rarest(query.words, of: count, isOfNames: false)
    var scores: [Int: Double] = [:]
    try search("names", "bm25(names, 2.0, 1.5, 2.0)", for: names.map(\.term)) { number, score in
      scores[number, default: 0] += RankWeights.names * score
    }
    let part = 1 / Double(max(1, words.count)).squareRoot()
    try search("words", "bm25(words, 3.0, 1.0, 1.0, 2.0)", for: words.map(\.term)) {
      number, score in
      scores[number, default: 0] += part * score
    }
    let known = query.names.filter { name in names.contains { $0.term == name.token } }
    let shares = Dictionary(names.map { ($0.term, $0.runs) }) { first, _ in first }
    var ranked: [FoundRun] = []
    for (number, score) in scores.sorted(by: { ($0.value, $0.key) > ($1.value, $1.key) }) {
      guard ranked.count < query.limit + RankWeights.looked else { break }
      guard try isTold(number, besides: query.besides) else { continue }
      var run = FoundRun(number: number, score: score)
      try take(known, into: &run)
      for name in run.names {
        let share = Double(shares[name.token] ?? count) / Double(count + 1)
        run.score += RankWeights.shared * (1 - min(1, share))
      }
      ranked.append(run)
    }
    ranked.sort { ($0.score, $0.number) > ($1.score, $1.number) }
    return try believed(ranked, by: wordWeights(query.words, of: count), limit: query.limit)
  }

  /// Those of the runs that share an exact name, or enough of the words, and are not far behind the best.
  private func believed(
    _ ranked: [FoundRun], by weights: [String: Double], limit: Int
  ) throws(MemoryError) -> [FoundRun] {
    var found: [FoundRun] = []
    for run in ranked where found.count < limit {
      if let best = found.first, run.score < RankWeights.leastShare * best.score { break }
      let isLike = try run.names.isEmpty ? isLike(run.number, weights) : true
      if isLike { found.append(run) }
    }
    return found
  }

  /// The terms to be searched for: the rarest first, as long as they are not too common, within the bound of rows.
  private func rarest(
    _ terms: [String], of count: Int, isOfNames: Bool
  ) throws(MemoryError) -> [(term: String, runs: Int)] {
    var known: [(term: String, runs: Int, place: Int)] = []
    for (place, term) in terms.prefix(isOfNames ? 3 * RankWeights.terms : 128).enumerated() {
      let runs = try frequency(of: term)
      if runs > 0 { known.append((term, runs, place)) }
    }
    let common =
      isOfNames
      ? max(RankWeights.fewRuns, Int(Double(count) * RankWeights.commonShare)) : Int.max
    var rows = 0
    var chosen: [(term: String, runs: Int)] = []
    for (term, runs, _) in known.sorted(by: { ($0.runs, $0.place) < ($1.runs, $1.place) })
    where chosen.count < RankWeights.terms && runs <= common {
      guard chosen.isEmpty || rows + runs <= RankWeights.rows else { break }
      rows += runs
      chosen.append((term, runs))
    }
    return chosen
  }

  private func frequency(of term: String) throws(MemoryError) -> Int {
    try database.first("SELECT runs FROM frequencies WHERE term = ?", [.text(term)]) {
      $0.integer(0)
    } ?? 0
  }

  /// Visits the best rows of one table of FTS5 with their scores.
  ///
  /// - Parameter terms: Words and tokens of ours, which hold letters, digits and `_` alone.
  private func search(
    _ table: String, _ rank: String, for terms: [String], _ visit: (Int, Double) -> Void
  ) throws(MemoryError) {
    guard !terms.isEmpty else { return }
    let query = terms.map { "\"\($0)\"" }.joined(separator: " OR ")
    try database.each(
      """
      SELECT rowid, \(rank) AS score FROM \(table) WHERE \(table) MATCH ?
        ORDER BY score LIMIT \(RankWeights.found)
      """, [.text(query)]
    ) { row in
      visit(row.integer(0), -row.real(1))
      return true
    }
  }

  private func isTold(_ number: Int, besides: Set<String>) throws(MemoryError) -> Bool {
    let id = try database.first(
      "SELECT id FROM runs WHERE number = ? AND isTold = 1", [.integer(number)]
    ) { $0.text(0) }
    return id.map { !besides.contains($0) } ?? false
  }

  /// Puts in the names that the run shares, and the first step of one of them.
  private func take(_ names: [Name], into run: inout FoundRun) throws(MemoryError) {
    for name in names {
      let step = try database.first(
        "SELECT step FROM places WHERE run = ? AND name = ?",
        [.integer(run.number), .integer(name.hash)]
      ) { $0.integer(0) }
      guard let step else { continue }
      run.names.append(name)
      if step > 0, run.step == nil { run.step = step }
    }
  }

  /// What each of an issue's words weighs: the logarithm of how rare it is.
  private func wordWeights(
    _ words: [String], of count: Int
  ) throws(MemoryError) -> [String: Double] {
    var weights: [String: Double] = [:]
    for word in words.prefix(128) {
      let runs = try frequency(of: word)
      weights[word] = rarity(runs, of: count) * (word.utf8.count < 4 ? 0.5 : 1)
    }
    return weights
  }

  /// Whether the run's issue has enough of the words, by their weight.
  private func isLike(_ number: Int, _ weights: [String: Double]) throws(MemoryError) -> Bool {
    let text = try database.first(
      "SELECT issue || ' ' || rationale || ' ' || lessons FROM words WHERE rowid = ?",
      [.integer(number)]
    ) { $0.text(0) }
    guard let text else { return false }
    let theirs = Set(text.split(separator: " "))
    let shared = weights.filter { theirs.contains(Substring($0.key)) }
    let all = weights.values.reduce(0, +)
    guard all > 0, shared.count >= RankWeights.sharedWords else { return false }
    return shared.values.reduce(0, +) >= RankWeights.likeness * all
  }
}

/// How rare something is that so many of `count` have; never below a half.
private func rarity(_ runs: Int, of count: Int) -> Double {
  // The number of binary digits is a logarithm, and the same on all machines.
  let ratio = max(1, (count + 1) / (runs + 1))
  return 0.5 + Double(Int.bitWidth - ratio.leadingZeroBitCount)
}
