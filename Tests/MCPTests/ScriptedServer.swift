import Support

@testable import MCP

/// A server of tools made of a script in Python, which a test makes badly behaved.
struct ScriptedServer {
  /// What is to be started.
  let server: ToolServer
  private let folder: TemporaryDirectory

  /// A server that has a tool `echo`; `body` redefines any of the functions in ``frame``.
  init(_ body: String = "", named name: String = "scripted") throws {
    folder = try TemporaryDirectory()
    try folder.write(
      ScriptedServer.frame.replacing("BODY\n", with: body + "\n"), to: "server.py")
    server = ToolServer(name: name, command: "exec python3 '\(folder.path)/server.py'")
  }

  /// A client that has listed its tools; the caller stops it.
  func client(within seconds: Double = 60) async throws -> ToolClient {
    let client = try ToolClient(of: server)
    do {
      try await client.connect(as: (name: "tests", version: "1"), within: seconds)
    } catch {
      client.stop()
      throw error
    }
    return client
  }

  /// What a good server does, one function a request.
  private static let frame = """
    import json, os, signal, subprocess, sys, time

    def send(message):
        sys.stdout.write(json.dumps(dict(message, jsonrpc="2.0")) + "\\n")
        sys.stdout.flush()

    def tool(name, **more):
        return dict({"name": name, "inputSchema": {"type": "object"}}, **more)

    def say(text):
        return {"content": [{"type": "text", "text": text}]}

    def initialize(params):
        return {"protocolVersion": params["protocolVersion"],
                "capabilities": {"tools": {"listChanged": True}},
                "serverInfo": {"name": "scripted", "version": "7"}}

    def tools(params):
        return {"tools": [tool("echo", description="Says it again.")]}

    def call(name, arguments):
        return say(arguments.get("text", ""))

    def hear(message):
        pass

    def start():
        pass

    BODY
    start()
    while True:
        line = sys.stdin.readline()
        if not line:
            break
        message = json.loads(line)
        if "id" not in message or "method" not in message:
            hear(message)
            continue
        params = message.get("params") or {}
        method = message["method"]
        if method == "tools/call":
            result = call(params["name"], params.get("arguments") or {})
        else:
            result = {"initialize": initialize, "tools/list": tools}[method](params)
        if result is not None:
            send({"id": message["id"], "result": result})

    """
}
