import Engine
import Vocabulary

/// Actions in plain text, for models whose server has no calls or breaks them.
///
/// A file is changed by SEARCH/REPLACE blocks under its path, everything else is a fenced block whose
/// first word says what it is. Reading is tolerant: shell fences mean `run`, fences that name a file mean
/// `write`, and calls written out as JSON mean what they say.
struct TextProtocol {
  /// What was read out of a reply.
  struct Reading: Hashable {
    /// The action; of several blocks the first, edits that follow one another as one.
    var action: Action
    /// What was said around the blocks.
    var words: String
  }

  /// Reads a reply.
  ///
  /// - Parameter isWhole: Whether the model ended by itself; a block that was cut is not carried out.
  /// - Throws: ``Misunderstanding`` where there is no block, or one that cannot be carried out.
  static func read(_ reply: String, isWhole: Bool) throws(Misunderstanding) -> Reading {
    let text = withoutThinking(reply)
    if let (name, arguments) = writtenCall(in: text) {
      return Reading(action: try Action(calling: name, arguments), words: "")
    }
    var scanner = BlockScanner(text)
    scanner.scan()
    if scanner.isCut, !isWhole {
      throw Misunderstanding(
        sentence: "The reply was cut in the middle of a block. Reply with a smaller one.")
    }
    guard scanner.kinds.count < 4 else {
      throw Misunderstanding(
        sentence:
          "The reply holds blocks of \(scanner.kinds.count) kinds. Reply with exactly one block, "
          + "about this project.")
    }
    var edits: [FileEdit] = []
    for block in scanner.blocks {
      if let edit = try edit(of: block) {
        edits.append(edit)
        continue
      }
      if !edits.isEmpty { break }
      if let action = try action(of: block) {
        return Reading(action: action, words: words(in: scanner.words))
      }
    }
    guard !edits.isEmpty else {
      throw Misunderstanding(
        sentence: "No block was found in the reply. Reply with exactly one, in the form described.")
    }
    let why = scanner.words.split(separator: "\n").first { !$0.allSatisfy(\.isWhitespace) } ?? ""
    return Reading(
      action: .edit(edits, why: clipped(oneLine(String(why)), to: 200)),
      words: words(in: scanner.words))
  }

