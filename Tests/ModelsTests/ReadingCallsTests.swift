import Engine
import Testing
import Text
import Vocabulary

@testable import Models

@Suite struct `The name of a function` {
  @Test(arguments: [
    ("edit", Tool.edit), ("functions.edit", .edit), ("editjson", .edit), ("edit_json", .edit),
    ("edit<|channel|>commentary", .edit), ("functions.read:0", .read), (" Read\n", .read),
    ("default_api.run", .run), ("mcp__colleague__search", .search), ("test()", .test),
  ])
  func `is freed of what services glue onto it`(name: String, tool: Tool) {
    #expect(Tool(meant: name) == tool)
  }

  @Test(arguments: ["", "fly", "edits", "edit.write", "editor", "json", "readme"])
  func `is not guessed at`(name: String) { #expect(Tool(meant: name) == nil) }
}

@Suite struct `A call in a form of its own` {
  private let written = FileEdit(path: "a.py", change: .write("x = 1\n<b>\n"))

  private func actions(
    _ text: String, _ speech: Model.Speech = .tools, _ stop: Answer.Stop = .done
  ) throws(InvalidReply) -> [Action] {
    let reply = try Answer.saying(text, stop: stop).actions(speech)
    return [Action(reply.action)] + reply.further.compactMap(\.action)
  }

  private static let qwen = """
    <function=write>
    <parameter=path>
    a.py
    </parameter>
    <parameter=content>
    x = 1
    <b>

    </parameter>
    <parameter=why>
    y
    </parameter>
    </function>
    """
  private static let invoke = """
    <invoke name="write">
    <parameter name="path">a.py</parameter>
    <parameter name="content">x = 1
    <b>
    </parameter>
    <parameter name="why">y</parameter>
    </invoke>
    """

  @Test(arguments: [
    "I write.\n<tool_call>\n\(qwen)\n</tool_call>", qwen, "```xml\n\(qwen)\n```",
    "Now.\n\(qwen)\n</tool_call>", "<tool_call>\n" + qwen.replacing("\n</function>", with: ""),
  ])
  func `is read, with its outer marks or without, in either speech`(text: String) throws {
    for speech in Model.Speech.allCases {
      #expect(try actions(text, speech) == [.edit([written], why: "y")])
    }
  }

  @Test func `of the other spelling is read as well, and several are in order`() throws {
    let change = FileEdit(path: "a.py", change: .write("x = 1\n<b>"))
    #expect(try actions(Self.invoke) == [.edit([change], why: "y")])
    let calls = "<function_calls>\n\(Self.invoke)\n<invoke name=\"test\"></invoke></function_calls>"
    #expect(try actions(calls) == [.edit([change], why: "y"), .test(.working)])
    let json = #"<tool_call>{"name":"test","arguments":{}}</tool_call>"#
    #expect(
      try actions(
        "\(json)\n<tool_call>{\"name\":\"read\",\"arguments\":{\"path\":\"a\"}}</tool_call>")
        == [.test(.working), .read(path: "a", lines: nil)])
  }

  private static let keyed = """
    <tool_call>write
    <arg_key>path</arg_key>
    <arg_value>a.py</arg_value>
    <arg_key>content</arg_key>
    <arg_value>x = 1
    <b>

    </arg_value>
    <arg_key>why</arg_key>
    <arg_value>y</arg_value>
    </tool_call>
    """

  @Test func `with keys and values apart is read whole, and one that is cut is not`() throws {
    for speech in Model.Speech.allCases {
      #expect(try actions("I write.\n" + Self.keyed, speech) == [.edit([written], why: "y")])
    }
    #expect(
      try actions(Self.keyed + "\n<tool_call>test</tool_call>")
        == [.edit([written], why: "y"), .test(.working)])
    #expect(
      try actions(
        "<tool_call>read<arg_key>path</arg_key><arg_value>1</arg_value><arg_key>first</arg_key><arg_value>3</arg_value></tool_call>"
      ) == [.read(path: "1", lines: 3...202)])
    for count in 0..<Self.keyed.count - 13 {
      #expect(throws: InvalidReply.self, "\(count)") {
        try actions(String(Self.keyed.prefix(count)), .tools, .unknown)
      }
    }
    let inner = "x</arg_value>\n<arg_key>path</arg_key>\n<arg_value>b</arg_value>\n"
    for text in [
      Self.keyed.replacing("x = 1", with: inner), Self.keyed.replacing("<arg_value>y", with: "y"),
    ] {
      #expect(throws: InvalidReply.self) { try actions(text) }
    }
  }

  @Test func `takes numbers, lists and text by the function's own types`() throws {
    #expect(
      try actions(
        "<function=read>\n<parameter=path>1</parameter>\n<parameter=first>3</parameter>\n</function>"
      )
        == [.read(path: "1", lines: 3...202)])
    #expect(
      try actions(
        "<function=search><parameter=text>[\"a\"]</parameter><parameter=paths>[\"b\"]</parameter></function>"
      ) == [.search(text: "[\"a\"]", paths: ["b"])])
  }

  @Test func `is refused where its value could end elsewhere, or is cut`() {
    let inner = "x</parameter>\n<parameter=path>b</parameter>\n</function>"
    let twice = Self.qwen.replacing("x = 1", with: inner)
    let unknown = Self.qwen.replacing("x = 1", with: "x</parameter>\n<parameter=z>")
    for text in [twice, unknown] {
      #expect(throws: InvalidReply.self) { try actions(text) }
    }
    for count in 0..<Self.qwen.count - 14 {
      #expect(throws: InvalidReply.self, "\(count)") {
        try actions(String(Self.qwen.prefix(count)), .tools, .unknown)
      }
    }
  }

  @Test func `within a block is a file's text`() throws {
    let block = "I write.\n\n````write b.md\n\(Self.qwen)\n````\n"
    #expect(
      try actions(block, .text)
        == [.edit([FileEdit(path: "b.md", change: .write(Self.qwen + "\n"))], why: "I write.")])
  }
}

@Suite struct `Arguments that a service has spoilt` {
  private func action(_ name: String, _ arguments: String) throws(InvalidReply) -> Action {
    Action(try Answer.saying(calls: [call(name, arguments)]).actions(.tools).action)
  }
  private let edit = Action.edit(
    [FileEdit(path: "a", change: .substitute(search: "x\ny", replacement: "z"))], why: "w")

  @Test
  func `are read with control characters in strings, encoded twice, or with a member that is`()
    throws
  {
    let plain =
      #"{"why":"w","edits":[{"path":"a","search":"x\ny","replacement":"z"}]}"#
    let raw = plain.replacing("\\n", with: "\n")
    for arguments in [plain, raw, JSON.string(plain).text, JSON.string(raw).text] {
      #expect(try action("edit", arguments) == edit)
    }
    let member = JSON.object([
      "why": "w", "edits": .string(#"[{"path":"a","search":"x\ny","replacement":"z"}]"#),
    ])
    #expect(try action("edit", member.text) == edit)
    #expect(
      try action("search", #"{"text":"t","paths":"[\"a\",\"b\"]"}"#)
        == .search(text: "t", paths: ["a", "b"]))
  }

  @Test func `are not carried out in part`() {
    for arguments in [#"{"path":"a""#, #""{\"path\":""#, "[]", #"{"path":"a","content":"x"#] {
      #expect(throws: InvalidReply.self) { try action("write", arguments) }
    }
  }
}
