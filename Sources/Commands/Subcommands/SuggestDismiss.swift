import ArgumentParser
import Records
import Runs
import Suggestions
import Text
import Vocabulary

/// `git colleague suggest dismiss`.
struct SuggestDismiss: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dismiss", abstract: "Take a suggestion away, and say why.",
    discussion:
      "It does not come again, unless its evidence has changed; its source is believed less from then on."
  )

  @Argument(help: "The id, or the start of it, four digits at least.")
  var id: String

  @Argument(help: "Why, in a few words.")
  var why: [String]

  func validate() throws {
    if why.joined().allSatisfy(\.isWhitespace) {
      throw ValidationError("a suggestion is dismissed for a reason: dismiss ID WHY")
    }
  }

  func run() async throws {
    Console.standard.putWorkFirst()
    let opened = try OpenRepository.here()
    let records = try opened.suggestions()
    let suggestion = try records.suggestion(matching: id)
    switch suggestion.state {
    case .dismissed(let why):
      throw Failure(
        "\(suggestion.id.prefix(12)) is dismissed already: \(visible(oneLine(why)))",
        kind: .nothingToDo)
    case .accepted(let key):
      throw Failure(
        "\(suggestion.id.prefix(12)) is in the queue, as \(key.prefix(12))",
        hint: "git colleague queue drop \(key.prefix(12))", kind: .nothingToDo)
    case .open, .gone: break
    }
    let words = clipped(oneLine(why.joined(separator: " ")), to: 500)
    let now = SystemClock().now
    try records.put([suggestion.now(.dismissed(why: words), at: now)], at: now)
    Console.standard.write("\(suggestion.id.prefix(12))  \(visible(suggestion.title))\n")
  }
}
