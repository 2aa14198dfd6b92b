import Text
import Vocabulary

extension Action {
  /// The call that means this action, which ``PolicyAction/init(calling:_:_:)`` reads as the same action; `nil` for
  /// actions that no model can call.
  var asCall: (name: String, arguments: JSON)? {
    if case .tool(let name, let arguments) = self {
      // What is no object any more, since it was cut or a secret taken out of it, is shown as text.
      if let value = JSON(lenient: arguments), case .object = value { return (name, value) }
      return (name, ["arguments": .string(arguments)])
    }
    return asFunction.map { ($0.tool.rawValue, $0.arguments) }
  }

  /// The call of one of our own functions that means this action.
  private var asFunction: (tool: Tool, arguments: JSON)? {
    switch self {
    case .read(let path, let lines, let view):
      var members: [String: JSON] = ["path": .string(path)]
      if let lines {
        members["first"] = .int(lines.lowerBound)
        members["last"] = .int(lines.upperBound)
      }
      if view != .text { members["view"] = .string(view.rawValue) }
      return (.read, .object(members))
    case .search(let text, let paths, let isPattern):
      var members: [String: JSON] = ["text": .string(text)]
      if !paths.isEmpty { members["paths"] = .array(paths.map(JSON.string)) }
      if isPattern { members["pattern"] = true }
      return (.search, .object(members))
    case .edit(let edits, let why): return Action.call(of: edits, why)
    case .run(let command, let keepsChanges):
      return (
        .run,
        keepsChanges
          ? ["command": .string(command)] : ["command": .string(command), "keep": false]
      )
    case .test(.working): return (.test, [:])
    case .plan(let text): return (.plan, ["text": .string(text)])
    case .ask(let question): return (.ask, ["question": .string(question)])
    case .remember(let lesson): return (.remember, ["lesson": .string(lesson)])
    case .finish(let report): return (.finish, Action.arguments(of: report))
    case .test, .trial, .tool, .backtrack, .split: return nil
    }
  }

  private static func call(of edits: [FileEdit], _ why: String) -> (tool: Tool, arguments: JSON) {
    if edits.count == 1, let edit = edits.first {
      switch edit.change {
      case .write(let content):
        return (
          .write,
          ["path": .string(edit.path), "content": .string(content), "why": .string(why)]
        )
      case .delete: return (.remove, ["path": .string(edit.path), "why": .string(why)])
      case .rename(let target):
        return (.rename, ["path": .string(edit.path), "to": .string(target), "why": .string(why)])
      case .substitute, .splice: break
      }
    }
    return (.edit, ["edits": .array(edits.flatMap(members)), "why": .string(why)])
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
