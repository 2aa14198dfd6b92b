import Vocabulary

extension MemoryIndex {
  /// The words of a run that count for how common each is.
  private static let wordLimit = 4000

  /// Keeps what there is to be told of the run with this number, whose row is there.
  func keep(_ document: RunDocument, of number: Int) throws(MemoryError) {
    let texts = [
      document.issue, document.rationale.joined(separator: "\n"), document.plan,
      document.lessons.joined(separator: "\n"),
    ].map { Words.of($0, limit: MemoryIndex.wordLimit) }
    let words = texts.map { $0.joined(separator: " ") }
    try database.run(
      "INSERT INTO words(rowid, issue, rationale, plan, lessons) VALUES(?, ?, ?, ?, ?)",
      [.integer(number)] + words.map { .text($0) })
    let names = [
      document.tokens([.path, .file]), document.tokens([.symbol]), document.tokens([.test]),
    ]
    try database.run(
      "INSERT INTO names(rowid, paths, symbols, tests) VALUES(?, ?, ?, ?)",
      [.integer(number)] + names.map { .text($0.joined(separator: " ")) })
    for term in Set(texts.joined()).union(names.joined()) {
      try database.run(
        "INSERT INTO frequencies VALUES(?, 1) ON CONFLICT(term) DO UPDATE SET runs = runs + 1",
        [.text(term)])
    }
    for (name, step) in document.names {
      try database.run(
        "INSERT OR IGNORE INTO places VALUES(?, ?, ?)",
        [.integer(number), .integer(name.hash), .integer(step)])
    }
    for remark in document.remarks.prefix(24) {
      try database.run(
        "INSERT INTO remarks VALUES(?, ?, ?, ?, ?)",
        [
          .integer(number), .text(remark.kind.rawValue), .optional(remark.step),
          .optional(remark.path), .text(remark.text),
        ])
    }
    for review in document.reviews.prefix(24) {
      try database.run(
        "INSERT INTO reviews VALUES(?, ?, ?, ?)",
        [
          .text("\(review.of)"), .integer(number), .optional(review.path), .text(review.text),
        ])
    }
    try keepSeries(document, of: number)
  }

  private func keepSeries(_ document: RunDocument, of number: Int) throws(MemoryError) {
    for (place, patch) in document.patches.enumerated() {
      try database.run(
        "INSERT INTO patches VALUES(?, ?, ?, ?, ?)",
        [
          .integer(number), .integer(place), .bytes(patch.id.bytes), .text(patch.subject),
          .text(patch.why),
        ])
      for (path, lines) in patch.lines {
        for line in lines {
          try database.run(
            "INSERT OR IGNORE INTO lines VALUES(?, ?, ?, ?)",
            [
              .integer(Name(.path, path.wrappedValue).hash), .integer(line), .integer(number),
              .integer(place),
            ])
        }
      }
    }
    if let template = document.template {
      try database.run(
        "INSERT INTO repairs VALUES(?, ?)", [.integer(number), .text(template)])
    }
    for commit in document.merged {
      try database.run("INSERT OR IGNORE INTO merged VALUES(?)", [.bytes(commit.bytes)])
      try markFix(commit)
    }
  }

  /// Forgets the run with this number.
  func forget(_ number: Int) throws(MemoryError) {
    let run: [Value] = [.integer(number)]
    var terms: Set<Substring> = []
    func take(_ row: borrowing Row, _ columns: Int32) {
      for column in 0..<columns {
        terms.formUnion((row.text(column) ?? "").split(separator: " "))
      }
    }
    try database.each(
      "SELECT issue, rationale, plan, lessons FROM words WHERE rowid = ?", run
    ) { row in
      take(row, 4)
      return true
    }
    try database.each("SELECT paths, symbols, tests FROM names WHERE rowid = ?", run) { row in
      take(row, 3)
      return true
    }
    for term in terms {
      try database.run(
        "UPDATE frequencies SET runs = runs - 1 WHERE term = ?", [.text(String(term))])
    }
    for table in ["words WHERE rowid", "names WHERE rowid", "runs WHERE number"] {
      try database.run("DELETE FROM \(table) = ?", run)
    }
    for table in ["places", "remarks", "reviews", "patches", "lines", "repairs"] {
      try database.run("DELETE FROM \(table) WHERE run = ?", run)
    }
  }
}
