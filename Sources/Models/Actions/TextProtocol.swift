import Engine
import Text
import Vocabulary

/// Actions in plain text, for models whose server does not support calls.
///
/// SEARCH/REPLACE blocks under a path change a file; every other action is a fenced block whose first word names it.
/// Parsing is tolerant: a shell fence means `run`, a fence that names a file `write`, and a call written out as JSON is
/// a call.
enum TextProtocol {
  /// The content of a reply.
  struct Reading: Hashable {
    /// The action; of several blocks the first, edits that follow one another as one.
    var action: PolicyAction
    /// The words around the blocks.
    var words: String
  }

  /// Reads a reply.
  ///
  /// - Parameter isWhole: Whether the model ended by itself; else a block without an end is refused.
  /// - Throws: ``InvalidReply`` where there is no block, or one that cannot be carried out.
  static func read(_ reply: String, isWhole: Bool) throws(InvalidReply) -> Reading {
    let text = withoutThinking(reply)
    var scanner = BlockScanner(text)
    scanner.scan()
    if scanner.isCut, !isWhole {
      throw InvalidReply(correction: Corrections.cutBlock)
    }
    if let fault = scanner.fault, scanner.blocks.isEmpty || scanner.isSpoilt {
      throw InvalidReply(correction: fault)
    }
    if scanner.blocks.isEmpty, let action = SchemaAnswer(scanner.words)?.action {
      return Reading(action: action, words: "")
    }
    if let (call, words) = writtenCall(in: scanner) {
      return Reading(action: try PolicyAction(calling: call.name, call.arguments), words: words)
    }
    var edits: [FileEdit] = []
    var undone: [String] = []
    func reading(_ action: PolicyAction) -> Reading {
      let note = undone.isEmpty ? "" : "\n" + StepNotes.undone(undone)
      return Reading(action: action, words: words(in: scanner.words) + note)
    }
    for (index, block) in scanner.blocks.enumerated() {
      do {
        if let edit = try edit(of: block) {
          edits.append(edit)
          continue
        }
      } catch  where !edits.isEmpty {
        // Of several edits those before the first unclear one are carried out.
        undone = scanner.blocks[index...].map(\.kind)
        break
      }
      if !edits.isEmpty {
        undone = scanner.blocks[index...].map(\.kind)
        break
      }
      if let action = try action(of: block) {
        undone = scanner.blocks[(index + 1)...].map(\.kind)
        return reading(action)
      }
    }
    guard !edits.isEmpty else { throw nothing(in: scanner.blocks) }
    let why = scanner.words.split(separator: "\n").first { !$0.allSatisfy(\.isWhitespace) } ?? ""
    return reading(.edit(edits, why: clipped(oneLine(String(why)), to: 200)))
  }

  /// What is wrong where no block is an action: most often one names its language only.
  private static func nothing(in blocks: [BlockScanner.Block]) -> InvalidReply {
    for case .fence(let word, _, _, _) in blocks {
      let start = word.isEmpty ? Corrections.bareFence : "```\(oneLine(word).prefix(20))"
      return InvalidReply(correction: Corrections.aimlessBlock(start: start))
    }
    return InvalidReply(correction: Corrections.noBlock, kind: .noCall)
  }

  /// The words of a reply, without thinking and without lines of ours that it repeats.
  static func words(in reply: String) -> String {
    withoutThinking(reply).lines()
      .filter { !$0.hasPrefix("(Step ") && !$0.hasPrefix(StepNotes.mark) }
      .joined(separator: "\n").trimmed
  }

  private static func edit(of block: BlockScanner.Block) throws(InvalidReply) -> FileEdit? {
    switch block {
    case .replacement(let path?, let search, let replacement):
      return FileEdit(
        path: path, change: .substitute(search: search, replacement: replacement))
    case .replacement(nil, _, _):
      throw InvalidReply(correction: Corrections.replacementWithoutPath)
    case .fence(let word, let rest, let content, let above):
      switch word {
      case "write", "file":
        let path = Action.path(rest.isEmpty ? above : undressed(rest))
        guard !path.isEmpty else {
          throw InvalidReply(correction: Corrections.writeWithoutPath)
        }
        return FileEdit(path: path, change: .write(content))
      case "remove", "delete":
        let path = Action.path(undressed(rest.isEmpty ? content : rest))
        guard !path.isEmpty, !path.contains("\n") else {
          throw InvalidReply(correction: Corrections.removeWithoutPath)
        }
        return FileEdit(path: path, change: .delete)
      case "rename", "move": return try rename(rest.isEmpty ? content : rest)
      default: return try file(word, rest, content, above)
      }
    }
  }

  private static func rename(_ text: String) throws(InvalidReply) -> FileEdit {
    let parts = text.trimmed.replacing(" -> ", with: "\n").split(separator: "\n")
      .map { Action.path(undressed(String($0))) }
    guard parts.count == 2, !parts.contains("") else {
      throw InvalidReply(correction: Corrections.renameWithoutPaths)
    }
    return FileEdit(path: parts[0], change: .rename(to: parts[1]))
  }

