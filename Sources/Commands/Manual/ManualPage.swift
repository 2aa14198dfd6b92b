import Runs

/// The manual page of `git colleague`, made of the definitions of its arguments, in the language of man(7).
struct ManualPage {
  /// The page's text.
  let text: String

  /// The page for `command` and all that help shows below it.
  init(of command: CommandInfo) {
    var lines = [
      ".TH GIT\\-COLLEAGUE 1 \"\" \"\(ManualPage.escaped(ThisProgram.name))\" \"Git Manual\"",
      ".SH NAME",
      "git\\-colleague \\- \(ManualPage.escaped(ManualPage.phrase(command.abstract ?? "")))",
      ".SH SYNOPSIS", ".B git colleague", ".I COMMAND",
      "[\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]", ".SH DESCRIPTION",
    ]
    lines += ManualPage.paragraphs(command.discussion)
    lines.append(".SH COMMANDS")
    for child in command.shownCommands {
      lines += ManualPage.section(child, path: [command.commandName])
    }
    lines.append(".SH \"EXIT STATUS\"")
    for status in ExitStatus.allCases {
      lines += [".TP", ".B \(status.rawValue)", ManualPage.escaped(status.meaning)]
    }
    lines += [
      ".SH FILES", ".TP", ".I refs/colleague/*, refs/heads/colleague/*, refs/notes/colleague",
      "Everything that is kept: runs, series, rationales, the queue.", ".TP",
      ".I $XDG_CACHE_HOME/colleague", "Layers for commands; they may be deleted when nothing runs.",
      ".SH \"SEE ALSO\"", ".BR git (1),", ".BR git\\-notes (1),", ".BR git\\-am (1),",
      ".BR bwrap (1)",
    ]
    text = lines.joined(separator: "\n") + "\n"
  }

  /// One command: its synopsis, what it does, its arguments, and the same for the commands below it.
  private static func section(_ command: CommandInfo, path: [String]) -> [String] {
    let path = path + [command.commandName]
    let shown = command.shownArguments
    var lines = [".SS \"\(escaped(path.joined(separator: " ")))\""]
    var synopsis = ["\\fB\(escaped(path.joined(separator: " ")))\\fR"]
    if !command.shownCommands.isEmpty { synopsis.append("\\fICOMMAND\\fR") }
    synopsis += shown.map(usage)
    lines += [synopsis.joined(separator: " "), ".PP"]
    lines += paragraphs(command.abstract) + (command.discussion == nil ? [] : [".PP"])
    lines += paragraphs(command.discussion)
    for argument in shown where argument.abstract != nil || !argument.isPositional {
      let words = (argument.abstract ?? "").split(separator: "\n").map { escaped(String($0)) }
      lines += [".TP", heading(argument)] + words
    }
    return lines + command.shownCommands.flatMap { section($0, path: path) }
  }

  /// `[--base name]`, `issue`, `[run ...]`.
  private static func usage(_ argument: CommandInfo.Argument) -> String {
    let value = "\\fI\(escaped(argument.valueName ?? ""))\\fR"
    let names = argument.names ?? []
    let best = names.first { $0.kind == "long" } ?? names.first
    let name = best.map { "\\fB\(escaped($0.text))\\fR" } ?? ""
    let words = argument.isPositional ? value : argument.takesValue ? "\(name) \(value)" : name
    let text = argument.isRepeating ? words + " ..." : words
    return argument.isOptional || !argument.isPositional ? "[\(text)]" : text
  }

  /// `-n, --dry-run`, with the name of its value.
  private static func heading(_ argument: CommandInfo.Argument) -> String {
    let value = "\\fI\(escaped(argument.valueName ?? ""))\\fR"
    if argument.isPositional { return value }
    let names = (argument.names ?? []).map { "\\fB\(escaped($0.text))\\fR" }
    return names.joined(separator: ", ") + (argument.takesValue ? " " + value : "")
  }

  /// The paragraphs of a text; empty lines are between them.
  private static func paragraphs(_ text: String?) -> [String] {
    (text ?? "").split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.allSatisfy(\.isWhitespace) ? ".PP" : escaped(String(line))
    }
  }

  /// A sentence as the NAME section wants it: no capital at its start, no full stop at its end.
  private static func phrase(_ sentence: String) -> String {
    let text = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  /// The text with what roff would read as its own made plain.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "\"": result += "\\(dq"
      case "'": result += "\\(aq"
      default: result.append(character)
      }
    }
    return result.hasPrefix(".") ? "\\&" + result : result
  }
}

extension ExitStatus {
  /// What it says, as manuals word it.
  var meaning: String {
    switch self {
    case .resolved: "Resolved and verified, or simply done."
    case .unresolved: "Not resolved."
    case .waiting: "Waiting for a person."
    case .nothingToDo: "Nothing to do."
    case .spent: "The budget is spent."
    case .api: "The model's service failed."
    case .stuck: "Stuck."
    case .busy: "Another process holds what is needed."
    case .unsupported: "The repository cannot be served, or its tests cannot run here."
    case .refused: "Refused by what the run may do."
    case .fatal: "A fatal error."
    case .usage: "Called wrongly."
    case .interrupted: "Interrupted."
    }
  }
}
