import Support
import Testing
import Text
import Vocabulary

@testable import MCP

private func tool(_ name: String, _ more: [String: JSON] = [:]) -> JSON {
  .object(["name": .string(name), "inputSchema": ["type": "object"]]).merging(.object(more))
}

@Suite struct `The name of a tool` {
  @Test(arguments: [
    ("docs", "search", "docs__search"), ("a", "_x", "a___x"), ("a-b_c", "d__e", "a-b_c__d__e"),
  ])
  func `is read as it was made`(server: String, tool: String, text: String) throws {
    let name = try #require(ToolName(server: server, tool: tool))
    #expect(name.description == text)
    #expect(ToolName(text) == name)
  }

  @Test(arguments: [
    ("", "x"), ("a", ""), ("a_", "x"), ("_a", "x"), ("a__b", "x"), ("a", "b.c"), ("a", "b c"),
    ("a", "größe"), ("a", String(repeating: "x", count: 62)), ("a", "b/c"), ("a", "x\u{301}"),
    (String(repeating: "a", count: 33), "x"),
  ])
  func `is none that a service of models would refuse`(server: String, tool: String) {
    #expect(ToolName(server: server, tool: tool) == nil)
  }

  @Test(arguments: ["", "a", "a_b", "__a", "a__", "a__b c", "read"])
  func `is not guessed at`(text: String) { #expect(ToolName(text) == nil) }
}

@Suite struct `The servers of a config` {
  @Test func `are names with commands, which may hold anything`() {
    #expect(ToolServer("a=b=c d") == ToolServer(name: "a", command: "b=c d"))
    #expect(ToolServer(" a= x")?.command == "x")
    for text in ["", "a", "=x", "a b=x", "a__b=x", "ä=x"] { #expect(ToolServer(text) == nil) }
  }

  @Test func `are counted once a name, the last word counts, and no command takes one away`() {
    let servers = ["a=1", "b=2", "a=3", "c=4", "b="].compactMap(ToolServer.init)
    #expect(
      ToolServer.all(servers) == [
        ToolServer(name: "a", command: "3"), ToolServer(name: "c", command: "4"),
      ])
  }
}

@Suite struct `A list of tools` {
  @Test func `offers what services take, and says why the rest is left out`() {
    let large = JSON.string(String(repeating: "x", count: ToolListing.schemaLimit))
    let listing = ToolListing(
      of: [
        tool("fine", ["description": "Looks up."]), tool("a b"), tool("fine"), tool(""), 7,
        tool("none", ["inputSchema": .null]), tool("list", ["inputSchema": ["type": "array"]]),
        tool("large", ["inputSchema": ["type": "object", "title": large]]),
        tool("task", ["execution": ["taskSupport": "required"]]),
        tool("odd", ["inputSchema": ["type": "object", "properties": []]]),
        tool("last", ["inputSchema": ["type": "object", "$schema": "x"], "title": "T"]),
      ], from: "s")
    #expect(listing.tools.map(\.name.description) == ["s__fine", "s__last"])
    #expect(listing.tools.map(\.about) == ["Looks up.", "T"])
    #expect(listing.tools.last?.schema == ["type": "object", "properties": [:]])
    #expect(
      listing.omitted.map(\.reason) == [
        .name, .repeated, .name, .name, .schema, .schema, .size, .task, .schema,
      ])
    #expect(listing.count == 11 && listing.leftOut == 9)
  }

  @Test func `of thousands ends at a bound`() {
    let listing = ToolListing(of: (0..<10_000).map { tool("t\($0)") }, from: "s")
    #expect(listing.tools.count == ToolListing.toolLimit)
    #expect(listing.omitted.count == ToolListing.omissionLimit)
    #expect(listing.count == 10_000)
  }

  @Test func `is cut to the room that the model has`() {
    var listing = ToolListing(
      of: [
        tool("a"), tool("b", ["description": .string(String(repeating: "x", count: 500))]),
        tool("c"), tool("d"),
      ], from: "s")
    var (room, number) = (listing.tools[0].size * 3, 2)
    listing.fit(into: &room, number: &number)
    #expect(listing.tools.map(\.name.tool) == ["a", "c"])
    #expect(listing.omitted.map(\.reason) == [.room, .number])
    #expect(number == 0)
  }

  @Test func `has descriptions cut within a character`() {
    let about = String(repeating: "ü", count: 800)
    let listing = ToolListing(of: [tool("a", ["description": .string(about)])], from: "s")
    #expect(listing.tools.first?.about == String(repeating: "ü", count: 500))
  }
}

