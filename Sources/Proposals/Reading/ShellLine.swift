import Text

/// One line for a shell, as far as it tells what it is for. Nothing is expanded or run.
struct ShellLine {
  /// What a line is for.
  enum Kind: Hashable {
    case test, setup
    /// It looks at the code, and changes nothing: linters, formatters, types.
    case check
    /// It must not be proposed.
    case refused(Omission.Cause)
    /// Anything else, such as a build.
    case other
  }

  /// The line.
  let text: String
  /// The simple commands in it, each as its words without quotes, and without variables that are set before it.
  let commands: [[String]]
  /// Whether one of them is given a secret in a variable.
  private let usesSecret: Bool

  init(_ text: String) {
    self.text = text
    let all = ShellLine.split(text.replacing("$(nproc)", with: "4"))
    usesSecret = all.contains { words in
      words.prefix { ShellLine.isAssignment($0) }.contains { word in
        ShellWords.speaksOfSecret(String(word.prefix { $0 != "=" }))
      }
    }
    commands = all.map { words in
      Array(words.drop { ShellLine.isAssignment($0) })
    }.filter { !$0.isEmpty }
  }

  /// Whether a word sets a variable.
  static func isAssignment(_ word: String) -> Bool {
    guard let equals = word.firstIndex(of: "="), equals != word.startIndex else { return false }
    return word[..<equals].allSatisfy { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
  }

  /// What it is for: what must not be proposed decides before all else, then tests.
  var kind: Kind {
    if !invisibles(in: text).isEmpty { return .refused(.isInvisible) }
    if usesSecret { return .refused(.usesSecret) }
    let kinds = commands.map(ShellWords.kind)
    if let refused = kinds.first(where: { if case .refused = $0 { true } else { false } }) {
      return refused
    }
    if ShellLine.downloads(commands) { return .refused(.runsDownload) }
    for kind in [Kind.test, .setup] where kinds.contains(kind) { return kind }
    return !kinds.isEmpty && kinds.allSatisfy { $0 == .check } ? .check : .other
  }

  /// Whether one of its commands tests or sets up, whatever stands beside it.
  var isMeant: Bool {
    commands.contains { words in
      let kind = ShellWords.kind(of: words)
      return kind == .test || kind == .setup
    }
  }

  /// Whether a shell, or another interpreter, is given what was downloaded.
  private static func downloads(_ commands: [[String]]) -> Bool {
    let names = commands.map { ShellWords.name(of: $0[0]) }
    return names.contains { ["curl", "wget"].contains($0) }
      && names.contains { ["sh", "bash", "zsh", "python", "python3", "node", "perl"].contains($0) }
  }

  /// The simple commands of a line, as words without quotes; operators and brackets part them.
  private static func split(_ text: String) -> [[String]] {
    var commands: [[String]] = [[]]
    var (word, quote): (String?, Character?) = (nil, nil)
    func end() {
      if let word { commands[commands.count - 1].append(word) }
      word = nil
    }
    var isEscaped = false
    for character in text {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "\\" {
        isEscaped = true
      } else if character == "'" || character == "\"" {
        (quote, word) = (character, word ?? "")
      } else if character == "#", word == nil {
        break
      } else if ";&|()<>`".contains(character) || character.isNewline {
        end()
        commands.append([])
      } else if character.isWhitespace {
        end()
      } else {
        word = (word ?? "") + String(character)
      }
    }
    end()
    return commands.filter { !$0.isEmpty }
  }
}
