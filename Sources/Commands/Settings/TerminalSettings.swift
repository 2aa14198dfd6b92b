import Git
import Processes

/// The user's settings for what is shown on a terminal.
struct TerminalSettings {
  /// The command that pages long output.
  let pager: String
  /// When output gets colour.
  let colour: Console.Colour

  /// Reads git's own keys, and ours before them.
  ///
  /// - Throws: ``GitError`` where the config cannot be read.
  init(of repository: borrowing Repository) throws {
    let config = try repository.config()
    let ownColour = try config.value("color.colleague")
    colour = Console.Colour(try ownColour ?? config.value("color.ui"))
    let ownPager = try config.value("core.pager")
    pager = Environment.value("GIT_PAGER") ?? ownPager ?? Environment.value("PAGER") ?? "less"
  }
}
