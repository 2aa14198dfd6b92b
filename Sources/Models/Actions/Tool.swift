import Text
import Vocabulary

/// A function that a model may call: one for each kind of action, edits in four.
///
/// `Prompts/functions.md` describes each; ``PolicyAction/init(calling:_:)`` parses a call.
enum Tool: String, CaseIterable, Sendable {
  case read, search, edit, write, remove, rename, run, test, plan, ask, remember, finish

  /// A parameter without its description.
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
  static let described: [Prompt.Tool] = allCases.map { tool in
    let words = tool.words
    return Prompt.Tool(
      name: tool.rawValue, about: words.about,
      parameters: schema(of: tool.parameters, below: "", words.parameters))
  }

  /// All functions as a model with a window of so many tokens is shown them: in a small one the parameters have no
  /// descriptions.
  static func described(inWindow tokens: Int) -> [Prompt.Tool] {
    tokens < 12_000 ? brief : described
  }

  private static let brief = described.map {
    Prompt.Tool(name: $0.name, about: $0.about, parameters: withoutWords($0.parameters))
  }

  private static func withoutWords(_ schema: JSON) -> JSON {
    switch schema {
    case .array(let elements): .array(elements.map(withoutWords))
    case .object(let members):
      .object(
        members.filter { $0.key != "description" || $0.value.string == nil }
          .mapValues(withoutWords))
    default: schema
    }
  }

  /// The JSON schema of an object with these members.
  ///
  /// - Parameters:
  ///   - path: The prefix of a member's name in the names of `words`: empty, or `edits[].`.
  ///   - words: The descriptions, by names such as `path`, `paths[]`, `edits[].path`.
  private static func schema(
    of members: [Parameter], below path: String, _ words: [String: String]
  ) -> JSON {
    let properties = members.map { ($0.name, schema(of: $0.type, at: path + $0.name, words)) }
    return [
      "type": "object", "properties": .object(Dictionary(properties) { _, last in last }),
      "required": .array(members.filter(\.isRequired).map { .string($0.name) }),
      "additionalProperties": false,
    ]
  }

  private static func schema(
    of type: Parameter.Kind, at path: String, _ words: [String: String]
  ) -> JSON {
    var schema: JSON =
      switch type {
      case .string: ["type": "string"]
      case .integer: ["type": "integer"]
      case .boolean: ["type": "boolean"]
      case .choice(let choices): ["type": "string", "enum": .array(choices.map(JSON.string))]
      case .list(let element):
        ["type": "array", "items": self.schema(of: element, at: path + "[]", words)]
      case .object(let members): self.schema(of: members, below: path + ".", words)
      }
    if let about = words[path] { schema = schema.merging(["description": .string(about)]) }
    return schema
  }
}

extension Tool {
  /// The page that describes them, a section each: what it does, and a list item for each parameter.
  static let page = PromptPage(PackageResources.functions_md)

  /// Its description and those of its parameters; empty where the page has no section for it.
  var words: (about: String, parameters: [String: String]) {
    var about: [Substring] = []
    var parameters: [String: String] = [:]
    for line in (Tool.page.sections[rawValue]?.filled([:]) ?? "").lines() {
      if line.hasPrefix("- "), let colon = line.firstRange(of: ": ") {
        parameters[String(line[..<colon.lowerBound].dropFirst(2))] = String(
          line[colon.upperBound...])
      } else {
        about.append(line)
      }
    }
    return (about.joined(separator: "\n").trimmed, parameters)
  }
}
