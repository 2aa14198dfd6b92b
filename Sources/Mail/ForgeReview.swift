import Text
import FoundationEssentials
import Vocabulary

/// What the command-line programs of forges print of a review in JSON.
///
/// A list of comments, or an object that has some under `comments`, `reviews`, `notes` or `discussions`, at any
/// depth of these. The keys are those of `gh` (`body`, `path`, `line`, `user.login`, `author.login`) and `glab`
/// (`body`, `position.new_path`, `position.new_line`, `author.username`).
enum ForgeReview {
  /// The comments; `nil` where `bytes` are no JSON.
  ///
  /// - Throws: ``ReviewError/json(_:)`` for JSON without comments, and for what begins as JSON and is not whole.
  static func comments(in bytes: [UInt8]) throws(ReviewError) -> [ReviewComment]? {
    let start = bytes.lazy.filter { $0 > 0x20 }.prefix(2)
    guard let first = start.first, first == 0x7b || first == 0x5b else { return nil }
    let values: [Value]
    do { values = try documents(in: bytes) } catch {
      // Text may begin with a word in brackets.
      let isMeant = ["[{", "[[", "[]", "{\"", "{}"].contains { start.elementsEqual($0.utf8) }
      guard isMeant else { return nil }
      throw error
    }
    let comments = values.flatMap(comments)
    guard !comments.isEmpty else {
      throw .json("it has no comments with a 'body' that says something")
    }
    return comments
  }

  /// The documents, of which there may be many with or without white space between: a page each, or one a line.
  private static func documents(in bytes: [UInt8]) throws(ReviewError) -> [Value] {
    var values: [Value] = []
    for document in JSONDocuments(in: bytes) {
      guard [0x7b, 0x5b].contains(document.bytes.first) else {
        throw .json("something else stands beside it")
      }
      guard document.isWhole else { throw .json("it is cut off") }
      guard let value = try? JSONDecoder().decode(Value.self, from: Data(document.bytes)) else {
        throw .json("it is damaged")
      }
      values.append(value)
    }
    return values
  }

  private static func comments(_ value: Value) -> [ReviewComment] {
    switch value {
    case .list(let values): return values.flatMap(comments)
    case .object(let members):
      var found: [ReviewComment] = []
      if let comment = comment(members) { found.append(comment) }
      for key in ["reviews", "comments", "notes", "discussions", "nodes"] {
        if let inner = members[key] { found += comments(inner) }
      }
      return found
    case .text, .number, .other: return []
    }
  }

  private static func comment(_ members: [String: Value]) -> ReviewComment? {
    // An issue or a merge request has a body of its own, which is no comment.
    guard members["title"] == nil, members["system"] != .other(true) else { return nil }
    guard case .text(let body)? = members["body"] ?? members["note"] ?? members["text"],
      body.contains(where: { $0.isLetter || $0.isNumber })
    else { return nil }
    let position = members["position"]?.members ?? members
    var comment = ReviewComment(text: trimmedLines(body.replacing("\r\n", with: "\n")))
    for key in ["path", "new_path", "file", "old_path"] where comment.path == nil {
      comment.path = position[key]?.text
    }
    let isOld = (members["side"] ?? members["original_side"])?.text == "LEFT"
    for key in ["line", "new_line", "original_line"] where comment.line == nil && !isOld {
      comment.line = position[key]?.number
    }
    if comment.line == nil {
      for key in isOld ? ["line", "original_line"] : ["old_line"] where comment.oldLine == nil {
        comment.oldLine = position[key]?.number
      }
    }
    for key in ["user", "author"] where comment.author == nil {
      let person = members[key]?.members
      comment.author = person?["login"]?.text ?? person?["username"]?.text ?? members[key]?.text
    }
    if let hunk = members["diff_hunk"]?.text { comment.quoted = hunk }
    return comment
  }

  /// A JSON value, as far as a review needs it.
  private enum Value: Decodable, Equatable {
    case text(String)
    case number(Int)
    case list([Value])
    case object([String: Value])
    /// A truth value, or nothing.
    case other(Bool)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let truth = try? container.decode(Bool.self) {
        self = .other(truth)
      } else if let number = try? container.decode(Double.self) {
        self = Int(exactly: number).map(Value.number) ?? .other(false)
      } else if let list = try? container.decode([Value].self) {
        self = .list(list)
      } else if let members = try? container.decode([String: Value].self) {
        self = .object(members)
      } else {
        self = .other(false)
      }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Int? { if case .number(let number) = self { number } else { nil } }
    var members: [String: Value]? { if case .object(let members) = self { members } else { nil } }
  }
}
