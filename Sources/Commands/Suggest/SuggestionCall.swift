import Git
import Processes
import Runs
import Suggestions
import Text
import Vocabulary

/// A look for suggestions that a person asks for, told on stderr.
struct SuggestionCall {
  /// Seconds that a look takes at most unless told.
  static let seconds = 120.0

  /// The sources asked; `nil` for all that are asked unless told.
  let sources: Set<Suggestion.Source>?
  /// Seconds in all.
  let seconds: Double
  /// Whether only results are told.
  let isQuiet: Bool

  /// Looks, and says on stderr how it went.
  func look(in opened: borrowing OpenRepository) async throws -> SuggestionLook {
    let limit = opened.settings.suggestions
    guard limit > 0 else {
      throw Failure(
        "colleague.suggestions is 0, so none may be open",
        hint: "git config colleague.suggestions 5", kind: .nothingToDo)
    }
    Interruption.stop.arm()
    let isQuiet = isQuiet
    let search = SuggestionSearch(
      of: sources, within: seconds, startingCommands: true, stop: Interruption.stop
    ) { line in if !isQuiet { Console.standard.live(line) } }
    let look = try await SuggestionLook.look(
      by: search, limit: limit, accepting: opened.settings.suggestAccept, trigger: .manual,
      in: opened, reporter: TerminalReporter(isQuiet: isQuiet))
    guard !isQuiet else { return look }
    for note in look.notes { Console.standard.note("\(note.source.rawValue): \(note.words)") }
    var words =
      "looked at \(look.base.name) (\(look.base.commit.abbreviated())) for \(duration(look.seconds)): "
      + "\(look.new.count) new, \(look.gone.count) gone"
    if look.left > 0 { words += ", \(look.left) more than there is room for" }
    Console.standard.note(words)
    for suggestion in look.accepted {
      Console.standard.note(
        "put into the queue, as colleague.suggestAccept says: \(suggestion.id.prefix(12))  \(visible(suggestion.title))"
      )
    }
    return look
  }
}