@Suite struct `The answer of a tool` {
  @Test func `is its texts, and a line for each part that is none`() {
    let reply = ToolReply([
      "content": [
        ["type": "text", "text": "one"],
        ["type": "image", "data": "AAAA", "mimeType": "image/png"],
        ["type": "audio", "data": "AA==", "mimeType": "audio/wav"],
        ["type": "resource_link", "uri": "file:///a", "name": "a", "description": "An a."],
        ["type": "resource", "resource": ["uri": "x:y", "mimeType": "text/plain", "text": "two"]],
        ["type": "resource", "resource": ["uri": "x:z", "blob": "AAAAAAAA"]], ["type": "hologram"],
        7,
      ]
    ])
    #expect(
      reply?.text == """
        one
        [image, image/png, 3 bytes, not shown]
        [audio, audio/wav, 1 byte, not shown]
        [link to a resource, a, file:///a: An a.]
        [resource, x:y, text/plain]
        two
        [resource, x:z, 6 bytes, not shown]
        [a part of the kind 'hologram', not shown]
        [a part of the kind '', not shown]
        """)
    #expect(reply?.isError == false)
  }

  @Test func `is its structure where no text says the same`() {
    let value: JSON = ["structuredContent": ["b": 1, "a": [true]], "content": []]
    #expect(ToolReply(value)?.text == #"{"a":[true],"b":1}"#)
    #expect(ToolReply(["structuredContent": ["a": 1]])?.text == #"{"a":1}"#)
    let both: JSON = ["structuredContent": ["a": 1], "content": [["type": "text", "text": "A."]]]
    #expect(ToolReply(both)?.text == "A.")
  }

  @Test func `says that the call failed`() {
    #expect(ToolReply(["content": [], "isError": true])?.isError == true)
  }

  @Test(
    arguments: [[:], [], "text", 7, ["content": "text"], ["content": ["type": "text"]]] as [JSON])
  func `is none where it is no result`(value: JSON) { #expect(ToolReply(value) == nil) }
}

@Suite struct `A line of the protocol` {
  private func read(_ text: String) -> [Incoming]? { Incoming.read(Array(text.utf8)) }

  @Test func `is an answer, a request or a notification`() {
    #expect(
      read(#"{"jsonrpc":"2.0","id":3,"result":{"a":1}}"#) == [
        .answer(id: 3, .success(["a": 1]))
      ])
    #expect(
      read(#"{"jsonrpc":"2.0","id":3,"error":{"code":-1,"message":"no"}}"#) == [
        .answer(id: 3, .failure(Incoming.Refusal(code: -1, message: "no")))
      ])
    #expect(
      read(#"{"jsonrpc":"2.0","id":"x","method":"ping"}"#) == [
        .request(id: "x", method: "ping")
      ])
    #expect(
      read(#"[{"jsonrpc":"2.0","method":"a"},{"jsonrpc":"2.0","id":"3","result":{}}]"#) == [
        .notification(method: "a"), .answer(id: -1, .success([:])),
      ])
  }

  @Test(arguments: [
    LongText(""), "x", "{}", "[]", "7", "null", #"{"id":1,"result":{}}"#,
    #"{"jsonrpc":"2.0","id":1}"#,
    #"{"jsonrpc":"2.0","id":1,"result":null}"#, #"[{"jsonrpc":"2.0","method":"a"},7]"#,
    #"{"jsonrpc":"2.0","id":1,"result""#, LongText(repeating: "[", count: 100_000),
    #"{"jsonrpc":"2.0","method":7}"#,
  ])
  func `is nothing else`(given: LongText) { #expect(read(given.text) == nil) }

  @Test func `of bytes that are no UTF-8, cut anywhere or turned over breaks nothing`() {
    let line = Array(#"{"jsonrpc":"2.0","id":1,"result":{"content":[{"text":"ü👋"}]}}"#.utf8)
    for place in line.indices {
      _ = Incoming.read(line[..<place])
      for byte: UInt8 in [0, 0x22, 0x5c, 0x7b, 0xff] {
        var turned = line
        turned[place] = byte
        if case .answer(_, .success(let value))? = Incoming.read(turned)?.first {
          _ = ToolReply(value)
        }
      }
    }
  }

  @Test func `ends where it ends, however the bytes come, and has a bound`() throws {
    let text = Array("one\r\n\n  \ntwo\nthree".utf8)
    for size in 1...text.count {
      var buffer = LineBuffer(limit: 100)
      var lines: [[UInt8]] = []
      for start in stride(from: 0, to: text.count, by: size) {
        let taken = buffer.take(text[start..<min(text.count, start + size)])
        lines += try #require(taken)
      }
      #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["one", "two"])
    }
    var small = LineBuffer(limit: 3)
    let within = small.take(Array("abc\nabc".utf8)[...])
    let beyond = small.take(Array("d".utf8)[...])
    #expect(within != nil && beyond == nil)
  }
}

@Suite struct `What a server sees of the environment` {
  @Test func `is who the user is and where their things are, and no key`() {
    let changes = ServerEnvironment.changes(to: [
      "PATH": "/bin", "HOME": "/home", "LC_ALL": "C", "COLLEAGUE_API_KEY": "k",
      "OPENAI_API_KEY": "k", "AWS_SECRET": "s", "GIT_DIR": "x", "http_proxy": "p",
    ])
    #expect(
      changes.keys.sorted() == [
        "AWS_SECRET", "COLLEAGUE_API_KEY", "GIT_DIR", "OPENAI_API_KEY", "http_proxy",
      ])
    #expect(changes.values.allSatisfy { $0 == nil })
  }
}
