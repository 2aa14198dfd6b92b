import Models
import Text
import Vocabulary

extension CallMapping {
  /// Lines that SWE-agent's editor shows at a time.
  private static let window = 100

  /// What a line of SWE-agent's means: a command of its own tools (`tools/` of 1.1.0, `config/commands` of 0.7), else one of
  /// the shell's.
  mutating func meaning(ofLine text: String) -> Meaning {
    let line = text.drop(while: \.isWhitespace)
    let head = line.prefix { !$0.isWhitespace }
    let rest = line.dropFirst(head.count)
    switch head {
    case "submit", "exit_forfeit", "exit_cost", "exit_context":
      return head == "submit" ? .finish("") : .keep("the agent gave up")
    case "open": return opened(rest)
    case "create": return created(rest)
    case "goto", "scroll_down", "scroll_up": return scrolled(String(head), rest)
    case "edit": return edited(rest)
    case "insert": return inserted(rest)
    case "find_file":
      guard let words = ShellWords.words(of: rest), let name = words.first else { break }
      return find(name, in: words.dropFirst().first)
    case "search_dir", "search_file":
      guard let words = ShellWords.words(of: rest), let wanted = words.first else { break }
      let place = words.dropFirst().first
      if place == nil, head == "search_file" {
        guard let open else { return .keep("no file is open") }
        return .search(wanted, paths: [open.path], isPattern: false)
      }
      guard let place else { return .search(wanted, paths: [], isPattern: false) }
      return within(place) { .search(wanted, paths: $0.isEmpty ? [] : [$0], isPattern: false) }
    case "str_replace_editor": return editorLine(rest)
    case "undo_edit", "view_image", "state", "registry":
      return .keep("there is no tool like '\(head)' here")
    default: break
    }
    return command(text.hasSuffix("\n") ? String(text.dropLast()) : text, in: nil)
  }

  private mutating func opened(_ rest: Substring) -> Meaning {
    guard let words = ShellWords.words(of: rest), let path = words.first else {
      return .keep("it names no file")
    }
    let line = words.dropFirst().first.flatMap { Int($0) }
    let first = max(1, (line ?? 1) - Self.window / 2)
    let meaning = within(path) { .read($0, lines: Action.lines(first, first + Self.window - 1)) }
    if case .read(let path, _) = meaning { open = (path, first) }
    return meaning
  }

  private mutating func created(_ rest: Substring) -> Meaning {
    let path = ShellWords.words(of: rest)?.first
    let meaning = within(path) { .write($0, content: "\n") }
    if case .write(let path, _) = meaning { open = (path, 1) }
    return meaning
  }

  private mutating func scrolled(_ head: String, _ rest: Substring) -> Meaning {
    guard let open else { return .keep("no file is open") }
    var first = open.line
    switch head {
    case "goto":
      let line = ShellWords.words(of: rest)?.first.flatMap { Int($0) } ?? 1
      first = max(1, min(line, 1 << 40) - Self.window / 2)
    case "scroll_up": first = max(1, first - Self.window)
    default: first = min(first, 1 << 40) + Self.window
    }
    self.open = (open.path, first)
    return .read(open.path, lines: Action.lines(first, first + Self.window - 1))
  }

  /// `edit N:M`, lines and `end_of_edit`; or `edit SEARCH REPLACE [ALL]`, both quoted.
  private func edited(_ rest: Substring) -> Meaning {
    guard let open else { return .keep("no file is open") }
    let body = rest.drop { $0 == " " }
    let numbers = body.prefix { $0.isNumber || $0 == ":" }
    let ends = numbers.split(separator: ":").compactMap { Int($0) }
    if ends.count == 2 {
      let after = body.dropFirst(numbers.count).drop { $0 == " " }
      guard after.first == "\n" || after.first == "\r\n" else {
        return .keep("its lines are of no known form")
      }
      var text = String(after.dropFirst())
      if let end = text.ranges(of: "end_of_edit").last { text = String(text[..<end.lowerBound]) }
      return .replaceLines(open.path, first: ends[0], last: ends[1], text: text)
    }
    guard let words = ShellWords.words(of: body), words.count >= 2 else {
      return .keep("its texts are of no known form")
    }
    let all = words.dropFirst(2).first.map { ["true", "True", "1"].contains($0) } ?? false
    return .replace(
      open.path, old: words[0], new: words[1], isEverywhere: all, line: open.line)
  }

  /// `insert TEXT [LINE]`; at the end of the file without a line.
  private func inserted(_ rest: Substring) -> Meaning {
    guard let open else { return .keep("no file is open") }
    guard let words = ShellWords.words(of: rest), let text = words.first else {
      return .keep("its text is of no known form")
    }
    return .insert(open.path, after: words.dropFirst().first.flatMap { Int($0) }, text: text)
  }

  /// `str_replace_editor COMMAND PATH --old_str TEXT …`.
  private func editorLine(_ rest: Substring) -> Meaning {
    guard let words = ShellWords.words(of: rest), words.count >= 2 else {
      return .keep("its texts are of no known form")
    }
    var given: [String: JSON] = ["command": .string(words[0]), "path": .string(words[1])]
    var place = 2
    while place + 1 < words.count, words[place].hasPrefix("--") {
      let name = String(words[place].dropFirst(2))
      if name == "view_range", place + 2 < words.count {
        given[name] = .string("\(words[place + 1]) \(words[place + 2])")
        place += 3
      } else {
        given[name] = .string(words[place + 1])
        place += 2
      }
    }
    return meaning(ofTool: "str_replace_editor", .object(given))
  }
}
