import Records
import Text
import Vocabulary

/// The words for what a run was told of earlier work.
extension Recollection {
  /// The recollection as a person reads it: `- lesson, run 3f9a12bc step 7, merged: TEXT`, its further lines below.
  var line: String {
    let words = [kind == .run ? nil : kind.rawValue, citation].compactMap(\.self)
    let text = visible(text).replacing("\n", with: "\n  ")
    return "- " + (words.isEmpty ? "" : words.joined(separator: ", ") + ": ") + text
  }
}

extension [Recollection] {
  /// How many there are and where the first come from: `2 notes (run 3f9a12bc step 7, merged; commit 1f2e3d4c5b6a)`.
  var summary: String {
    let sources = compactMap(\.citation).prefix(3).joined(separator: "; ")
    return counted(count, "note") + (sources.isEmpty ? "" : " (\(sources))")
  }
}

/// A run as `git colleague show --json` gives it: its record, and what it was told when it began.
struct ShownRun: Encodable {
  let record: RunRecord

  private enum Key: String, CodingKey { case recollections }

  func encode(to encoder: any Encoder) throws {
    try record.encode(to: encoder)
    guard !record.run.recollections.isEmpty else { return }
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(record.run.recollections, forKey: .recollections)
  }
}
