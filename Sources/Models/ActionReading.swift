import Engine
import Vocabulary

/// Why a reply cannot be carried out, in a sentence that the model is told.
struct Misunderstanding: Error, Hashable {
  let sentence: String
}

extension Action {
  /// The action that a call of the function `name` means.
  ///
  /// Numbers and truth values written as strings are taken; members that are not asked for are passed
  /// over.
  ///
  /// - Throws: ``Misunderstanding`` that names the function, the member and what is wrong with it.
  init(calling name: String, _ arguments: JSON) throws(Misunderstanding) {
    let reader = ArgumentReader(function: name, arguments: arguments)
    switch name {
    case "read":
      self = .read(
        path: Action.path(try reader.text("path", orElse: "")), lines: try reader.lines(),
        view: try reader.view())
    case "search":
      self = .search(
        text: try reader.text("text"), paths: reader.texts("paths").map(Action.path),
        isPattern: try reader.truth("pattern", orElse: false))
    case "edit": self = .edit(try reader.edits(), why: try reader.text("why", orElse: ""))
    case "write":
      self = .edit(
        [FileEdit(path: try reader.path(), change: .write(try reader.text("content")))],
        why: try reader.text("why", orElse: ""))
    case "remove":
      self = .edit(
        [FileEdit(path: try reader.path(), change: .delete)],
        why: try reader.text("why", orElse: ""))
    case "rename":
      self = .edit(
        [
          FileEdit(
            path: try reader.path(), change: .rename(to: Action.path(try reader.text("to"))))
        ], why: try reader.text("why", orElse: ""))
    case "run":
      self = .run(
        command: try reader.text("command"), keepsChanges: try reader.truth("keep", orElse: true))
    case "test": self = .test(.working)
    case "plan": self = .plan(try reader.text("text"))
    case "ask": self = .ask(question: try reader.text("question"))
    case "remember": self = .remember(lesson: try reader.text("lesson"))
    case "finish": self = .finish(try reader.report())
    default:
      let names = Tools.all.map(\.name).joined(separator: ", ")
      throw Misunderstanding(
        sentence: "There is no function '\(oneLine(name))'. There are: \(names).")
    }
  }

  /// A path as models write it: without `./` in front or a slash behind; `.` is the project.
  fileprivate static func path(_ text: String) -> String {
    var path = Substring(text)
    while path.hasPrefix("./") { path = path.dropFirst(2) }
    if path.hasPrefix("/workspace/") { path = path.dropFirst("/workspace/".count) }
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path == "." || path == "/" ? "" : String(path)
  }
}

/// Reads the arguments of one call.
private struct ArgumentReader {
  let function: String
  let arguments: JSON

  func fail(_ what: String) -> Misunderstanding {
    Misunderstanding(sentence: "In the call of '\(function)' \(what).")
  }

  func text(_ key: String, orElse standard: String? = nil) throws(Misunderstanding) -> String {
    switch arguments[key] {
    case .string(let text)?: return text
    case .int(let number)?: return String(number)
    case nil:
      guard let standard else { throw fail("the member '\(key)' is missing") }
      return standard
    default: throw fail("'\(key)' must be a string")
    }
  }

  func path() throws(Misunderstanding) -> String {
    let path = Action.path(try text("path"))
    guard !path.isEmpty else { throw fail("'path' must name a file") }
    return path
  }

  func texts(_ key: String) -> [String] {
    if let single = arguments[key]?.string { return single.isEmpty ? [] : [single] }
    return arguments[key]?.elements.compactMap(\.string) ?? []
  }

  func truth(_ key: String, orElse standard: Bool) throws(Misunderstanding) -> Bool {
    guard let value = arguments[key] else { return standard }
    guard let truth = value.boolean else { throw fail("'\(key)' must be true or false") }
    return truth
  }

  func lines() throws(Misunderstanding) -> ClosedRange<Int>? {
    func number(_ key: String) throws(Misunderstanding) -> Int? {
      guard let value = arguments[key] else { return nil }
      guard let number = value.integer else { throw fail("'\(key)' must be a number") }
      return number
    }
    let first = try number("first")
    let last = try number("last")
    guard first != nil || last != nil else { return nil }
    let start = max(1, first ?? 1)
    return start...max(start, last ?? start + 199)
  }

  func view() throws(Misunderstanding) -> Action.View {
    guard let word = arguments["view"]?.string, !word.isEmpty else { return .text }
    guard let view = Action.View(rawValue: word) else {
      throw fail("'view' must be one of text, log, blame, map")
    }
    return view
  }

