import Vocabulary

/// What the index has of one run to be told.
struct RunCard {
  /// The run's name.
  var id: RunID
  /// The title.
  var title: String
  /// How it ended, in a word of the records.
  var outcome: Outcome?
  /// What people did with its series.
  var status: MergeStatus.Word?
  /// In which way.
  var how: MergeStatus.Manner?
  /// What may be told.
  var remarks: [RunDocument.Remark] = []
  /// What reviewers said of its series.
  var reviews: [(path: String?, text: String)] = []
}

extension MemoryIndex {
  /// What is kept of the run with this number; `nil` where it is not told of.
  func card(of number: Int) throws(MemoryError) -> RunCard? {
    let card = try database.first(
      "SELECT id, title, outcome, status, how FROM runs WHERE number = ? AND isTold = 1",
      [.integer(number)]
    ) { row -> RunCard? in
      guard let id = row.text(0).flatMap({ RunID($0) }) else { return nil }
      return RunCard(
        id: id, title: row.text(1) ?? "", outcome: row.text(2).flatMap(Outcome.init),
        status: row.text(3).flatMap(MergeStatus.Word.init),
        how: row.text(4).flatMap(MergeStatus.Manner.init))
    }
    guard var card else { return nil }
    card.remarks = try database.all(
      "SELECT kind, step, path, text FROM remarks WHERE run = ? ORDER BY rowid", [.integer(number)]
    ) { row in
      row.text(0).flatMap(RunDocument.Remark.Kind.init).map { kind in
        RunDocument.Remark(
          kind: kind, step: row.isNull(1) ? nil : row.integer(1), path: row.text(2),
          text: row.text(3) ?? "")
      }
    }
    card.reviews = try database.all(
      "SELECT path, text FROM reviews WHERE of = ? ORDER BY rowid LIMIT 8", [.text("\(card.id)")]
    ) { (path: $0.text(0), text: $0.text(1) ?? "") }
    return card
  }
}
