import Text
import Vocabulary

/// An answer that keeps to a schema: for models that answer in text, where their server can hold them to one.
struct SchemaAnswer {
  /// What it means.
  let action: PolicyAction

  /// The schema: which block, which file, its text.
  ///
  /// The names are in alphabetical order, in which servers ask for them. Of the paths the first hundred are named.
  static func schema(paths: [String]) -> JSON {
    let file: JSON =
      paths.isEmpty
      ? ["type": "string"] : ["type": "string", "enum": .array(paths.prefix(100).map(JSON.string))]
    return [
      "type": "json_schema",
      "json_schema": [
        "name": "answer", "strict": true,
        "schema": [
          "type": "object", "additionalProperties": false,
          "required": ["action", "file", "text"],
          "properties": [
            "action": ["type": "string", "enum": ["write", "run", "finish"]], "file": file,
            "text": ["type": "string"],
          ],
        ],
      ],
    ]
  }

  /// Reads an answer; `nil` where it is none.
  init?(_ text: String) {
    guard text.hasPrefix("{"), let value = JSON(parsing: text), let said = value["text"]?.string
    else {
      return nil
    }
    let content = said.isEmpty || said.hasSuffix("\n") ? said : said + "\n"
    switch value["action"]?.string {
    case "write":
      guard let path = value["file"]?.string, !path.isEmpty else { return nil }
      action = .edit([FileEdit(path: Action.path(path), change: .write(content))], why: "")
    case "run": action = .run(command: said.trimmed, keepsChanges: true)
    case "finish": action = .finish(ReportText.read(said))
    default: return nil
    }
  }
}