  /// What a reply says beside its calls: without thinking, and without our own words said back to us.
  static func words(in reply: String) -> String {
    withoutThinking(reply).split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("(Step ") }.joined(separator: "\n").trimmed
  }

  /// The reply without what stands between `<think>` and `</think>`.
  static func withoutThinking(_ reply: String) -> String {
    var text = reply
    while let start = text.firstRange(of: "<think>") {
      let end = text[start.upperBound...].firstRange(of: "</think>")
      text.removeSubrange(start.lowerBound..<(end?.upperBound ?? text.endIndex))
    }
    if let end = text.firstRange(of: "</think>") { text.removeSubrange(..<end.upperBound) }
    return text
  }

  /// A call written out as JSON: bare, in a fence, or between `<tool_call>` marks.
  private static func writtenCall(in text: String) -> (name: String, arguments: JSON)? {
    for opening in ["<tool_call>", "```json", "```tool_call", "```"] {
      guard let start = text.firstRange(of: opening) else { continue }
      let rest = text[start.upperBound...]
      let closing = opening.hasPrefix("<") ? "</tool_call>" : "```"
      let inner = rest[..<(rest.firstRange(of: closing)?.lowerBound ?? rest.endIndex)]
      if let call = call(in: inner) { return call }
    }
    return call(in: text[...])
  }

  private static func call(in text: Substring) -> (name: String, arguments: JSON)? {
    let trimmed = text.trimmed
    guard trimmed.first == "{", let value = JSON(parsing: trimmed),
      let name = value["name"]?.string ?? value["function"]?["name"]?.string
    else { return nil }
    let function = value["function"] ?? value
    let arguments = function["arguments"] ?? function["parameters"] ?? [:]
    return (name, arguments.string.flatMap { JSON(parsing: $0) } ?? arguments)
  }

  private static func edit(of block: BlockScanner.Block) throws(Misunderstanding) -> FileEdit? {
    switch block {
    case .replacement(let path?, let search, let replacement):
      return FileEdit(
        path: path, change: .substitute(search: search, replacement: replacement))
    case .replacement(nil, _, _):
      throw Misunderstanding(
        sentence: "A SEARCH/REPLACE block has no path. Write the file's path on the line above it.")
    case .fence(let word, let rest, let content, let above):
      let named = rest.isEmpty ? above : rest
      switch word {
      case "write", "file":
        guard let path = BlockScanner.path(in: rest.isEmpty ? above : rest) else {
          throw Misunderstanding(sentence: "A 'write' block must name its file: ```write PATH")
        }
        return FileEdit(path: path, change: .write(content))
      case "remove", "delete":
        return FileEdit(path: content.trimmed, change: .delete)
      case "rename", "move":
        let parts = content.trimmed.replacing(" -> ", with: "\n").split(separator: "\n")
        guard parts.count == 2 else {
          throw Misunderstanding(sentence: "A 'rename' block holds one line: OLD -> NEW")
        }
        return FileEdit(
          path: parts[0].trimmed, change: .rename(to: parts[1].trimmed))
      default:
        guard !blockWords.contains(word), !shells.contains(word),
          let path = BlockScanner.path(in: BlockScanner.path(in: word) == nil ? named : word)
        else { return nil }
        return FileEdit(path: path, change: .write(content))
      }
    }
  }

  private static let blockWords: Set<String> = [
    "read", "search", "run", "test", "plan", "ask", "remember", "finish",
  ]
  private static let shells: Set<String> = ["bash", "sh", "shell", "console", "zsh"]

  private static func action(of block: BlockScanner.Block) throws(Misunderstanding) -> Action? {
    guard case .fence(let word, let rest, let content, _) = block else { return nil }
    let text = (rest.isEmpty ? content : content.isEmpty ? rest : rest + "\n" + content).trimmed
    guard word == "test" || !text.isEmpty || (!blockWords.contains(word) && !shells.contains(word))
    else {
      throw Misunderstanding(sentence: "The '\(word)' block is empty.")
    }
    switch word {
    case "read": return reading(text)
    case "search": return searching(text)
    case "test": return .test(.working)
    case "plan": return .plan(text + "\n")
    case "ask": return .ask(question: text)
    case "remember": return .remember(lesson: text)
    case "finish": return .finish(ReportText.read(text))
    case "run": return .run(command: text, keepsChanges: true)
    case let word where shells.contains(word):
      return .run(command: withoutPrompts(text), keepsChanges: true)
    default: return nil
    }
  }

  /// `PATH`, `PATH 10-80`, `PATH log`.
  private static func reading(_ text: String) -> Action {
    let line = text.split(separator: "\n").first ?? ""
    var words = line.split(separator: " ").map(String.init)
    var lines: ClosedRange<Int>?
    var view = Action.View.text
    while words.count > 1, let last = words.last {
      let numbers = last.split(separator: "-").compactMap { Int($0) }
      if let named = Action.View(rawValue: last) {
        view = named
      } else if let first = numbers.first, first > 0, last.allSatisfy({ $0.isNumber || $0 == "-" })
      {
        lines = first...max(first, numbers.count > 1 ? numbers[1] : first)
      } else {
        break
      }
      words.removeLast()
    }
    let path = words.joined(separator: " ")
    return .read(path: path == "." || path == "/" ? "" : path, lines: lines, view: view)
  }

  /// The text on the first line, `in: …` on the next.
  private static func searching(_ text: String) -> Action {
    let lines = text.split(separator: "\n").map { $0.trimmed }
    let places = lines.dropFirst().first { $0.hasPrefix("in:") }?.dropFirst(3).split(separator: " ")
    var wanted = lines.first ?? ""
    let isPattern = wanted.count > 2 && wanted.hasPrefix("/") && wanted.hasSuffix("/")
    if isPattern { wanted = String(wanted.dropFirst().dropLast()) }
    return .search(text: wanted, paths: (places ?? []).map(String.init), isPattern: isPattern)
  }

  /// Without the `$ ` that transcripts of a terminal have.
  private static func withoutPrompts(_ text: String) -> String {
    text.split(separator: "\n").map { $0.hasPrefix("$ ") ? $0.dropFirst(2) : $0 }
      .joined(separator: "\n")
  }
}

