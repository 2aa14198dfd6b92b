import ArgumentParser
import FoundationEssentials

/// A command as ArgumentParser describes it: its words, its subcommands and its arguments.
struct CommandInfo: Decodable {
  /// An option, a flag or a positional argument.
  struct Argument: Decodable {
    /// `--test` or `-n`.
    struct Name: Decodable {
      /// `long`, `short` or `longWithSingleDash`.
      var kind: String
      /// The name without dashes.
      var name: String

      /// The name as it is typed.
      var text: String { (kind == "long" ? "--" : "-") + name }
    }

    /// `positional`, `option` or `flag`.
    var kind: String
    /// Whether help shows it.
    var shouldDisplay: Bool
    /// Whether it can be left out.
    var isOptional: Bool
    /// Whether it can be given several times.
    var isRepeating: Bool
    /// Its names; `nil` for a positional argument.
    var names: [Name]?
    /// What its value is called.
    var valueName: String?
    /// All values that it takes, where they are few.
    var allValues: [String]?
    /// What it is for.
    var abstract: String?

    /// Whether it stands for itself, without a name.
    var isPositional: Bool { kind == "positional" }
    /// Whether its name is followed by a value.
    var takesValue: Bool { kind == "option" }
  }

  /// The name of the command, of the root `git colleague`.
  var commandName: String
  /// Whether help shows it.
  var shouldDisplay: Bool?
  /// What it does, in a sentence.
  var abstract: String?
  /// More about it.
  var discussion: String?
  /// Its subcommands, in the order of help.
  var subcommands: [CommandInfo]?
  /// Its arguments, in the order of help.
  var arguments: [Argument]?

  /// The commands below it that help shows.
  var shownCommands: [CommandInfo] {
    (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
  }

  /// The arguments that help shows.
  var shownArguments: [Argument] { (arguments ?? []).filter(\.shouldDisplay) }

  /// The description of `git colleague`.
  ///
  /// - Throws: `DecodingError` where ArgumentParser describes commands in another way than it does today.
  static func colleague() throws -> CommandInfo {
    struct Tool: Decodable { var command: CommandInfo }
    return try JSONDecoder().decode(Tool.self, from: Data(Colleague._dumpHelp().utf8)).command
  }
}