  /// The members of `edits`, or the call itself where it has the members of one.
  func edits() throws(Misunderstanding) -> [FileEdit] {
    let list = arguments["edits"]?.elements ?? (arguments["path"] == nil ? [] : [arguments])
    guard !list.isEmpty else { throw fail("'edits' is missing or empty") }
    var edits: [FileEdit] = []
    for item in list {
      let reader = ArgumentReader(function: function, arguments: item)
      let path = try reader.path()
      if item["delete"]?.boolean == true {
        edits.append(FileEdit(path: path, change: .delete))
      } else if item["search"] == nil, item["content"] != nil {
        edits.append(FileEdit(path: path, change: .write(try reader.text("content"))))
      } else if item["search"] == nil, item["to"] != nil {
        edits.append(FileEdit(path: path, change: .rename(to: Action.path(try reader.text("to")))))
      } else {
        edits.append(
          FileEdit(
            path: path,
            change: .substitute(
              search: try reader.text("search"), replacement: try reader.text("replacement"))))
      }
    }
    return edits
  }

  func report() throws(Misunderstanding) -> Action.Report {
    let word = try text("claim", orElse: "resolved")
    guard let claim = Action.Report.Claim(rawValue: word.lowercased()), claim != .spent else {
      throw fail("'claim' must be resolved or unresolved")
    }
    var criteria: [Action.Report.Criterion] = []
    for item in arguments["criteria"]?.elements ?? [] {
      let reader = ArgumentReader(function: function, arguments: item)
      criteria.append(
        Action.Report.Criterion(
          text: try reader.text("text"), isMet: try reader.truth("met", orElse: false),
          evidence: try reader.text("evidence", orElse: "")))
    }
    return Action.Report(
      claim: claim, subject: try text("subject", orElse: ""), why: try text("why", orElse: ""),
      alternatives: try text("alternatives", orElse: ""), risks: try text("risks", orElse: ""),
      criteria: criteria)
  }
}

extension Action {
  /// The call that means this action: what ``init(calling:_:)`` reads as the same again; `nil` for
  /// actions that no model can call.
  var asCall: (name: String, arguments: JSON)? {
    switch self {
    case .read(let path, let lines, let view):
      var members: [String: JSON] = ["path": .string(path)]
      if let lines {
        members["first"] = .int(lines.lowerBound)
        members["last"] = .int(lines.upperBound)
      }
      if view != .text { members["view"] = .string(view.rawValue) }
      return ("read", .object(members))
    case .search(let text, let paths, let isPattern):
      var members: [String: JSON] = ["text": .string(text)]
      if !paths.isEmpty { members["paths"] = .array(paths.map(JSON.string)) }
      if isPattern { members["pattern"] = true }
      return ("search", .object(members))
    case .edit(let edits, let why): return Action.call(of: edits, why)
    case .run(let command, let keepsChanges):
      return (
        "run",
        keepsChanges
          ? ["command": .string(command)] : ["command": .string(command), "keep": false]
      )
    case .test(.working): return ("test", [:])
    case .plan(let text): return ("plan", ["text": .string(text)])
    case .ask(let question): return ("ask", ["question": .string(question)])
    case .remember(let lesson): return ("remember", ["lesson": .string(lesson)])
    case .finish(let report): return ("finish", Action.arguments(of: report))
    case .test, .trial, .backtrack: return nil
    }
  }

  private static func call(of edits: [FileEdit], _ why: String) -> (name: String, arguments: JSON) {
    if edits.count == 1, let edit = edits.first {
      switch edit.change {
      case .write(let content):
        return (
          "write",
          ["path": .string(edit.path), "content": .string(content), "why": .string(why)]
        )
      case .delete: return ("remove", ["path": .string(edit.path), "why": .string(why)])
      case .rename(let target):
        return ("rename", ["path": .string(edit.path), "to": .string(target), "why": .string(why)])
      case .substitute, .splice: break
      }
    }
    return ("edit", ["edits": .array(edits.flatMap(members)), "why": .string(why)])
  }

  private static func members(of edit: FileEdit) -> [JSON] {
    let path = JSON.string(edit.path)
    switch edit.change {
    case .write(let content): return [["path": path, "content": .string(content)]]
    case .delete: return [["path": path, "delete": true]]
    case .rename(let target): return [["path": path, "to": .string(target)]]
    case .substitute(let search, let replacement):
      return [["path": path, "search": .string(search), "replacement": .string(replacement)]]
    case .splice(let splices):
      return splices.map {
        ["path": path, "search": .string($0.old), "replacement": .string($0.new)]
      }
    }
  }

  private static func arguments(of report: Report) -> JSON {
    var members: [String: JSON] = [
      "claim": .string(report.claim == .resolved ? "resolved" : "unresolved"),
      "subject": .string(report.subject), "why": .string(report.why),
    ]
    if !report.alternatives.isEmpty { members["alternatives"] = .string(report.alternatives) }
    if !report.risks.isEmpty { members["risks"] = .string(report.risks) }
    if !report.criteria.isEmpty {
      members["criteria"] = .array(
        report.criteria.map {
          ["text": .string($0.text), "met": .bool($0.isMet), "evidence": .string($0.evidence)]
        })
    }
    return .object(members)
  }
}
