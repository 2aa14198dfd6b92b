/// Something known from earlier work on this project that a run is told: data, never an order.
package struct Recollection: Hashable, Sendable, Codable {
  /// What kind of knowledge it is.
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// An earlier run on the same files, tests, symbols or like words.
    case run
    /// Why lines that are about to be changed are as they are.
    case rationale
    /// What a reviewer changed or rejected, and why.
    case review
    /// A lesson that is kept in this project.
    case lesson
    /// The file's own history: fixes that were reverted, files that change together.
    case history
  }

  /// What kind of knowledge it is.
  package var kind: Kind
  /// One to four lines of plain text, at most ``byteLimit`` bytes, without secrets.
  package var text: String
  /// The run that it comes from; `nil` for history.
  package var run: RunID?
  /// That run's step.
  package var step: Int?
  /// The commit that it comes from; `nil` where it is a run's.
  package var commit: ObjectID?
  /// What people did with that run's series when this was looked up; `nil` where nobody knows, or nothing was delivered.
  package var mergeStatus: MergeStatus.Word?

  /// The most bytes of a text.
  package static let byteLimit = 600
  /// The most lines of a text.
  package static let lineLimit = 4
  /// The most that a run is told when it begins.
  package static let mostAtStart = 24
  /// The most that a run is told with one of its steps.
  package static let mostInStep = 3
  /// The most that a run is told with all of its steps.
  package static let mostInSteps = 30

  /// Keeps something known; of `text` the first lines, within the limits and not cut within a character.
  package init(
    kind: Kind, text: String, run: RunID? = nil, step: Int? = nil, commit: ObjectID? = nil,
    mergeStatus: MergeStatus.Word? = nil
  ) {
    self.kind = kind
    self.text = Recollection.bounded(text)
    self.run = run
    self.step = step
    self.commit = commit
    self.mergeStatus = mergeStatus
  }

  /// Reads what was kept; a text beyond the limits is cut to them, whoever wrote it.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      kind: try values.decode(Kind.self, forKey: .kind),
      text: try values.decode(String.self, forKey: .text),
      run: try values.decodeIfPresent(RunID.self, forKey: .run),
      step: try values.decodeIfPresent(Amount<Int>.self, forKey: .step)?.wrappedValue,
      commit: try values.decodeIfPresent(ObjectID.self, forKey: .commit),
      mergeStatus: try values.decodeIfPresent(MergeStatus.Word.self, forKey: .mergeStatus))
  }

  /// Whether people rejected what it tells of.
  package var isRejected: Bool { mergeStatus == .rejected }

  /// Where it comes from: `run 3f9a12bc step 7`, `commit 1f2e3d4c5b6a`; `nil` where nothing is named.
  package var source: String? {
    if let run { return "run \(run.digits.prefix(8))" + (step.map { " step \($0)" } ?? "") }
    return commit.map { "commit \($0.abbreviated())" }
  }

  /// Where it comes from, and what people did with that: `run 3f9a12bc step 7, merged`.
  package var citation: String? {
    let words = [source, source == nil ? nil : mergeStatus?.rawValue].compactMap(\.self)
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  /// Whether both tell the same of the same, whatever people have done with it since.
  package func tells(theSameAs other: Recollection) -> Bool {
    kind == other.kind && run == other.run && step == other.step && commit == other.commit
      && text.isExactly(other.text)
  }

  /// The first lines of `text` that are within the limits, without white space at either end.
  private static func bounded(_ text: String) -> String {
    var bytes = Array(text.utf8.prefix(byteLimit + 1))
    var end = bytes.count
    if end > byteLimit {
      end = byteLimit
      while end > 0, bytes[end] & 0xc0 == 0x80 { end -= 1 }
    }
    bytes.removeLast(bytes.count - end)
    let lines = bytes.split(
      separator: 0x0a, maxSplits: lineLimit, omittingEmptySubsequences: true
    ).prefix(lineLimit)
    let kept = Array(lines.joined(separator: [0x0a]))
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d || $0 == 0x0a }
    let start = kept.prefix(while: isSpace).count
    let tail = kept.reversed().prefix(while: isSpace).count
    guard start + tail < kept.count else { return "" }
    return String(decoding: kept[start..<(kept.count - tail)], as: UTF8.self)
  }
}

extension Collection<Recollection> {
  /// Whether one of these tells the same.
  package func tell(_ recollection: Recollection) -> Bool {
    contains { $0.tells(theSameAs: recollection) }
  }

  /// The first of these that are not among `told`, each once, at most `limit`; those without a text are left out.
  package func news(beyond told: [Recollection], limit: Int) -> [Recollection] {
    var found: [Recollection] = []
    for recollection in self where found.count < limit {
      guard !recollection.text.isEmpty, !told.tell(recollection), !found.tell(recollection) else {
        continue
      }
      found.append(recollection)
    }
    return found
  }
}
