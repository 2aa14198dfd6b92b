import Text

/// Calls that a model wrote out as elements: `<function=NAME>` with `<parameter=KEY>VALUE</parameter>`, or
/// `<invoke name="NAME">` with `<parameter name="KEY">`, with marks around them or without; or `<tool_call>NAME` with
/// `<arg_key>KEY</arg_key><arg_value>VALUE</arg_value>`.
///
/// A value is taken as it stands, without the line feed at either end. Where its end could be another one, nothing is
/// taken.
struct WrittenElements {
  /// The marks of one spelling.
  private struct Spelling {
    let call: String
    let member: String
    let head: String
    /// What stands between a member's head and its value, white space aside.
    var opening = ""
    var memberEnd = "</parameter>"
    let end: String

    static let all = [
      Spelling(call: "<function=", member: "<parameter=", head: ">", end: "</function>"),
      Spelling(
        call: "<invoke name=\"", member: "<parameter name=\"", head: "\">", end: "</invoke>"),
    ]

    /// The one whose call has no mark but the wrapper, and its name before the first line end or mark.
    static let keyed = Spelling(
      call: "<tool_call>", member: "<arg_key>", head: "</arg_key>", opening: "<arg_value>",
      memberEnd: "</arg_value>", end: "</tool_call>")

    /// What begins no value, but one of the spelling's own marks.
    var marks: [String] { [call, member, end, memberEnd] }
  }

  private let spelling: Spelling
  private var rest: Substring

  /// The calls that begin `text`, which begins with their marks; `nil` where it begins with none.
  ///
  /// - Parameter isWhole: Whether the model ended by itself.
  /// - Throws: ``InvalidReply`` where a call is cut, or could be read in two ways.
  static func calls(
    in text: Substring, isWhole: Bool
  ) throws(InvalidReply) -> [TextProtocol.WrittenCall]? {
    let isKeyed = isKeyed(text)
    let start = isKeyed ? text.drop(while: \.isWhitespace) : withoutWrappers(text)
    let spelling =
      isKeyed ? Spelling.keyed : Spelling.all.first { start.hasPrefix($0.call) }
    guard let spelling else { return nil }
    var elements = WrittenElements(spelling: spelling, rest: start)
    var calls: [TextProtocol.WrittenCall] = []
    while elements.rest.hasPrefix(spelling.call) {
      calls.append(try elements.call(isWhole: isWhole))
      elements.rest =
        isKeyed ? elements.rest.drop(while: \.isWhitespace) : withoutWrappers(elements.rest)
    }
    guard !spelling.marks.contains(where: elements.rest.contains) else { throw unclear }
    return calls
  }

  /// Whether `text` begins with a call whose arguments have their keys and values apart.
  private static func isKeyed(_ text: Substring) -> Bool {
    let start = text.drop(while: \.isWhitespace)
    guard start.hasPrefix(Spelling.keyed.call) else { return false }
    let behind = start.dropFirst(Spelling.keyed.call.count).drop(while: \.isWhitespace)
    let name = behind.prefix { $0.isLetter || $0.isNumber || "_.-".contains($0) }
    let next = behind[name.endIndex...].drop(while: \.isWhitespace)
    let marks = [Spelling.keyed.member, Spelling.keyed.end]
    return !name.isEmpty && (next.isEmpty || marks.contains(where: next.hasPrefix))
  }

  /// `text` without white space and marks such as `<tool_call>` at its start.
  static func withoutWrappers(_ text: Substring) -> Substring {
    var rest = text.drop(while: \.isWhitespace)
    while rest.first == "<", let end = rest.firstIndex(of: ">") {
      let name = rest[..<end].dropFirst().drop { $0 == "/" }
      let known = ["tool_call", "tool_calls", "function_call", "function_calls"]
      guard let bare = name.split(separator: ":").last, known.contains(String(bare)) else { break }
      rest = rest[rest.index(after: end)...].drop(while: \.isWhitespace)
    }
    return rest
  }

