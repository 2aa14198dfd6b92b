import Git
import Records
import Vocabulary

extension StoredRun {
  /// The step that wrote a line of the file as the run left it; `nil` where the line is not of the run's.
  ///
  /// The code commits are a chain from the base, or from the version before, one for each step in order; the one
  /// that blame finds for the line is the step's. What the version before had is looked for in its run.
  ///
  /// - Parameters:
  ///   - text: The line, without its line feed.
  ///   - ordinal: How many equal lines the run has put into the file before it.
  /// - Complexity: O(*s*) in the run's steps, and the file's size.
  func step(
    writing text: String, at path: String, ordinal: Int, in repository: borrowing Repository
  ) throws(RecordsError) -> LineOrigin.WritingStep? {
    guard let codeTip else { return nil }
    let wanted: ObjectID? = try git { () throws(GitError) in
      let tree = try repository.readCommit(codeTip).tree
      guard let entry = try repository.entry(at: path, inTree: tree),
        entry.mode == .file || entry.mode == .executable
      else { return nil }
      let lines = StoredRun.lines(of: try repository.readBlob(entry.id))
      guard !lines.isEmpty, lines.contains(text) else { return nil }
      let blamed = try repository.blame(
        path, at: codeTip, lines: 1...lines.count, oldest: record.run.base)
      let own = blamed.filter { $0.commit != record.run.base }.flatMap { hunk in
        hunk.lines.filter { lines[$0 - 1] == text }.map { _ in hunk.commit }
      }
      return own.isEmpty ? nil : own[min(ordinal, own.count - 1)]
    }
    guard let wanted else { return nil }
    guard let number = try number(of: wanted, in: repository) else {
      guard let before = record.run.reroll?.of else { return nil }
      return try StoredRun(before, in: repository)
        .step(writing: text, at: path, ordinal: ordinal, in: repository)
    }
    let step = try step(number, in: repository)
    var why: String?
    if case .edit(_, let words) = step.action, !words.isEmpty { why = words }
    return LineOrigin.WritingStep(
      run: record.run.id, number: number, subject: step.subject, why: why)
  }

  /// The number of the step whose code commit is `code`.
  private func number(
    of code: ObjectID, in repository: borrowing Repository
  ) throws(RecordsError) -> Int? {
    let start = record.run.reroll?.tip ?? record.run.base
    return try git { () throws(GitError) in
      var chain: [ObjectID] = []
      var next = codeTip
      while let id = next, id != start {
        chain.append(id)
        next = try repository.readCommit(id).parents.first
      }
      return chain.reversed().firstIndex(of: code).map { $0 + 1 }
    }
  }

  /// The lines of a text, without their line feeds.
  private static func lines(of bytes: [UInt8]) -> [String] {
    var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }
}
