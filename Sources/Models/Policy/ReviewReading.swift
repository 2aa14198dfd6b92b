import Text
import Vocabulary

/// Reads a review, and what of a change it was shown. Pure.
enum ReviewReading {
  /// That no review was made, for people.
  static let notMade =
    "The change was not reviewed: it did not fit the budget or the model's window."

  /// What a cut patch leaves out, for people; `nil` where it is whole.
  static func unseen(in patch: String) -> String? {
    guard let line = patch.lines().last(where: { !$0.isEmpty }), line.hasPrefix("[… left out")
    else {
      return nil
    }
    let names = line.drop { $0 != ":" }.dropFirst().replacing("…]", with: "").trimmed
    let files = patch.lines().count { $0.hasPrefix("diff --git ") }
    return
      "The model's review saw \(counted(files, "file")) of the change, and not \(clipped(names, to: 600))."
  }

  /// The objections of a review, at most twelve; none where it approves. One that only says the issue again is none.
  static func objections(in text: String, to issue: Issue) -> [String] {
    let lines = text.lines().map(\.trimmed)
    guard !lines.contains(where: { $0.filter(\.isLetter) == "APPROVED" }) else { return [] }
    let asked = words(
      in: "\(issue.title)\n\(issue.body)\n\(issue.criteria.joined(separator: "\n"))")
    return lines.filter { $0.hasPrefix("- ") || $0.hasPrefix("* ") }
      .map { String($0.dropFirst(2)) }
      .filter { !words(in: $0).isSubset(of: asked) }
      .prefix(12).map { $0 }
  }

  /// The words that say something: letters, digits and `_`, without an `s` at the end, small words left out.
  private static func words(in text: String) -> Set<String> {
    var words: Set<String> = []
    for word in text.lowercased().split(whereSeparator: {
      !($0.isLetter || $0.isNumber || $0 == "_")
    }) {
      let stem = word.count > 3 && word.hasSuffix("s") ? String(word.dropLast()) : String(word)
      if stem.count > 1, !small.contains(stem) { words.insert(stem) }
    }
    return words
  }

  private static let small: Set<String> = [
    "the", "an", "and", "or", "of", "to", "in", "on", "at", "by", "for", "with", "from", "as", "is",
    "are", "be", "been", "wa", "were", "it", "thi", "that", "these", "those", "there", "then",
    "should", "must", "need", "shall", "will", "would", "can", "could", "have", "ha", "do", "doe",
    "not", "no", "so", "such", "if", "when", "which", "also", "too", "make", "made", "sure",
    "ensure", "update", "updated", "change", "changed", "correct", "corrected", "correctly", "fix",
    "fixed",
    "reflect", "use", "used", "using", "add", "added", "implement", "implemented", "modify",
    "modified", "name", "file", "code", "function", "method", "instead", "only", "all", "any",
  ]
}