extension TextProtocol {
  /// The block that means `action`: what ``read(_:isWhole:)`` reads as the same again; `nil` for actions
  /// that no model can choose.
  static func block(for action: Action) -> String? {
    switch action {
    case .read(let path, let lines, let view):
      let place = path.isEmpty ? "." : path
      let range = lines.map { " \($0.lowerBound)-\($0.upperBound)" } ?? ""
      return fenced("read", "\(place)\(range)\(view == .text ? "" : " \(view.rawValue)")\n")
    case .search(let text, let paths, let isPattern):
      let places = paths.isEmpty ? "" : "in: \(paths.joined(separator: " "))\n"
      return fenced("search", "\(isPattern ? "/\(text)/" : text)\n\(places)")
    case .edit(let edits, _): return edits.map(block).joined(separator: "\n\n")
    case .run(let command, _): return fenced("run", command + "\n")
    case .test(.working): return fenced("test", "")
    case .plan(let text): return fenced("plan", text.hasSuffix("\n") ? text : text + "\n")
    case .ask(let question): return fenced("ask", question + "\n")
    case .remember(let lesson): return fenced("remember", lesson + "\n")
    case .finish(let report): return fenced("finish", ReportText.text(of: report))
    case .test, .trial, .backtrack: return nil
    }
  }

  private static func block(for edit: FileEdit) -> String {
    switch edit.change {
    case .write(let content): fenced("write \(edit.path)", content)
    case .delete: fenced("remove", edit.path + "\n")
    case .rename(let target): fenced("rename", "\(edit.path) -> \(target)\n")
    case .substitute(let search, let replacement): replacing(edit.path, search, replacement)
    case .splice(let splices):
      splices.map { replacing(edit.path, $0.old, $0.new) }.joined(separator: "\n\n")
    }
  }

  private static func replacing(_ path: String, _ search: String, _ replacement: String) -> String {
    func lines(_ text: String) -> String {
      text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
    }
    return "\(path)\n<<<<<<< SEARCH\n\(lines(search))=======\n\(lines(replacement))>>>>>>> REPLACE"
  }

  private static func fenced(_ head: String, _ content: String) -> String {
    var fence = "```"
    while content.contains(fence) { fence += "`" }
    return
      "\(fence)\(head)\n\(content)\(content.isEmpty || content.hasSuffix("\n") ? "" : "\n")\(fence)"
  }
}

/// A report as lines: `claim:`, `subject:`, `why:`, …, and an item for each criterion.
enum ReportText {
  private static let keys = ["claim", "subject", "why", "alternatives", "risks"]

  static func text(of report: Action.Report) -> String {
    var lines = [
      "claim: \(report.claim == .resolved ? "resolved" : "unresolved")",
      "subject: \(oneLine(report.subject))", "why: \(oneLine(report.why))",
    ]
    if !report.alternatives.isEmpty {
      lines.append("alternatives: \(oneLine(report.alternatives))")
    }
    if !report.risks.isEmpty { lines.append("risks: \(oneLine(report.risks))") }
    lines += report.criteria.map {
      "- [\($0.isMet ? "x" : " ")] \(oneLine($0.text)): \(oneLine($0.evidence))"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads what models make of it: unknown lines belong to the part before them.
  static func read(_ text: String) -> Action.Report {
    var parts: [String: String] = [:]
    var criteria: [Action.Report.Criterion] = []
    var current = "why"
    for line in text.split(separator: "\n") {
      let trimmed = line.trimmed
      let lower = trimmed.lowercased()
      if let key = keys.first(where: { lower.hasPrefix($0 + ":") }) {
        current = key
        parts[key] = String(trimmed.dropFirst(key.count + 1)).trimmed
      } else if lower.hasPrefix("- [") {
        criteria.append(criterion(trimmed))
      } else if parts.isEmpty, ["resolved", "unresolved"].contains(lower) {
        parts["claim"] = lower
      } else {
        parts[current] = [parts[current], trimmed].compactMap(\.self).joined(separator: "\n")
      }
    }
    let isUnresolved = parts["claim"]?.lowercased().hasPrefix("unresolved") ?? false
    return Action.Report(
      claim: isUnresolved ? .unresolved : .resolved, subject: parts["subject"] ?? "",
      why: parts["why"] ?? "", alternatives: parts["alternatives"] ?? "",
      risks: parts["risks"] ?? "", criteria: criteria)
  }

  private static func criterion(_ line: String) -> Action.Report.Criterion {
    let isMet = line.hasPrefix("- [x]") || line.hasPrefix("- [X]")
    let text = line.drop { $0 != "]" }.dropFirst().trimmed
    guard let colon = text.range(of: ": ") else {
      return Action.Report.Criterion(text: text, isMet: isMet, evidence: "")
    }
    return Action.Report.Criterion(
      text: String(text[..<colon.lowerBound]), isMet: isMet,
      evidence: String(text[colon.upperBound...]))
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

  /// Where `wanted` stands first.
  func range(of wanted: String) -> Range<Index>? { firstRange(of: wanted) }
}
