import Engine
import Text
import Vocabulary

/// A reply that cannot be carried out.
struct InvalidReply: Error, Hashable {
  /// The sentence that tells the model what is wrong with it.
  let correction: String
  /// What kind of fault it is.
  let kind: ReplyFaults.Kind

  /// A reply of which this is wrong.
  init(correction: String, kind: ReplyFaults.Kind = .wrongCall) {
    self.correction = correction
    self.kind = kind
  }

  /// A call of the function `name`, which there is not.
  init(unknown name: String, _ offered: OfferedFunctions = .own) {
    let names = (Tool.allCases.map(\.rawValue) + offered.names.sorted()).joined(separator: ", ")
    correction = Corrections.noFunction(
      name: clipped(oneLine(name), to: 60), functions: clipped(names, to: 4000))
    kind = Tool.isWithin(name) ? .garbled : .unknownFunction
  }
}

extension PolicyAction {
  /// The action that a call of the function `name` means.
  ///
  /// Numbers and truth values written as strings are accepted; unknown members are ignored.
  ///
  /// - Parameter offered: The tools of servers that can be called beside our own functions.
  /// - Throws: ``InvalidReply`` that names the function, the member and what is wrong with it.
  init(
    calling name: String, _ arguments: JSON, _ offered: OfferedFunctions = .own
  ) throws(InvalidReply) {
    if let known = offered.name(meant: name) {
      self = .tool(name: known, arguments: arguments.text)
      return
    }
    guard !offered.isForeign(name), let tool = Tool(meant: name) else {
      throw InvalidReply(unknown: name, offered)
    }
    let reader = ArgumentReader(function: tool.rawValue, arguments: arguments)
    switch tool {
    case .read:
      self = .read(
        path: Action.path(try reader.text("path", orElse: "")), lines: try reader.lines(),
        view: try reader.view())
    case .search:
      self = .search(
        text: try reader.text("text"), paths: reader.texts("paths").map(Action.path),
        isPattern: try reader.truth("pattern", orElse: false))
    case .edit: self = .edit(try reader.edits(), why: try reader.text("why", orElse: ""))
    case .write:
      self = .edit(
        [FileEdit(path: try reader.path(), change: .write(try reader.text("content")))],
        why: try reader.text("why", orElse: ""))
    case .remove:
      self = .edit(
        [FileEdit(path: try reader.path(), change: .delete)],
        why: try reader.text("why", orElse: ""))
    case .rename:
      self = .edit(
        [
          FileEdit(
            path: try reader.path(), change: .rename(to: Action.path(try reader.text("to"))))
        ], why: try reader.text("why", orElse: ""))
    case .run:
      self = .run(
        command: try reader.text("command"), keepsChanges: try reader.truth("keep", orElse: true))
    case .test: self = .test(.working)
    case .plan: self = .plan(try reader.text("text"))
    case .ask:
      let question = try reader.text("question")
      let tests = reader.texts("tests").map(Action.path)
      self = .ask(question: LeaveRequest(paths: tests, reason: question)?.question ?? question)
    case .remember: self = .remember(lesson: try reader.text("lesson"))
    case .finish: self = .finish(try reader.report())
    }
  }
}

extension Action {
  /// The path that a model wrote: without a leading `./` or a trailing slash; `.` is the project.
  static func path(_ text: String) -> String {
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

  func fail(_ fault: String) -> InvalidReply {
    InvalidReply(correction: Corrections.wrongCall(function: function, fault: fault))
  }

  func text(_ key: String, orElse standard: String? = nil) throws(InvalidReply) -> String {
    switch arguments[key] {
    case .string(let text)?: return text
    case .int(let number)?: return String(number)
    case nil:
      guard let standard else { throw fail(Corrections.missingMember(member: key)) }
      return standard
    default: throw fail(Corrections.noString(member: key))
    }
  }

  func path() throws(InvalidReply) -> String {
    let path = Action.path(try text("path"))
    guard !path.isEmpty else { throw fail(Corrections.noFile(member: "path")) }
    return path
  }

  func texts(_ key: String) -> [String] {
    if let single = arguments[key]?.string {
      if single.hasPrefix("["), case .array(let elements)? = JSON(lenient: single) {
        return elements.compactMap(\.string)
      }
      return single.isEmpty ? [] : [single]
    }
    return arguments[key]?.elements.compactMap(\.string) ?? []
  }

  func truth(_ key: String, orElse standard: Bool) throws(InvalidReply) -> Bool {
    guard let value = arguments[key] else { return standard }
    guard let truth = value.boolean else { throw fail(Corrections.noTruthValue(member: key)) }
    return truth
  }

  func lines() throws(InvalidReply) -> ClosedRange<Int>? {
    func number(_ key: String) throws(InvalidReply) -> Int? {
      guard let value = arguments[key] else { return nil }
      guard let number = value.integer else { throw fail(Corrections.noNumber(member: key)) }
      return number
    }
    let first = try number("first")
    let last = try number("last")
    guard first != nil || last != nil else { return nil }
    let start = Action.lines(first ?? 1, 1).lowerBound
    return Action.lines(start, last.flatMap { $0 < 1 ? nil : $0 } ?? start + 199)
  }

  func view() throws(InvalidReply) -> Action.View {
    let word = try text("view", orElse: "")
    guard !word.isEmpty else { return .text }
    guard let view = Action.View(rawValue: word) else {
      let views = Action.View.allCases.map(\.rawValue).joined(separator: ", ")
      throw fail(Corrections.noView(member: "view", views: views))
    }
    return view
  }

  /// The elements of an array, also of one that was written as a string; one object counts as its only
  /// element.
  private func listed(_ key: String) -> [JSON]? {
    guard var value = arguments[key] else { return nil }
    if let text = value.string, let read = JSON(lenient: text) { value = read }
    if case .object = value { return [value] }
    return value.elements
  }

  /// The members of `edits`, or the call itself where it has the members of one.
  func edits() throws(InvalidReply) -> [FileEdit] {
    let list = listed("edits") ?? (arguments["path"] == nil ? [] : [arguments])
    guard !list.isEmpty else { throw fail(Corrections.noEdits(member: "edits")) }
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

  func report() throws(InvalidReply) -> Action.Report {
    let word = try text("claim")
    guard let claim = Action.Report.Claim(rawValue: word.lowercased()), claim != .spent else {
      throw fail(Corrections.noClaim(member: "claim"))
    }
    var criteria: [Action.Report.Criterion] = []
    for item in listed("criteria") ?? [] {
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