  private static var unclear: InvalidReply {
    InvalidReply(correction: Corrections.unclearElements, kind: .garbled)
  }

  private mutating func call(isWhole: Bool) throws(InvalidReply) -> TextProtocol.WrittenCall {
    let name = try callName()
    guard let tool = Tool(meant: name) else {
      throw InvalidReply(unknown: name)
    }
    var members: [String: JSON] = [:]
    while true {
      rest = rest.drop(while: \.isWhitespace)
      if rest.hasPrefix(spelling.end) {
        rest = rest.dropFirst(spelling.end.count)
        break
      }
      guard rest.hasPrefix(spelling.member) else {
        // Some models leave out the end of a call whose last value has one.
        let isOver = rest.isEmpty || rest.hasPrefix("</tool_call>") || rest.hasPrefix("```")
        guard isOver else { throw WrittenElements.unclear }
        guard isWhole else { throw InvalidReply(correction: Corrections.cutElements, kind: .cut) }
        break
      }
      let key = try head(after: spelling.member)
      try dropOpening(isWhole: isWhole)
      guard let parameter = tool.parameters.first(where: { $0.name == key }), members[key] == nil
      else {
        throw InvalidReply(
          correction: Corrections.unknownElement(function: tool.rawValue, member: oneLine(key)),
          kind: .garbled)
      }
      members[key] = parameter.type.value(of: try value())
    }
    return TextProtocol.WrittenCall(name: tool.rawValue, arguments: .object(members))
  }

  /// The function's name behind the mark that begins a call.
  private mutating func callName() throws(InvalidReply) -> String {
    guard spelling.opening.isEmpty else {
      rest = rest.dropFirst(spelling.call.count).drop(while: \.isWhitespace)
      let name = rest.prefix { !$0.isWhitespace && $0 != "<" }
      rest = rest[name.endIndex...]
      return String(name)
    }
    return try head(after: spelling.call)
  }

  /// Goes past what stands between a member's head and its value.
  private mutating func dropOpening(isWhole: Bool) throws(InvalidReply) {
    guard !spelling.opening.isEmpty else { return }
    rest = rest.drop(while: \.isWhitespace)
    guard rest.hasPrefix(spelling.opening) else {
      throw isWhole
        ? WrittenElements.unclear : InvalidReply(correction: Corrections.cutElements, kind: .cut)
    }
    rest = rest.dropFirst(spelling.opening.count)
  }

  /// The name in a mark that begins with `start`.
  private mutating func head(after start: String) throws(InvalidReply) -> String {
    rest = rest.dropFirst(start.count)
    guard let end = rest.firstRange(of: spelling.head), !rest[..<end.lowerBound].contains("\n")
    else { throw WrittenElements.unclear }
    defer { rest = rest[end.upperBound...] }
    return rest[..<end.lowerBound].trimmed
  }

  /// The value up to the first end behind which another member, or the end of the call, follows.
  private mutating func value() throws(InvalidReply) -> String {
    var from = rest.startIndex
    while let end = rest[from...].firstRange(of: spelling.memberEnd) {
      let behind = rest[end.upperBound...].drop(while: \.isWhitespace)
      let ends = [spelling.member, spelling.end, "</tool_call>", "```"]
      if behind.isEmpty || ends.contains(where: behind.hasPrefix) {
        var value = rest[..<end.lowerBound]
        if value.first == "\n" || value.first == "\r\n" { value.removeFirst() }
        if value.last == "\n" || value.last == "\r\n" { value.removeLast() }
        rest = rest[end.upperBound...]
        return String(value)
      }
      from = end.upperBound
    }
    throw InvalidReply(correction: Corrections.cutElements, kind: .cut)
  }
}

extension Tool.Parameter.Kind {
  /// The value that the text of an element means for a parameter of this type.
  fileprivate func value(of text: String) -> JSON {
    switch self {
    case .string, .choice: .string(text)
    case .integer, .boolean, .list, .object: JSON(lenient: text.trimmed) ?? .string(text.trimmed)
    }
  }
}
