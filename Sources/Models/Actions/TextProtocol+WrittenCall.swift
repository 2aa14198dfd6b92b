import Text

extension TextProtocol {
  /// A call that a model wrote out.
  struct WrittenCall: Hashable {
    let name: String
    let arguments: JSON
  }

  /// The calls that a reply holds as text, in order, and the words before them; `nil` where it holds none.
  ///
  /// - Parameter isWhole: Whether the model ended by itself.
  /// - Throws: ``InvalidReply`` where a call is cut, or could be read in two ways.
  static func writtenCalls(
    in reply: String, isWhole: Bool
  ) throws(InvalidReply) -> (calls: [WrittenCall], words: String)? {
    let text = withoutThinking(reply)
    if let start = startOfCalls(in: text) {
      let words = text[..<start].trimmed
      if let calls = try WrittenElements.calls(in: text[start...], isWhole: isWhole) {
        return (calls, words)
      }
      let calls = objects(in: text[start...])
      if calls.count > 1 { return (calls, words) }
    }
    var scanner = BlockScanner(text)
    scanner.scan()
    guard scanner.fault == nil, let (call, words) = writtenCall(in: scanner) else { return nil }
    return ([call], words)
  }

  /// Where the first mark of a call stands that begins a line outside of any block, or the fence around it that says
  /// nothing else.
  private static func startOfCalls(in text: String) -> String.Index? {
    var fence: Fence?
    var isReplacing = false
    for line in text.lines() {
      if let open = fence {
        if open.isClosed(by: line) { fence = nil }
        continue
      }
      if line.hasPrefix("<<<<<") { isReplacing = true }
      if line.hasPrefix(">>>>>") { isReplacing = false }
      guard !isReplacing else { continue }
      let start = line.drop(while: \.isWhitespace)
      if callMarks.contains(where: start.hasPrefix) { return start.startIndex }
      guard let open = Fence(line) else { continue }
      let inner = text[line.endIndex...].drop(while: \.isWhitespace)
      let isBare = ["", "xml", "tool_call", "tool_code"].contains(open.info.lowercased())
      if isBare, callMarks.contains(where: inner.hasPrefix) { return inner.startIndex }
      fence = open
    }
    return nil
  }

  private static let callMarks = [
    "<tool_call", "<function=", "<function_call", "<invoke name=\"", "<minimax:tool_call",
  ]

  /// The calls as JSON between marks that stand one behind the other; none where one of them is none.
  private static func objects(in text: Substring) -> [WrittenCall] {
    var calls: [WrittenCall] = []
    var rest = text
    while let open = rest.firstRange(of: "<tool_call>") {
      let inner = rest[open.upperBound...]
      let close = inner.firstRange(of: "</tool_call>") ?? inner.endIndex..<inner.endIndex
      guard let call = call(in: inner[..<close.lowerBound]) else { return [] }
      calls.append(call)
      rest = inner[close.upperBound...]
    }
    return calls
  }

  /// The call in a fence of JSON, between `<tool_call>` marks, or bare; the content of a file is none.
  static func writtenCall(in scanner: BlockScanner) -> (call: WrittenCall, words: String)? {
    if case .fence(let word, "", let content, "")? = scanner.blocks.first,
      ["", "json", "tool_call", "tool_code"].contains(word), let call = call(in: content)
    {
      return (call, scanner.words)
    }
    guard scanner.blocks.isEmpty else { return nil }
    let words = scanner.words
    if let open = words.firstRange(of: "<tool_call>") {
      let rest = words[open.upperBound...]
      let close = rest.firstRange(of: "</tool_call>")
      guard let call = call(in: rest[..<(close?.lowerBound ?? rest.endIndex)]) else { return nil }
      return (call, words[..<open.lowerBound].trimmed)
    }
    guard let first = words.firstIndex(of: "{"), let last = words.lastIndex(of: "}"), first < last,
      first == words.startIndex || words[..<first].last == "\n",
      let call = call(in: words[first...last])
    else { return nil }
    return (call, words[..<first].trimmed)
  }

  /// The call that an object means: it names a function, and has arguments or is one of ours.
  private static func call(in text: some StringProtocol) -> WrittenCall? {
    let trimmed = text.trimmed
    guard trimmed.first == "{", let value = JSON(lenient: trimmed) else { return nil }
    var function = value
    if case .object? = value["function"] { function = value["function"] ?? value }
    guard let name = function["name"]?.string ?? function["function"]?.string else { return nil }
    let given = function["arguments"] ?? function["parameters"]
    guard given != nil || Tool(meant: name) != nil else { return nil }
    let arguments = given ?? [:]
    return WrittenCall(
      name: name, arguments: arguments.string.flatMap { JSON(lenient: $0) } ?? arguments)
  }

  /// The reply without the text between `<think>` and `</think>`, outside of blocks.
  ///
  /// An end without a start ends thinking that the prompt started. A start without an end lasts to the end of the reply
  /// where the reply begins with it; elsewhere it is a word.
  static func withoutThinking(_ reply: String) -> String {
    guard reply.utf8.contains(UInt8(ascii: "<")), reply.contains("think>") else { return reply }
    let lines = reply.lines()
    let lastEnd = lines.lastIndex { $0.contains("</think>") } ?? -1
    var kept: [Substring] = []
    var fence: Fence?
    var isReplacing = false
    var isThinking = false
    for (index, line) in lines.enumerated() {
      var rest = line
      if fence == nil, !isReplacing {
        let isFirst = kept.allSatisfy { $0.allSatisfy(\.isWhitespace) }
        rest = spoken(rest, &isThinking, &kept, canBegin: index <= lastEnd || isFirst)
      }
      if isThinking && rest.isEmpty { continue }
      kept.append(rest)
      if let open = fence {
        if open.isClosed(by: rest) { fence = nil }
      } else {
        fence = Fence(rest)
        if rest.hasPrefix("<<<<<") { isReplacing = true }
        if rest.hasPrefix(">>>>>") { isReplacing = false }
      }
    }
    return kept.joined(separator: "\n")
  }

  /// The text of a line outside of thinking.
  private static func spoken(
    _ line: Substring, _ isThinking: inout Bool, _ kept: inout [Substring], canBegin: Bool
  ) -> Substring {
    var said: Substring = ""
    var rest = line
    while !rest.isEmpty {
      if isThinking {
        guard let end = rest.firstRange(of: "</think>") else { return said }
        isThinking = false
        rest = rest[end.upperBound...]
      } else if canBegin, let start = rest.firstRange(of: "<think>") {
        isThinking = true
        said += rest[..<start.lowerBound]
        rest = rest[start.upperBound...]
      } else if let end = rest.firstRange(of: "</think>") {
        kept = []
        said = ""
        rest = rest[end.upperBound...]
      } else {
        return said + rest
      }
    }
    return said
  }
}
