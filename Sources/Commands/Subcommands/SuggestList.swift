import ArgumentParser
import Runs
import Suggestions
import Vocabulary

/// `git colleague suggest list`.
struct SuggestList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The open suggestions, the most valuable first.",
    discussion: "A line each: id, expected value from 0 to 1, source, title.")

  @Flag(help: "Those that were accepted, dismissed, or are gone, as well.")
  var all = false

  @Flag(help: "One JSON object a line.")
  var json = false

  func run() async throws {
    let opened = try OpenRepository.here(forWriting: false)
    let listing = try SuggestionListing(of: opened)
    SuggestionListing.write(all ? listing.all : listing.open, isJSON: json)
  }
}
