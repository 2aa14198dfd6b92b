package import Text

/// A step as the Agent Client Protocol tells of it: a tool call.
package struct ToolCall: Hashable, Sendable {
  /// Names the call within its session.
  package var id: String
  /// One line; `nil` where it stays as it was told.
  package var title: String?
  /// Of what kind it is.
  package var kind: Kind?
  /// How far it has come.
  package var status: Status?
  /// What it has brought.
  package var content: [Content] = []
  /// The files that it is about, by their paths from the top of the file system, each with a line from 1 where that is
  /// known; the first 20 are told, and none of more than 1000 bytes.
  package var locations: [Location] = []

  /// A call of which only its name is known.
  package init(id: String) { self.id = id }

  /// The protocol's kinds that steps have.
  package enum Kind: String, Hashable, Sendable {
    /// Reading files.
    case read
    /// Changing files.
    case edit
    /// Looking for something.
    case search
    /// Running commands or tests.
    case execute
    /// Weighing what is next.
    case think
    /// Anything else.
    case other
  }

  /// How far a call has come.
  package enum Status: String, Hashable, Sendable {
    /// It has not begun, since a person has to allow it.
    case pending
    /// It is under way.
    case inProgress = "in_progress"
    /// It is done.
    case completed
    /// It was not carried out, or has failed.
    case failed
  }

  /// What a call has brought.
  package enum Content: Hashable, Sendable {
    /// Text, as Markdown.
    case text(String)
    /// A change of a file: all of it, or the part that changed; `nil` before for a new file.
    case diff(path: String, old: String?, new: String)
  }

  /// A place in a file.
  package struct Location: Hashable, Sendable {
    /// The path from the top of the file system.
    package var path: String
    /// The line, from 1.
    package var line: Int?

    /// A place.
    package init(_ path: String, line: Int? = nil) {
      self.path = path
      self.line = line
    }
  }

  /// The most bytes of one update. Asyncio's streams, on which clients in Python read, end a connection with a line of
  /// more than 64 KiB unless told otherwise.
  private static let limit = 48 << 10

  /// The update, of the kind `word`; what would make it larger than such streams take is left out, and that is said.
  func json(as word: String) -> JSON {
    let whole = json(as: word, content)
    guard whole.bytes.count > ToolCall.limit else { return whole }
    let mark = Content.text("This is too large to be shown here.")
    return json(as: word, [mark])
  }

  private func json(as word: String, _ content: [Content]) -> JSON {
    .object(members(content).merging(["sessionUpdate": .string(word)]) { $1 })
  }

  /// The call without the kind of an update around it, as a request for permission has it.
  package var json: JSON { .object(members(content)) }

  private func members(_ content: [Content]) -> [String: JSON] {
    var members: [String: JSON] = ["toolCallId": .string(id)]
    members["title"] = title.map(JSON.string)
    members["kind"] = (kind?.rawValue).map(JSON.string)
    members["status"] = (status?.rawValue).map(JSON.string)
    if !content.isEmpty { members["content"] = .array(content.map(\.json)) }
    let places = locations.lazy.filter { $0.path.utf8.count <= 1000 }.prefix(20)
    if !places.isEmpty { members["locations"] = .array(places.map(\.json)) }
    return members
  }
}

extension ToolCall.Content {
  var json: JSON {
    switch self {
    case .text(let text):
      return ["type": "content", "content": ["type": "text", "text": .string(text)]]
    case .diff(let path, let old, let new):
      var members: [String: JSON] = [
        "type": "diff", "path": .string(path), "newText": .string(new),
      ]
      members["oldText"] = old.map(JSON.string)
      return .object(members)
    }
  }
}

extension ToolCall.Location {
  var json: JSON {
    var members: [String: JSON] = ["path": .string(path)]
    members["line"] = line.map(JSON.int)
    return .object(members)
  }
}
