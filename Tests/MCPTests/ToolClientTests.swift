import Glibc
import Support
import Testing
import Text
import Vocabulary

@testable import MCP

/// The error that `work` ends with; `nil` where it does not.
private func fault(_ work: () async throws -> Void) async -> MCPError? {
  do { try await work() } catch { return error as? MCPError }
  return nil
}

@Suite(.timeLimit(.minutes(3))) struct `A client of a server` {
  @Test func `agrees on a version, lists tools page by page and calls them`() async throws {
    let scripted = try ScriptedServer(
      """
      def tools(params):
          page = int(params.get("cursor", "0"))
          listed = {"tools": [tool("t%d" % page), tool("u%d" % page)]}
          if page < 3:
              listed["nextCursor"] = str(page + 1)
          return listed
      """)
    let client = try await scripted.client()
    defer { client.stop() }
    #expect(client.about.name == "scripted" && client.about.protocolVersion == "2025-11-25")
    let names = await client.tools(within: 10).tools.map(\.name.description)
    #expect(names == (0..<4).flatMap { ["scripted__t\($0)", "scripted__u\($0)"] })
    #expect(try await client.call("t1", ["text": "größe\n👋"], within: 10).text == "größe\n👋")
    let long = String(repeating: "x", count: 1 << 20)
    #expect(try await client.call("t1", ["text": .string(long)], within: 30).text == long)
  }

  @Test(arguments: ["2024-11-05", "2025-03-26", "2025-06-18"])
  func `speaks older versions`(version: String) async throws {
    let scripted = try ScriptedServer(
      """
      good = initialize
      def initialize(params):
          return dict(good(params), protocolVersion="\(version)")
      """)
    let client = try await scripted.client()
    defer { client.stop() }
    #expect(client.about.protocolVersion == version)
    #expect(await client.tools(within: 10).tools.count == 1)
  }

  @Test func `asks a server that has no tools for none`() async throws {
    let scripted = try ScriptedServer(
      """
      def initialize(params):
          return {"protocolVersion": "2025-06-18", "capabilities": {}}
      def tools(params):
          sys.exit(1)
      """)
    let client = try await scripted.client()
    defer { client.stop() }
    #expect(await client.tools(within: 10).count == 0)
    #expect(client.end == nil)
  }

  @Test func `answers a ping, and nothing else that it is asked`() async throws {
    let scripted = try ScriptedServer(
      """
      heard = []
      def call(name, arguments):
          for number, method in enumerate(["ping", "sampling/createMessage", "elicitation/create", "roots/list"]):
              send({"id": "q%d" % number, "method": method, "params": {}})
              heard.append(json.loads(sys.stdin.readline()))
          send({"method": "notifications/message", "params": {"level": "info", "data": "x"}})
          send({"id": 99, "result": {}})
          return say(json.dumps([[h["id"], h.get("error", {}).get("code", h.get("result"))] for h in heard]))
      """)
    let client = try await scripted.client()
    defer { client.stop() }
    #expect(
      try await client.call("echo", [:], within: 10).text
        == #"[["q0", {}], ["q1", -32601], ["q2", -32601], ["q3", -32601]]"#)
  }

  @Test func `lists the tools anew once they have changed`() async throws {
    let scripted = try ScriptedServer(
      """
      names = ["echo"]
      def tools(params):
          return {"tools": [tool(name) for name in names]}
      def call(name, arguments):
          names.append("later")
          send({"method": "notifications/tools/list_changed"})
          return say("")
      """)
    let client = try await scripted.client()
    defer { client.stop() }
    #expect(await client.tools(within: 10).tools.map(\.name.tool) == ["echo"])
    _ = try await client.call("echo", [:], within: 10)
    #expect(await client.tools(within: 10).tools.map(\.name.tool) == ["echo", "later"])
  }

  @Test func `gives a call up in time, tells the server, and goes on with it`() async throws {
    let scripted = try ScriptedServer(
      """
      told = []
      def call(name, arguments):
          return say(json.dumps(told)) if name == "told" else None
      def hear(message):
          if message["method"] == "notifications/cancelled":
              told.append(message["params"]["requestId"])
      """)
    let client = try await scripted.client()
    defer { client.stop() }
    let start = ContinuousClock.now
    #expect(
      await fault { _ = try await client.call("echo", [:], within: 0.3) } == .slow(seconds: 0.3))
    #expect(ContinuousClock.now - start < .seconds(10))
    #expect(try await client.call("told", [:], within: 10).text == "[3]")
  }

  @Test func `is cancelled with its task`() async throws {
    let scripted = try ScriptedServer("def call(name, arguments):\n    return None")
    let client = try await scripted.client()
    defer { client.stop() }
    let work = Task { await fault { _ = try await client.call("echo", [:], within: 100) } }
    try await Task.sleep(for: .milliseconds(200))
    work.cancel()
    #expect(await work.value == .cancelled)
  }

  @Test func `tells what the server says of a call that failed`() async throws {
    let scripted = try ScriptedServer(
      """
      def call(name, arguments):
          if name == "echo":
              return dict(say("no such page"), isError=True)
          send({"id": 4, "error": {"code": -32602, "message": "Unknown tool: x"}})
      """)
    let client = try await scripted.client()
    defer { client.stop() }
    let reply = try await client.call("echo", [:], within: 10)
    #expect(reply.text == "no such page" && reply.isError)
    #expect(
      await fault { _ = try await client.call("x", [:], within: 10) }
        == .refused(code: -32602, message: "Unknown tool: x"))
  }

  @Test func `starts it at home, with the user's own small environment`() async throws {
    setenv("COLLEAGUE_TEST_TOKEN", "canary", 1)
    let scripted = try ScriptedServer(
      """
      def call(name, arguments):
          return say(os.getcwd() + " " + " ".join(sorted(os.environ)))
      """)
    let client = try await scripted.client()
    defer { client.stop() }
    let words = try await client.call("echo", [:], within: 10).text.split(separator: " ")
    #expect(words.first.map(String.init) == ServerEnvironment.folder)
    #expect(words.contains("PATH") && words.contains("COLLEAGUE_AT_WORK"))
    #expect(!words.contains("COLLEAGUE_TEST_TOKEN"))
  }
}

