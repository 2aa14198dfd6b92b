import Models
import Text
import Vocabulary

extension CallMapping {
  /// Editors that take their command as an argument, by their plain names.
  private static let editors: Set = [
    "strreplaceeditor", "fileeditor", "texteditor", "strreplacebasededittool", "editanthropic",
    "fileeditortool", "editor",
  ]
  private static let replacers: Set = [
    "edit", "replace", "strreplace", "searchreplace", "editfile", "replaceinfile", "stringreplace",
    "searchandreplace", "modifyfile", "multiedit", "multistrreplace",
  ]
  private static let writers: Set = [
    "write", "writefile", "create", "createfile", "savefile", "writetofile", "overwritefile",
    "newfile", "filewrite",
  ]
  private static let readers: Set = [
    "read", "readfile", "view", "viewfile", "open", "openfile", "cat", "fileread", "readlines",
    "ls",
    "listdirectory", "listdir", "listfiles", "list", "viewdirectory",
  ]
  private static let searchers: Set = [
    "grep", "search", "searchfilecontent", "searchdir", "searchfile", "grepsearch", "searchfiles",
    "searchtext", "ripgrep", "codesearch", "searchcode",
  ]
  private static let finishers: Set = [
    "finish", "submit", "complete", "taskcomplete", "attemptcompletion", "done", "marktaskcomplete",
    "finishaction", "completetask", "submitsolution", "exit",
  ]
  private static let thoughts: Set = [
    "think", "thought", "thinking", "message", "sequentialthinking",
  ]
  private static let plans: Set = [
    "todowrite", "updateplan", "tasktracker", "writetodos", "plan", "settodolist", "updatetodos",
    "tasktracking", "todo",
  ]
  /// What tools call the file that they work on.
  private static let pathNames = [
    "path", "file_path", "filepath", "filePath", "absolute_path", "target_file", "filename", "file",
    "file_name", "relative_workspace_path", "dir_path", "directory", "target_directory",
  ]
  private static let deleters: Set = ["deletefile", "removefile", "delete", "remove"]

  /// What a call of a tool with a name and named arguments means.
  func meaning(ofTool tool: String, _ given: JSON) -> Meaning {
    let name = CallMapping.plain(tool)
    let path = given.text(of: Self.pathNames)
    if Self.shells.contains(name) { return shell(given) }
    if Self.editors.contains(name) || Self.isEditorCommand(given) { return editor(given, path) }
    if Self.finishers.contains(name) {
      return .finish(
        given.text(of: ["message", "summary", "result", "final_thought", "answer"]) ?? "")
    }
    if Self.thoughts.contains(name) {
      return .think(given.text(of: ["thought", "content", "message", "text"]) ?? "")
    }
    if Self.plans.contains(name) { return plan(given) }
    if Self.deleters.contains(name) { return within(path) { .delete($0) } }
    if Self.replacers.contains(name), let meaning = replacing(given, path) { return meaning }
    if Self.writers.contains(name) || Self.replacers.contains(name),
      let content = given.text(of: ["content", "contents", "file_text", "text", "code"])
    {
      // OpenHands' older edit of lines, and what asks a model to merge.
      if given["start"]?.integer ?? 1 != 1 || ![-1, 0].contains(given["end"]?.integer ?? -1) {
        return .keep("it replaces lines by its own counting")
      }
      return within(path) { .write($0, content: content) }
    }
    if Self.readers.contains(name) { return within(path ?? ".") { .read($0, lines: given.lines) } }
    if Self.searchers.contains(name) { return search(given, name, path) }
    if name == "findfile",
      let wanted = given.text(of: ["file_name", "filename", "name", "pattern"])
    {
      return find(wanted, in: given.text(of: ["dir", "path", "directory"]))
    }
    return .keep("there is no tool like '\(clipped(oneLine(tool), to: 60))' here")
  }

  private static func isEditorCommand(_ given: JSON) -> Bool {
    guard let command = given["command"]?.string, given["path"]?.string != nil else { return false }
    return ["view", "create", "str_replace", "insert", "undo_edit", "write"].contains(command)
  }

  private func shell(_ given: JSON) -> Meaning {
    if given["is_input"]?.boolean == true { return .keep("it is input for a running program") }
    let folder = given.text(of: ["workdir", "cwd", "working_directory", "directory", "dir_path"])
    if let words = given["command"]?.elements.compactMap(\.string), !words.isEmpty {
      if words.count == 3, words[0].hasSuffix("sh"), words[1].hasPrefix("-"),
        words[1].hasSuffix("c")
      {
        return command(words[2], in: folder)
      }
      return command(words.map(shellQuoted).joined(separator: " "), in: folder)
    }
    if let keys = given["keystrokes"]?.string {
      let isControl = keys.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" }
      let isLine = keys.hasSuffix("\n") && !keys.hasPrefix("C-")
      guard isLine, !isControl else { return .keep("it is input for a running program") }
      return command(keys, in: folder)
    }
    guard let text = given.text(of: ["command", "cmd", "script", "code", "input"]) else {
      return .keep("it names no command")
    }
    if text.hasPrefix("C-"), text.count < 6 { return .keep("it is input for a running program") }
    return command(text, in: folder)
  }