  /// The file that a fence of a programming language holds, where it names one.
  private static func file(
    _ word: String, _ rest: String, _ content: String, _ above: String
  ) throws(InvalidReply) -> FileEdit? {
    guard !blockWords.contains(word), !shells.contains(word) else { return nil }
    let named = word.split(separator: ":", maxSplits: 1).last.map(String.init) ?? ""
    guard
      let path = BlockScanner.path(in: named) ?? BlockScanner.path(in: rest.isEmpty ? above : rest)
    else { return nil }
    guard word != "diff", word != "patch" else {
      throw InvalidReply(correction: Corrections.diff)
    }
    return FileEdit(path: path, change: .write(content))
  }

  private static func undressed(_ text: String) -> String {
    var text = text.trimmed
    if text.count > 2, text.hasPrefix("`"), text.hasSuffix("`") {
      text = String(text.dropFirst().dropLast())
    }
    return text
  }

  /// The words of blocks that are no edits.
  private static let blockWords = Set(Tool.allCases.map(\.rawValue)).subtracting([
    "edit", "write", "remove", "rename",
  ])
  private static let shells: Set<String> = ["bash", "sh", "shell", "console", "zsh"]

  private static func action(of block: BlockScanner.Block) throws(InvalidReply) -> PolicyAction? {
    guard case .fence(let word, let rest, let content, _) = block else { return nil }
    let text = (rest.isEmpty ? content : content.isEmpty ? rest : rest + "\n" + content).trimmed
    guard word == "test" || !text.isEmpty || (!blockWords.contains(word) && !shells.contains(word))
    else {
      throw InvalidReply(correction: Corrections.emptyBlock(word: word))
    }
    guard let tool = Tool(rawValue: word) else {
      return shells.contains(word)
        ? .run(command: withoutPrompts(text), keepsChanges: true) : nil
    }
    switch tool {
    case .read: return reading(text)
    case .search: return searching(text)
    case .test: return .test(.working)
    case .plan: return .plan(text + "\n")
    case .ask: return .ask(question: asking(text))
    case .remember: return .remember(lesson: text)
    case .finish: return .finish(ReportText.read(text))
    case .run: return .run(command: text, keepsChanges: true)
    case .edit, .write, .remove, .rename: return nil
    }
  }

  /// A question; where a line such as `tests: a.py b.py` names tests, whether these may be changed.
  private static func asking(_ text: String) -> String {
    let lines = text.lines()
    guard let line = lines.firstIndex(where: { $0.lowercased().hasPrefix("tests:") }) else {
      return text
    }
    let paths = lines[line].dropFirst("tests:".count).split { $0 == " " || $0 == "," }
      .map { Action.path(undressed(String($0))) }
    let reason = (lines[..<line] + lines[(line + 1)...]).joined(separator: "\n").trimmed
    return LeaveRequest(paths: paths, reason: reason)?.question ?? text
  }

  /// `PATH`, `PATH 10-80`, `PATH log`.
  private static func reading(_ text: String) -> PolicyAction {
    let line = text.split(separator: "\n").first ?? ""
    var words = line.split(separator: " ").map(String.init)
    var lines: ClosedRange<Int>?
    var view = Action.View.text
    while words.count > 1, let last = words.last {
      let numbers = last.split(separator: "-").compactMap { Int($0) }
      if let named = Action.View(rawValue: last) {
        view = named
      } else if let first = numbers.first, last.allSatisfy({ $0.isNumber || $0 == "-" }) {
        lines = Action.lines(first, numbers.count > 1 ? numbers[1] : first)
      } else if lines == nil || !["line", "lines"].contains(last) {
        break
      }
      words.removeLast()
    }
    return .read(
      path: Action.path(undressed(words.joined(separator: " "))), lines: lines, view: view)
  }

  /// The text on the first line, `in: …` on the next.
  private static func searching(_ text: String) -> PolicyAction {
    let lines = text.split(separator: "\n").map { $0.trimmed }
    let places = lines.dropFirst().first { $0.hasPrefix("in:") }?.dropFirst(3).split(separator: " ")
    var wanted = lines.first ?? ""
    let isPattern = wanted.count > 2 && wanted.hasPrefix("/") && wanted.hasSuffix("/")
    if isPattern { wanted = String(wanted.dropFirst().dropLast()) }
    return .search(
      text: wanted, paths: (places ?? []).map { Action.path(String($0)) }, isPattern: isPattern)
  }

  /// The commands of a terminal's transcript: its `$ ` lines without the `$ `; the whole text where there are none.
  private static func withoutPrompts(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let commands = lines.filter { $0.hasPrefix("$ ") }
    let runsOn = commands.contains { $0.hasSuffix("\\") || $0.contains("<<") }
    return (commands.isEmpty || runsOn ? lines : commands)
      .map { $0.hasPrefix("$ ") ? $0.dropFirst(2) : $0 }.joined(separator: "\n")
  }
}

extension StringProtocol {
  /// Without white space at either end.
  var trimmed: String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