@Suite(.timeLimit(.minutes(3)), .ownThreads) struct `A server that misbehaves` {
  /// Ways to fail before a server lists its tools, and the sentence for each.
  static let starts: [(body: String, seconds: Double, fault: MCPError)] = [
    (
      "def start():\n    print('broken', file=sys.stderr)\n    sys.exit(3)", 30,
      .ended(status: 3, complaint: "broken")
    ), ("def start():\n    os.kill(os.getpid(), 9)", 30, .ended(status: 137, complaint: nil)),
    ("def start():\n    time.sleep(100)", 0.5, .slow(seconds: 0.5)),
    ("def start():\n    while True:\n        print('junk')", 30, .garbled),
    (
      "def start():\n    while True:\n        sys.stdout.write('x' * 65536)", 30,
      .flooded(bytes: Exchange.lineLimit)
    ),
    (
      "def start():\n    while True:\n        send({'method': 'notifications/message'})", 1,
      .slow(seconds: 1)
    ),
    (
      "def start():\n    while True:\n        send({'method': 'a', 'params': 'x' * 100000})", 60,
      .flooded(bytes: Exchange.answerLimit)
    ),
    (
      """
      def start():
          while True:
              send({'id': 'x' * 60000, 'method': 'ping'})
      """, 60, .flooded(bytes: Exchange.outgoingLimit)
    ),
    (
      "def start():\n    os.close(1)\n    time.sleep(100)", 30, .closed
    ),
    (
      "def initialize(params):\n    return {'protocolVersion': '1999-01-01', 'capabilities': {}}",
      30, .version("1999-01-01")
    ), ("def initialize(params):\n    return {}", 30, .malformed(method: "initialize")),
    (
      """
      def initialize(params):
          send({'id': 1, 'error': {'code': -32601, 'message': 'Method not found'}})
      """, 30, .refused(code: -32601, message: "Method not found")
    ), ("def tools(params):\n    return {'tools': 7}", 30, .malformed(method: "tools/list")),
    ("def tools(params):\n    sys.exit(0)", 30, .ended(status: 0, complaint: nil)),
  ]

  @Test(arguments: starts.indices)
  func `at its start is a fault, and is not left running`(index: Int) async throws {
    let way = Self.starts[index]
    let scripted = try ScriptedServer(way.body)
    let fault = await fault { _ = try await scripted.client(within: way.seconds) }
    #expect(fault == way.fault, "\(way.body)")
    #expect(Processes.naming(scripted.server.command.split(separator: "'")[1].description).isEmpty)
  }

  @Test func `by not being there is told by the shell's status`() async throws {
    let client = try ToolClient(of: ToolServer(name: "s", command: "/nonexistent/server"))
    defer { client.stop() }
    let fault = await fault {
      try await client.connect(as: (name: "tests", version: "1"), within: 30)
    }
    guard case .ended(status: 127, .some)? = fault else {
      Issue.record("\(String(describing: fault))")
      return
    }
  }

  @Test func `by words on its output before it begins is forgiven`() async throws {
    let scripted = try ScriptedServer(
      "def start():\n    print('welcome\\n\\n{\"jsonrpc\": 1}\\n\\x00')\n    os.close(2)")
    let client = try await scripted.client()
    defer { client.stop() }
    #expect(try await client.call("echo", ["text": "a"], within: 10).text == "a")
  }

  @Test func `by dying in a call answers that call, and every later one at once`() async throws {
    let scripted = try ScriptedServer(
      "def call(name, arguments):\n    print('a\\nwhy', file=sys.stderr)\n    os._exit(4)")
    let client = try await scripted.client()
    defer { client.stop() }
    let ended = MCPError.ended(status: 4, complaint: "why")
    #expect(await fault { _ = try await client.call("echo", [:], within: 30) } == ended)
    #expect(await fault { _ = try await client.call("echo", [:], within: 30) } == ended)
    #expect(client.end == ended)
  }

  @Test func `by never reading what it is sent is given up in time`() async throws {
    let scripted = try ScriptedServer(
      "def hear(message):\n    time.sleep(100)")
    let client = try ToolClient(of: scripted.server)
    defer { client.stop() }
    try? await client.connect(as: (name: "tests", version: "1"), within: 1)
    let long = String(repeating: "x", count: 3 << 20)
    #expect(
      await fault { _ = try await client.call("echo", ["text": .string(long)], within: 0.5) }
        == .slow(seconds: 0.5))
  }

  @Test func `with ten thousand tools, in one page or in pages without end, has its first ones`()
    async throws
  {
    let bodies = [
      """
      def tools(params):
          return {"tools": [tool("t%d" % n, description="Does " * 20) for n in range(10000)]}
      """,
      """
      pages = []
      def tools(params):
          pages.append(1)
          return {"tools": [tool("t%d" % len(pages))] * 2, "nextCursor": str(len(pages))}
      """,
      "def tools(params):\n    return {\"tools\": [tool(\"t\")], \"nextCursor\": \"same\"}",
    ]
    var counts: [Int] = []
    for body in bodies {
      let client = try await ScriptedServer(body).client()
      let listing = await client.tools(within: 10)
      counts.append(listing.count)
      #expect(listing.tools.count <= ToolListing.toolLimit)
      client.stop()
    }
    #expect(counts == [10_000, 2 * ToolClient.pageLimit, 2])
  }

  @Test func `that does not want to end is killed with all that it has started`() async throws {
    let mark = "sleep 7\(Int.random(in: 100_000...999_999))"
    let scripted = try ScriptedServer(
      """
      def start():
          signal.signal(signal.SIGTERM, signal.SIG_IGN)
          for own in (False, True):
              subprocess.Popen(["sh", "-c", "\(mark) & wait"], start_new_session=own)
      def hear(message):
          pass
      import atexit
      atexit.register(lambda: time.sleep(100))
      """)
    let client = try await scripted.client()
    #expect(!Processes.naming(mark).isEmpty)
    let start = ContinuousClock.now
    client.stop()
    #expect(ContinuousClock.now - start < .seconds(8))
    #expect(Processes.naming(mark).isEmpty)
    client.stop()
    #expect(await fault { _ = try await client.call("echo", [:], within: 1) } == .cancelled)
  }
}
