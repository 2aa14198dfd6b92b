import Text

/// A shell command that calls one program: its variables, the words before the program that only start it, and
/// the words from the program on.
package struct Call: Hashable, Sendable {
  /// The command as it was written.
  package let command: String
  /// Assignments before the command, `NAME=value`.
  package let assignments: [String]
  /// Words that start the program and mean nothing to it, such as `env` or `poetry run`.
  package let starters: [String]
  /// The program and its arguments, without their quotes.
  package let words: [String]

  /// Takes `command` apart; `nil` where it is more than one simple command, or holds what only the shell
  /// understands (a variable, a glob, a redirection, a quote that does not end).
  package init?(_ command: String) {
    guard let all = Call.words(of: command) else { return nil }
    let assignments = all.prefix(while: Call.isAssignment)
    var rest = all.dropFirst(assignments.count)
    var starters: [String] = []
    while let count = Call.starter(rest) {
      starters += rest.prefix(count)
      rest = rest.dropFirst(count)
    }
    guard !rest.isEmpty else { return nil }
    self.command = command
    self.assignments = Array(assignments)
    self.starters = starters
    words = Array(rest)
  }

  /// The calls of a command that does one after the other, `cd a && pytest; true`; `nil` where one of them is not
  /// understood, or whether it is done at all.
  package static func sequence(_ command: String) -> [Call]? {
    var pieces = [""]
    var quote: Character?
    var isEscaped = false
    for character in command {
      if isEscaped {
        isEscaped = false
      } else if character == "\\" && quote != "'" {
        isEscaped = true
      } else if quote != nil {
        if character == quote { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == ";" || character == "\n" {
        pieces.append("")
        continue
      } else if character == "&", pieces.last?.last == "&" {
        pieces[pieces.count - 1].removeLast()
        pieces.append("")
        continue
      }
      pieces[pieces.count - 1].append(character)
    }
    var calls: [Call] = []
    for piece in pieces where !piece.allSatisfy(\.isWhitespace) {
      guard let call = Call(piece), !reserved.contains(call.words[0]) else { return nil }
      calls.append(call)
    }
    return calls
  }

  /// Words of the shell after which it is not known what is done.
  private static let reserved: Set<String> = [
    "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac",
    "function", "set", "trap", "eval", ".", "source",
  ]

  /// The name of the program, without the folders before it.
  package var program: Substring { words[0].split(separator: "/").last ?? "" }

  /// What follows the runner `name` in the words, started as `name`, `…/name` or `python3 -m name`; `nil`
  /// where it is not what is called.
  ///
  /// - Parameter module: The module's name for Python's `-m`, where it has one.
  package func arguments(after name: String, module: String? = nil) -> ArraySlice<String>? {
    if program == name { return words[1...] }
    guard let module, words.count > 2, program.hasPrefix("python") || program.hasPrefix("pypy"),
      let flag = words.firstIndex(of: "-m"), flag + 1 < words.count, words[flag + 1] == module,
      Call.areOptions(words[1..<flag])
    else { return nil }
    return words[(flag + 2)...]
  }

  /// The options among `words`, each with its value, where all of them are known; `nil` where it cannot be told
  /// whether the word after one is its value.
  ///
  /// - Parameters:
  ///   - valued: Options that take the next word.
  ///   - flags: Options of two dashes that take none; short ones are taken for such.
  static func options(
    in words: ArraySlice<String>, valued: Set<String>, flags: Set<String>
  ) -> [String]? {
    var options: [String] = []
    var rest = words
    while let word = rest.popFirst() {
      guard word.hasPrefix("-") else { continue }
      options.append(word)
      if valued.contains(word) {
        if let value = rest.popFirst() { options.append(value) }
      } else if word.hasPrefix("--"), !word.contains("="), !flags.contains(word) {
        return nil
      }
    }
    return options
  }

  /// The command with `words` in the place of its own; assignments and starters stay.
  package func replacing(words: [String]) -> String {
    (assignments + starters + words).map(shellQuoted).joined(separator: " ")
  }

  /// Whether these are options of Python's, with their values.
  private static func areOptions(_ words: ArraySlice<String>) -> Bool {
    var isValue = false
    for word in words {
      guard isValue || word.hasPrefix("-") else { return false }
      isValue = !isValue && ["-W", "-X"].contains(word)
    }
    return !isValue
  }

  private static func isAssignment(_ word: String) -> Bool {
    guard let equals = word.firstIndex(of: "="), equals != word.startIndex else { return false }
    return word[..<equals].allSatisfy { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
  }

  /// How many of the first words only start the rest; `nil` for none.
  private static func starter(_ words: ArraySlice<String>) -> Int? {
    let words = Array(words)
    func rest(_ count: Int) -> Int? { words.count > count ? count : nil }
    switch words.first?.split(separator: "/").last {
    case "env":
      let variables = words.dropFirst().prefix(while: isAssignment).count
      return rest(1 + variables)
    case "time", "nice", "xvfb-run", "exec", "npx", "dbus-run-session": return rest(1)
    case "timeout": return words.dropFirst().first?.first?.isNumber == true ? rest(2) : nil
    case "poetry", "pipenv", "uv", "hatch", "pdm", "rye":
      return words.dropFirst().first == "run" ? rest(2) : nil
    case "pnpm", "bundle", "yarn": return words.dropFirst().first == "exec" ? rest(2) : nil
    default: return nil
    }
  }

  /// The words, without their quotes; `nil` for what is no simple command.
  private static func words(of command: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in command {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if let open = quote {
        if character == open {
          quote = nil
        } else if open == "\"" && "$`\\".contains(character) {
          return nil
        } else {
          word = (word ?? "") + String(character)
        }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character == "\\" {
        isEscaped = true
      } else if character == " " || character == "\t" {
        if let done = word { words.append(done) }
        word = nil
      } else if ";&|<>$`*?()\n#~!{}".contains(character) && !(character == "#" && word != nil)
        && !(character == "!" && word != nil)
      {
        return nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    guard quote == nil, !isEscaped else { return nil }
    if let done = word { words.append(done) }
    return words
  }
}
