import Text
import Vocabulary

/// A function that a model may call: one for each kind of action, edits in four.
///
/// `Prompts/functions.md` describes each; ``PolicyAction/init(calling:_:)`` parses a call.
enum Tool: String, CaseIterable, Sendable {
  case read, search, edit, write, remove, rename, run, test, plan, ask, remember, finish

  /// A parameter: its name and its type.
  struct Parameter {
    let name: String
    let type: Kind
    var isRequired = true

    /// The type of a value.
    indirect enum Kind {
      case string, integer, boolean
      case choice([String])
      case list(of: Kind)
      case object([Parameter])
    }
  }

  /// Its parameters, in the order shown.
  var parameters: [Parameter] {
    func required(_ name: String, _ type: Parameter.Kind = .string) -> Parameter {
      Parameter(name: name, type: type)
    }
    func optional(_ name: String, _ type: Parameter.Kind = .string) -> Parameter {
      Parameter(name: name, type: type, isRequired: false)
    }
    return switch self {
    case .read:
      [
        required("path"), optional("first", .integer), optional("last", .integer),
        optional("view", .choice(Action.View.allCases.map(\.rawValue))),
      ]
    case .search:
      [required("text"), optional("paths", .list(of: .string)), optional("pattern", .boolean)]
    case .edit:
      [
        required(
          "edits",
          .list(of: .object([required("path"), required("search"), required("replacement")]))),
        required("why"),
      ]
    case .write: [required("path"), required("content"), required("why")]
    case .remove: [required("path"), required("why")]
    case .rename: [required("path"), required("to"), required("why")]
    case .run: [required("command"), optional("keep", .boolean)]
    case .test: []
    case .plan: [required("text")]
    case .ask: [required("question"), optional("tests", .list(of: .string))]
    case .remember: [required("lesson")]
    case .finish:
      [
        required("claim", .choice(["resolved", "unresolved"])), required("subject"),
        required("why"), optional("alternatives"), optional("risks"),
        optional(
          "criteria",
          .list(of: .object([required("text"), required("met", .boolean), required("evidence")]))),
      ]
    }
  }
}

extension Tool {
  /// All functions as a model is shown them, in the order shown.
  ///
  /// They go with every request of a run: names and types alone make the schemas, and what names do not say stands once, in
  /// the description.
  static let described: [Prompt.Tool] = allCases.map {
    Prompt.Tool(name: $0.rawValue, about: $0.about, parameters: schema(of: $0.parameters))
  }

  /// The JSON schema of an object with these members.
  private static func schema(of members: [Parameter]) -> JSON {
    let properties = members.map { ($0.name, schema(of: $0.type)) }
    let object: JSON = [
      "type": "object", "properties": .object(Dictionary(properties) { _, last in last }),
    ]
    let required = members.filter(\.isRequired).map { JSON.string($0.name) }
    return required.isEmpty ? object : object.merging(["required": .array(required)])
  }

  private static func schema(of type: Parameter.Kind) -> JSON {
    switch type {
    case .string: ["type": "string"]
    case .integer: ["type": "integer"]
    case .boolean: ["type": "boolean"]
    case .choice(let choices): ["type": "string", "enum": .array(choices.map(JSON.string))]
    case .list(let element): ["type": "array", "items": schema(of: element)]
    case .object(let members): schema(of: members)
    }
  }
}

extension Tool {
  /// The page that describes them, a section each.
  static let page = PromptPage(PackageResources.functions_md)

  /// Its description; empty where the page has no section for it.
  var about: String { Tool.page.sections[rawValue]?.filled([:]) ?? "" }
}
