import Vocabulary

/// The functions a model may call: one for each kind of action, edits in four.
enum Tools {
  /// All of them, in the order shown.
  static let all: [Prompt.Tool] = [
    tool(
      "read",
      "Look at a file or a directory. view 'text' (default) shows numbered lines or entries, 'log' the "
        + "commits that changed it with their rationale, 'blame' who last changed each line and why, "
        + "'map' what is defined below it.",
      [
        ("path", string("Relative to the project; empty is the project itself."), true),
        ("first", integer("First line, from 1."), false),
        ("last", integer("Last line."), false),
        ("view", choice(["text", "log", "blame", "map"]), false),
      ]),
    tool(
      "search", "Find a text, or a regular expression, in the project's files.",
      [
        ("text", string("What to look for."), true),
        (
          "paths", array(of: string("A file, directory or glob."), "Where; everywhere if empty."),
          false
        ),
        ("pattern", boolean("Whether text is a regular expression."), false),
      ]),
    tool(
      "edit",
      "Replace pieces of files. Each search text must stand in its file exactly once, copied exactly "
        + "without line numbers; give enough lines to make it unique.",
      [
        (
          "edits",
          array(
            of: object([
              ("path", string("The file."), true),
              ("search", string("The text as it stands."), true),
              ("replacement", string("The text to stand there instead."), true),
            ]), "One or more replacements, in one or more files."), true
        ), ("why", string("Why, in a sentence."), true),
      ]),
    tool(
      "write", "Make a file, or replace the whole of a small one.",
      [
        ("path", string("The file."), true), ("content", string("Its whole new content."), true),
        ("why", string("Why, in a sentence."), true),
      ]),
    tool(
      "remove", "Delete a file.",
      [("path", string("The file."), true), ("why", string("Why, in a sentence."), true)]),
    tool(
      "rename", "Move a file.",
      [
        ("path", string("The file."), true), ("to", string("Its new path."), true),
        ("why", string("Why, in a sentence."), true),
      ]),
    tool(
      "run",
      "Run a shell command in the project's folder, in a sandbox without network. Files it changes "
        + "become part of the work unless keep is false.",
      [
        ("command", string("For /bin/sh."), true),
        ("keep", boolean("Whether to keep the files it changes; true unless given."), false),
      ]),
    tool("test", "Run the project's tests.", []),
    tool(
      "plan",
      "Lay down or update the plan: Markdown with one '- [ ]' item for each piece of work, each with how "
        + "it will be checked; '- [x]' for what is done. Always the whole plan.",
      [("text", string("The plan."), true)]),
    tool(
      "ask",
      "Ask a person, only when the issue cannot be decided without an answer. The work stops until then.",
      [("question", string("The question, with the choices you see."), true)]),
    tool(
      "remember", "Keep something learned about this project for the rest of this work.",
      [("lesson", string("One sentence that will still be true later."), true)]),
    tool(
      "finish", "Say that you are through. What is claimed is checked.",
      [
        ("claim", choice(["resolved", "unresolved"]), true),
        ("subject", string("The change in one line, imperative, at most 60 characters."), true),
        ("why", string("Why the change is as it is, in a few sentences."), true),
        (
          "alternatives", string("What was considered or tried instead, and why it was dropped."),
          false
        ),
        ("risks", string("What is risky or not done."), false),
        (
          "criteria",
          array(
            of: object([
              ("text", string("The criterion, in the issue's words."), true),
              ("met", boolean("Whether it is met."), true),
              ("evidence", string("What shows it: a test, a command's output, a place."), true),
            ]), "Every acceptance criterion of the issue."), false
        ),
      ]),
  ]

  /// The functions as a model with this window is shown them: in a small one, parameters without words.
  static func shown(in window: Int) -> [Prompt.Tool] { window < 12_000 ? brief : all }

  private static let brief = all.map {
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

  /// Tokens that descriptions take, as we estimate.
  static func tokens(of tools: [Prompt.Tool]) -> Int {
    tools.reduce(0) { $0 + ($1.about.utf8.count + $1.parameters.bytes.count) / 3 + 8 }
  }

  private typealias Parameter = (name: String, schema: JSON, isRequired: Bool)

  private static func tool(
    _ name: String, _ about: String, _ parameters: [Parameter]
  ) -> Prompt.Tool { Prompt.Tool(name: name, about: about, parameters: object(parameters)) }

  private static func object(_ members: [Parameter]) -> JSON {
    [
      "type": "object",
      "properties": .object(Dictionary(members.map { ($0.name, $0.schema) }) { _, last in last }),
      "required": .array(members.filter(\.isRequired).map { .string($0.name) }),
      "additionalProperties": false,
    ]
  }

  private static func string(_ about: String) -> JSON {
    ["type": "string", "description": .string(about)]
  }

  private static func integer(_ about: String) -> JSON {
    ["type": "integer", "description": .string(about)]
  }

  private static func boolean(_ about: String) -> JSON {
    ["type": "boolean", "description": .string(about)]
  }

  private static func choice(_ words: [String]) -> JSON {
    ["type": "string", "enum": .array(words.map(JSON.string))]
  }

  private static func array(of items: JSON, _ about: String) -> JSON {
    ["type": "array", "items": items, "description": .string(about)]
  }
}
