import ArgumentParser
import Git
import Records
import Runs
import Suggestions
import Vocabulary

/// `git colleague suggest` without a subcommand: looks where HEAD has moved, then lists.
struct SuggestHere: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "here", abstract: "Look where HEAD has moved, then list.", shouldDisplay: false)

  @Flag(help: "One JSON object a line.")
  var json = false

  @Flag(name: .shortAndLong, help: "No progress on stderr.")
  var quiet = false

  func run() async throws {
    let opened = try OpenRepository.here()
    let base = try Base.choice(
      option: nil, wish: nil, setting: opened.settings.base, in: opened.repository)
    let last = LastLook.read(from: opened.repository.commonDirectory)
    // A sweep looks without running the tests unless it is given time for them.
    if last?.commit != base.commit || last?.ranTests != true {
      let look = SuggestionCall(
        sources: nil, seconds: opened.settings.suggestSeconds ?? SuggestionCall.seconds,
        isQuiet: quiet)
      do { _ = try await look.look(in: opened) } catch let failure as Failure
        where failure.kind == .nothingToDo
      {}
    }
    let shown = try SuggestionListing(of: opened).open
    SuggestionListing.write(shown, isJSON: json)
    if shown.isEmpty { throw ExitStatus.nothingToDo }
  }
}
