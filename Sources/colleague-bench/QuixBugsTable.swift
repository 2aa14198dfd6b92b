/// The results as one table, and the sentence that counts them.
struct QuixBugsTable {
  /// How many of the programs have to be repaired.
  static let target = 28

  private let results: [QuixBugsResult]

  /// The table of these results, one row a program.
  init(_ results: [QuixBugsResult]) { self.results = results }

  private var repaired: [QuixBugsResult] { results.filter(\.isRepaired) }

  /// Whether enough programs are repaired.
  var meetsTarget: Bool { repaired.count >= QuixBugsTable.target }

  /// The table, for a terminal or a file.
  var text: String {
    let header = ["program", "candidates", "passing", "seconds", "outcome", "same as reference"]
    let rows = results.map { result in
      [
        result.program, String(result.candidates), String(result.passing),
        String(result.wholeSeconds), result.word,
        result.isRepaired ? result.isReference ? "yes" : "no" : "",
      ]
    }
    let same = repaired.count(where: \.isReference)
    return aligned([header] + rows, numbers: 1...3) + """
      \(repaired.count) of \(results.count) repaired within \(QuixBugsBench.candidates) candidates, \
      \(same) of them with the reference's own text

      """
  }
}
