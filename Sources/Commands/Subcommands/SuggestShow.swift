import ArgumentParser
import Records
import Runs
import Suggestions
import Text
import Vocabulary

/// `git colleague suggest show`.
struct SuggestShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "One suggestion, with its evidence.")

  @Argument(help: "The id, or the start of it, four digits at least.")
  var id: String

  @Flag(help: "JSON.")
  var json = false

  @Flag(help: "The issue's Markdown and nothing else, as 'git colleague work -' takes it.")
  var issue = false

  func validate() throws {
    if json && issue { throw ValidationError("--json and --issue exclude each other") }
  }

  func run() async throws {
    let opened = try OpenRepository.here(forWriting: false)
    let records = try opened.suggestionsToRead()
    let suggestion = try records.suggestion(matching: id)
    let console = Console.standard
    if issue { return console.write(suggestion.issueText) }
    let shown = ShownSuggestion(suggestion, by: opened.credit(of: try records.all()))
    if json { return console.write(json: shown) }
    console.page()
    console.write(SuggestShow.text(shown))
  }

  /// The suggestion for people: the issue, then what is known of it.
  static func text(_ shown: ShownSuggestion) -> String {
    let suggestion = shown.suggestion
    let short = suggestion.id.prefix(12)
    var lines = [
      "\(short)  \(suggestion.source.rawValue)  \(suggestion.state.word)  expected value \(hundredths(shown.value))"
    ]
    if let why = suggestion.dismissedBefore {
      lines.append("dismissed before (\(visible(oneLine(why)))); its evidence has changed since")
    }
    switch suggestion.state {
    case .open:
      lines.append(
        "git colleague suggest accept \(short) puts it into the queue; git colleague suggest dismiss \(short) WHY takes it away"
      )
    case .accepted(let key): lines.append("in the queue as \(key.prefix(12))")
    case .dismissed(let why): lines.append("dismissed: \(visible(oneLine(why)))")
    case .gone: lines.append("its evidence does not hold any more")
    }
    return visible(suggestion.issueText) + "\n" + lines.joined(separator: "\n") + "\n"
  }
}
