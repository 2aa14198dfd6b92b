import Git
import Records
import Repair
import Text
import Vocabulary

/// Reads a run out of git as the index keeps it.
struct RunReading {
  /// The bytes of one text that is kept to be found by its words.
  private static let textLimit = 16 << 10
  /// The lines of a series that are kept.
  private static let lineLimit = 2000
  /// The steps that are read of one run.
  private static let stepLimit = 1000
  /// The commits that people merged that are compared with what was delivered.
  private static let mergedLimit = 16
  /// The files of a merged series whose changes by people are told.
  private static let editedFiles = 3

  private let stored: StoredRun
  private var document: RunDocument

  /// What is known of `stored`.
  ///
  /// Of a series whose commits are gone what the steps say is left.
  ///
  /// - Throws: ``RecordsError`` where its steps cannot be read.
  /// - Complexity: O(*s* + *n*) in its steps, and the files of its series.
  static func document(
    of stored: StoredRun, in repository: borrowing Repository
  ) throws(RecordsError) -> RunDocument {
    var reading = try RunReading(stored, in: repository)
    reading.readPatches(in: repository)
    reading.readChange(in: repository)
    reading.readEdited(in: repository)
    reading.bound()
    return reading.document
  }

  private init(_ stored: StoredRun, in repository: borrowing Repository) throws(RecordsError) {
    self.stored = stored
    var steps: [Step] = []
    for number in 1..<(min(stored.record.steps, RunReading.stepLimit) + 1) {
      steps.append(try stored.step(number, in: repository))
    }
    document = RunDocument(of: stored.record.run, outcome: stored.record.outcome, steps: steps)
    document.merged = (stored.record.mergeStatus?.mergedCommits ?? []).map(\.commit)
    if stored.record.phase == .delivered {
      document.template = RunReading.template(of: steps, stored.record.run, in: repository)
    }
  }

  /// The kind of the edit by which the built-in policy repaired.
  private static func template(
    of steps: [Step], _ run: Run, in repository: borrowing Repository
  ) -> String? {
    for (index, step) in steps.enumerated().reversed() {
      guard case .edit(let edits, _) = step.action, step.decidedBy == .policy(.repair),
        step.observation.refusal == nil, let edit = edits.first
      else { continue }
      let before = index > 0 ? steps[index - 1].observation.tree : run.startTree
      guard let entry = try? repository.entry(at: edit.path, inTree: before),
        let bytes = try? repository.readBlob(entry.id, limit: RepairTemplate.fileLimit)
      else { return nil }
      return RepairTemplate.name(of: edits, in: bytes)
    }
    return nil
  }

  /// Reads the patches of the series: subjects, rationale, the lines they add.
  private mutating func readPatches(in repository: borrowing Repository) {
    let record = stored.record
    guard record.phase == .delivered else { return }
    var lineCount = 0
    var tree = record.run.baseTree
    for id in record.patches {
      guard let commit = try? repository.readCommit(id) else { continue }
      let note = try? repository.note(on: id, ref: RefNames.notes)
      let why = note.map(RunReading.why) ?? RunReading.body(of: commit.message)
      var patch = RunDocument.Patch(
        id: id, subject: CommitSubject(of: commit.message).text, why: RunDocument.line(why))
      for file in (try? repository.filePatches(from: tree, to: commit.tree)) ?? [] {
        document.add(files: [file.path])
        let text = PatchText(file.text)
        document.add(text.symbols)
        for line in text.added where lineCount < RunReading.lineLimit {
          guard let hash = LineHash.of(line) else { continue }
          if patch.lines[ExactText(file.path), default: []].insert(hash).inserted { lineCount += 1 }
        }
      }
      document.rationale += [patch.subject, note ?? why]
      document.patches.append(patch)
      tree = commit.tree
    }
  }

  /// Reads what the run has changed, where no series tells it.
  private mutating func readChange(in repository: borrowing Repository) {
    guard document.patches.isEmpty, let code = stored.codeTip,
      let tree = try? repository.readCommit(code).tree
    else { return }
    let files = try? repository.filePatches(from: stored.record.run.startTree, to: tree)
    for file in files ?? [] {
      document.add(files: [file.path])
      document.add(PatchText(file.text).symbols)
    }
  }