  /// `str_replace_editor` and its like (Anthropic's tool; OpenHands, SWE-agent, goose).
  private func editor(_ given: JSON, _ path: String?) -> Meaning {
    switch given["command"]?.string {
    case "view"?: return within(path) { .read($0, lines: given.lines) }
    case "create"?, "write"?:
      let content = given.text(of: ["file_text", "content"]) ?? ""
      return within(path) { .write($0, content: content) }
    case "str_replace"?:
      guard let old = given["old_str"]?.string else { return .keep("it names no text to replace") }
      return within(path) {
        .replace(
          $0, old: old, new: given["new_str"]?.string ?? "", isEverywhere: false, line: nil)
      }
    case "insert"?:
      guard let line = given["insert_line"]?.integer else { return .keep("it names no line") }
      let text = given.text(of: ["new_str", "insert_text"]) ?? ""
      return within(path) { .insert($0, after: line, text: text) }
    case "undo_edit"?: return .keep("what it would take back is not looked up")
    case let other:
      return .keep(
        "there is no command like '\(clipped(oneLine(other ?? ""), to: 40))' of an editor here")
    }
  }

  /// Texts in the place of others, by several spellings of their names; `nil` where none are named.
  private func replacing(_ given: JSON, _ path: String?) -> Meaning? {
    func replacement(_ given: JSON) -> Meaning.Replacement? {
      guard
        let old = given.text(of: [
          "old_string", "oldString", "old_str", "search", "old", "old_text",
        ]),
        let new = given.text(
          of: ["new_string", "newString", "new_str", "replace", "new", "new_text", "replacement"])
      else { return nil }
      let all = given["replace_all"] ?? given["replaceAll"] ?? given["replace-all"]
      return Meaning.Replacement(old: old, new: new, isEverywhere: all?.boolean == true)
    }
    if let edits = given["edits"]?.elements, !edits.isEmpty {
      let all = edits.compactMap(replacement)
      guard all.count == edits.count else { return .keep("its edits are of no known form") }
      return within(path) { .replaceEach($0, all) }
    }
    guard let one = replacement(given) else { return nil }
    // An empty search makes a file, as several agents have it.
    if one.old.isEmpty { return within(path) { .write($0, content: one.new) } }
    // SWE-agent's tool of this name works on the file that is open.
    if path == nil, let open {
      return .replace(
        open.path, old: one.old, new: one.new, isEverywhere: one.isEverywhere, line: open.line)
    }
    return within(path) {
      .replace($0, old: one.old, new: one.new, isEverywhere: one.isEverywhere, line: nil)
    }
  }

  private func plan(_ given: JSON) -> Meaning {
    if given["command"]?.string == "view" {
      return .keep("it looks at a list that is not kept here")
    }
    let items =
      ["plan", "todos", "task_list", "items", "tasks"].lazy
      .compactMap { given[$0]?.elements }.first { !$0.isEmpty } ?? []
    let lines = items.compactMap { item -> String? in
      let text = item.string ?? item.text(of: ["content", "step", "title", "description", "task"])
      guard let text else { return nil }
      let isDone = ["completed", "done"].contains(item["status"]?.string ?? "")
      return "- [\(isDone ? "x" : " ")] \(oneLine(text))"
    }
    let text = lines.isEmpty ? given.text(of: ["plan", "text", "content"]) : nil
    guard let plan = text ?? (lines.isEmpty ? nil : lines.joined(separator: "\n")) else {
      return .keep("its plan is of no known form")
    }
    return .plan(plan)
  }

  private func search(_ given: JSON, _ name: String, _ path: String?) -> Meaning {
    guard
      let text = given.text(of: ["pattern", "query", "search_term", "regex", "text", "search"])
    else { return .keep("it names nothing to look for") }
    let isPattern = given["pattern"] != nil || given["regex"] != nil
    guard let folder = given["dir"]?.string ?? path else {
      return .search(text, paths: [], isPattern: isPattern)
    }
    return within(folder) { .search(text, paths: $0.isEmpty ? [] : [$0], isPattern: isPattern) }
  }

  /// SWE-agent's `find_file`, as the `find` that it calls.
  func find(_ name: String, in folder: String?) -> Meaning {
    let target = folder.flatMap { paths.relative($0, from: place) } ?? "."
    let from = target.isEmpty ? "." : target
    return .run(
      "find \(shellQuoted(from)) -type f -name \(shellQuoted(name))", directory: .project(""))
  }
}

extension JSON {
  /// The first of these members that is a text.
  func text(of names: [String]) -> String? {
    names.lazy.compactMap { self[$0]?.string }.first
  }

  /// The lines that a read asks for, in one of several ways; `nil` for all.
  var lines: ClosedRange<Int>? {
    if let range = self["view_range"] {
      let ends =
        range.elements.isEmpty
        ? JSON.numbers(in: range.string) : range.elements.compactMap(\.integer)
      guard ends.count == 2 else { return nil }
      return Action.lines(ends[0], ends[1] < 1 ? .max : ends[1])
    }
    let first = ["offset", "start_line", "start", "line_number", "first"].lazy
      .compactMap { self[$0]?.integer }.first
    let count = self["limit"]?.integer
    let last = ["end_line", "end", "last"].lazy.compactMap { self[$0]?.integer }.first
    guard first != nil || count != nil || last != nil else { return nil }
    let start = max(1, first ?? 1)
    if let last {
      return last < 1 ? (start > 1 ? Action.lines(start, .max) : nil) : Action.lines(start, last)
    }
    guard let count else { return Action.lines(start, .max) }
    return Action.lines(start, start + min(max(1, count), 1_000_000) - 1)
  }

  private static func numbers(in text: String?) -> [Int] {
    (text ?? "").split { !($0.isNumber || $0 == "-") }.compactMap { Int($0) }
  }
}
