import Text
import Vocabulary

extension TextProtocol {
  /// The block that means `action`, which ``read(_:isWhole:)`` reads as the same action but for an edit's reason and
  /// for whether a command's changes are kept.
  ///
  /// - Returns: `nil` for actions that no model can choose, and for those that text cannot express: content without a
  ///   final line feed or with other line ends, and names and patterns that would be read as others.
  static func block(for action: Action) -> String? {
    let text = shown(action)
    guard let read = try? read(text, isWhole: true).action else { return nil }
    switch (action, read) {
    case (.edit(let edits, _), .edit(let others, _)): return edits == others ? text : nil
    case (.run(let command, _), .run(let other, _)): return command == other ? text : nil
    default: return action == Action(read) ? text : nil
    }
  }

  /// The block that shows the model an action it chose, exact or nearest to it; empty for actions that no model can
  /// choose.
  static func shown(_ action: Action) -> String {
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
    case .tool:
      return action.asCall.map { call in
        Prompt.Call(id: "", name: call.name, arguments: call.arguments).asText
      } ?? ""
    case .finish(let report): return fenced("finish", ReportText.text(of: report))
    case .test, .trial, .backtrack, .split: return ""
    }
  }

  private static func block(for edit: FileEdit) -> String {
    switch edit.change {
    case .write(let content): fenced("write \(edit.path)", content)
    case .delete: fenced("remove", edit.path + "\n")
    case .rename(let target): fenced("rename", "\(edit.path) -> \(target)\n")
    case .substitute(let search, let replacement): replacing(edit.path, search, replacement)
    case .splice(let splices):
      definitions(splices, of: edit.path)
        ?? splices.map { replacing(edit.path, $0.old, $0.new) }.joined(separator: "\n\n")
    }
  }

  /// The block of the definitions that some splices put into a file; `nil` where they put in anything else.
  private static func definitions(_ splices: [FileEdit.Splice], of path: String) -> String? {
    let text = splices.map { $0.new.trimmedLines + "\n" }.joined(separator: "\n")
    guard let language = SourceLanguage.of(path) else { return nil }
    let outline = SourceOutline(text, language)
    let inside = outline.children(of: nil).map { $0.lead.lowerBound..<$0.lines.upperBound }
    let isAll = outline.lines.indices.allSatisfy { line in
      !outline.holdsCode(line) || inside.contains { $0.contains(line) }
    }
    guard outline.isSure, isAll, !inside.isEmpty else { return nil }
    return fenced("write \(path)", text)
  }

  private static func replacing(_ path: String, _ search: String, _ replacement: String) -> String {
    func lines(_ text: String) -> String {
      text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
    }
    let taken = (search + "\n" + replacement).lines()
    let length =
      [7, 8, 9, 6, 5].first { length in
        !taken.contains { line in
          ["<", "=", ">"].contains { line.hasPrefix(String(repeating: $0, count: length)) }
        }
      } ?? 7
    func sign(_ character: Character) -> String { String(repeating: character, count: length) }
    let isPlain = BlockScanner.path(in: path) == path
    let place = isPlain ? path : "`./\(path)`"
    return "\(place)\n\(sign("<")) SEARCH\n\(lines(search))\(sign("="))\n"
      + "\(lines(replacement))\(sign(">")) REPLACE"
  }

  static func fenced(_ head: String, _ content: String) -> String {
    var fence = "```"
    while content.contains(fence) { fence += "`" }
    return
      "\(fence)\(head)\n\(content)\(content.isEmpty || content.hasSuffix("\n") ? "" : "\n")\(fence)"
  }
}

extension String {
  /// Without empty lines at either end.
  fileprivate var trimmedLines: String {
    var lines = lines()
    while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
