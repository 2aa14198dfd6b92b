import Records
import Runs
import Suggestions
import Text
import Vocabulary

/// Suggestions as they are listed: with what they are worth, the most valuable first.
struct SuggestionListing {
  /// All that are known.
  let all: [ShownSuggestion]

  /// Reads them; one that cannot be read is told on stderr.
  init(of opened: borrowing OpenRepository) throws {
    let known = try opened.suggestionsToRead().all { Console.standard.warn(Failure($0)) }
    let credit = opened.credit(of: known)
    all = known.map { ShownSuggestion($0, by: credit) }
      .sorted { ($1.value, $0.suggestion.id) < ($0.value, $1.suggestion.id) }
  }

  /// Those that wait for a person.
  var open: [ShownSuggestion] { all.filter { $0.suggestion.state == .open } }

  /// Writes a line for each to stdout.
  static func write(_ shown: [ShownSuggestion], isJSON: Bool) {
    let console = Console.standard
    if !isJSON { console.page() }
    for one in shown { isJSON ? console.write(json: one) : console.write(line(one, console)) }
    if shown.isEmpty && !isJSON { console.note("there is no suggestion") }
    if shown.contains(where: { $0.suggestion.state == .open }) && !isJSON {
      console.note(
        "hint: git colleague suggest show ID; accept ID puts it into the queue, dismiss ID WHY takes it away"
      )
    }
  }

  private static func line(_ shown: ShownSuggestion, _ console: Console) -> String {
    let paint = Paint(isOn: console.isColoured)
    let suggestion = shown.suggestion
    let state = suggestion.state == .open ? "" : "\(suggestion.state.word)  "
    let before =
      suggestion.dismissedBefore.map { paint.dim(" (dismissed before: \(visible(oneLine($0))))") }
      ?? ""
    return "\(paint.dim(String(suggestion.id.prefix(12))))  \(hundredths(shown.value))  "
      + "\(suggestion.source.rawValue)  \(state)\(visible(suggestion.title))\(before)\n"
  }
}

/// A suggestion with what it is worth.
struct ShownSuggestion: Encodable {
  /// The suggestion.
  let suggestion: Suggestion
  /// Its expected value, from 0 to 1.
  let value: Double

  /// The suggestion, and what `credit` says that it is worth.
  init(_ suggestion: Suggestion, by credit: SourceCredit) {
    self.suggestion = suggestion
    value = credit.value(of: suggestion.source, strength: suggestion.strength)
  }

  private enum Key: CodingKey { case value, issue }

  func encode(to encoder: any Encoder) throws {
    try suggestion.encode(to: encoder)
    var values = encoder.container(keyedBy: Key.self)
    try values.encode((value * 1000).rounded() / 1000, forKey: .value)
    try values.encode(suggestion.issueText, forKey: .issue)
  }
}

/// A number from 0 to 1 with two digits behind the point.
func hundredths(_ value: Double) -> String {
  let number = Int((min(1, max(0, value)) * 100).rounded())
  return number >= 100 ? "1.00" : "0." + (number < 10 ? "0" : "") + "\(number)"
}
