import ArgumentParser

/// `git colleague suggest`: issues that Colleague proposes.
struct SuggestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest", abstract: "Issues that Colleague proposes, each with evidence.",
    discussion: """
      Without a subcommand it looks for suggestions where nothing was looked for since HEAD moved, then lists them. \
      At most colleague.suggestions are open, five unless set. Nothing is worked on until you accept it. \
      What is dismissed does not come again, unless its evidence has changed.

      Exit status: 0, 3 there is none, or nothing to do.
      """,
    subcommands: [
      SuggestList.self, SuggestShow.self, SuggestAccept.self, SuggestDismiss.self, SuggestFind.self,
      SuggestHere.self,
    ],
    defaultSubcommand: SuggestHere.self)
}