  /// Reads how people changed what was delivered before they merged it.
  private mutating func readEdited(in repository: borrowing Repository) {
    guard let status = stored.record.mergeStatus, status.word == .edited else { return }
    var theirs: [ExactText: LineBalance] = [:]
    for merged in status.mergedCommits.prefix(RunReading.mergedLimit) {
      guard let commit = try? repository.readCommit(merged.commit),
        let parent = commit.parents.first, let before = try? repository.readCommit(parent)
      else { continue }
      take(in: &theirs, from: before.tree, to: commit.tree, in: repository)
    }
    var ours: [ExactText: LineBalance] = [:]
    var tree = stored.record.run.baseTree
    for id in stored.record.patches {
      guard let commit = try? repository.readCommit(id) else { return }
      take(in: &ours, from: tree, to: commit.tree, in: repository)
      tree = commit.tree
    }
    let paths = Set(ours.keys).union(theirs.keys).sorted()
    var told = 0
    for path in paths where told < RunReading.editedFiles {
      let words = (theirs[path] ?? LineBalance()).words(beside: ours[path] ?? LineBalance())
      guard let words else { continue }
      told += 1
      let text = RunDocument.line("\(path): \(words)")
      document.rationale.append(text)
      document.remarks.append(
        .init(kind: .edited, step: nil, path: path.wrappedValue, text: text))
    }
  }

  private func take(
    in balances: inout [ExactText: LineBalance], from old: ObjectID, to new: ObjectID,
    in repository: borrowing Repository
  ) {
    for file in (try? repository.filePatches(from: old, to: new)) ?? [] {
      let text = PatchText(file.text)
      balances[ExactText(file.path), default: LineBalance()].take(text)
    }
  }

  /// Keeps the texts within their bounds.
  private mutating func bound() {
    document.issue = clippedBytes(document.issue, to: 2 * RunReading.textLimit)
    document.plan = clippedBytes(document.plan, to: RunReading.textLimit)
    document.rationale = [
      clippedBytes(document.rationale.joined(separator: "\n"), to: RunReading.textLimit)
    ]
    document.lessons = [
      clippedBytes(document.lessons.joined(separator: "\n"), to: RunReading.textLimit)
    ]
  }

  /// What a note says under its heading `Why`; the whole of one that has none.
  private static func why(_ note: String) -> String {
    guard let start = note.firstRange(of: "## Why\n") else { return note }
    let rest = note[start.upperBound...]
    return String(rest.firstRange(of: "\n## ").map { rest[..<$0.lowerBound] } ?? rest)
  }

  /// What a commit's message says below its first line, without the trailers at its end.
  private static func body(of message: String) -> String {
    let paragraphs = message.split(separator: "\n\n").dropFirst()
    return paragraphs.filter { !$0.contains("\nColleague-Run: ") && !$0.hasPrefix("Assisted-by: ") }
      .joined(separator: " ")
  }
}

/// The lines that a change leaves and takes away, each as often as it does.
struct LineBalance {
  private var lines: [ExactText: Int] = [:]
  private var order: [ExactText] = []

  /// Takes in the difference of one commit.
  mutating func take(_ text: PatchText) {
    for line in text.added { count(line, 1) }
    for line in text.removed { count(line, -1) }
  }

  private mutating func count(_ line: Substring, _ amount: Int) {
    let text = oneLine(String(line))
    guard !text.isEmpty else { return }
    let key = ExactText(text)
    if lines[key] == nil { order.append(key) }
    lines[key, default: 0] += amount
  }

  /// How these lines differ from what was delivered, in words; `nil` where they do not.
  func words(beside delivered: LineBalance) -> String? {
    func surplus(_ one: LineBalance, over other: LineBalance) -> [String] {
      one.order.filter { (one.lines[$0] ?? 0) > max(0, other.lines[$0] ?? 0) }
        .map { "`\(clipped($0.wrappedValue, to: 90))`" }
    }
    let theirs = surplus(self, over: delivered)
    let ours = surplus(delivered, over: self)
    let wrote = theirs.prefix(2).joined(separator: " ")
    let dropped = ours.prefix(2).joined(separator: " ")
    switch (theirs.isEmpty, ours.isEmpty) {
    case (true, true): return nil
    case (false, true): return "people added \(wrote)"
    case (true, false): return "people left out \(dropped)"
    case (false, false): return "people wrote \(wrote) instead of \(dropped)"
    }
  }
}
