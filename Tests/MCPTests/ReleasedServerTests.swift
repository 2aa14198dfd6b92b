import Foundation
import Support
import Testing
import Text
import Vocabulary

@testable import MCP

/// The official Python SDK.
private enum ReleasedSDK: String, CaseIterable, Sendable {
  case first = "1.30.0"
  case second = "2.3.0"

  private var packages: PythonPackages {
    switch self {
    case .first: .mcp1
    case .second: .mcp2
    }
  }

  var python: String { packages.python ?? "" }

  static var areHere: Bool { allCases.allSatisfy { $0.packages.python != nil } }

  /// The server's class, which has another name since version 2; and the error whose words reach the client in both.
  var heading: String {
    switch self {
    case .first:
      """
      from mcp.server.fastmcp import FastMCP as Server, Image, Context
      from mcp.server.fastmcp.exceptions import ToolError
      """
    case .second:
      """
      from mcp.server.mcpserver import MCPServer as Server, Image, Context
      from mcp.server.mcpserver.exceptions import ToolError
      """
    }
  }

  func server(in folder: TemporaryDirectory) throws -> ToolServer {
    let file = "server-\(rawValue).py"
    try folder.write(heading + ReleasedSDK.body, to: file)
    return ToolServer(name: "sdk", command: "exec '\(python)' '\(folder.path)/\(file)'")
  }

  private static let body = """

    import asyncio, os
    from pydantic import BaseModel

    server = Server("judge")

    class Place(BaseModel):
        name: str
        height: float

    @server.tool()
    def add(a: int, b: int) -> int:
        "Adds two numbers."
        return a + b

    @server.tool()
    def place(name: str) -> Place:
        "Looks a place up."
        return Place(name=name, height=12.5)

    @server.tool()
    def picture() -> Image:
        return Image(data=b"12345", format="png")

    @server.tool()
    def fails() -> str:
        raise ToolError("no such page")

    @server.tool()
    async def hangs() -> str:
        await asyncio.sleep(100)
        return ""

    @server.tool()
    async def asks(context: Context) -> str:
        try:
            await context.elicit("what?", Place)
        except BaseException as error:
            return type(error).__name__ + ": " + str(error)
        return "answered"

    server.run()

    """
}

@Suite(
  .timeLimit(.minutes(5)), .ownThreads,
  .needs("the package mcp", ReleasedSDK.areHere))
struct `Servers of the official SDK` {
  @Test(arguments: ReleasedSDK.allCases)
  private func `are listed, called and ended`(sdk: ReleasedSDK) async throws {
    let folder = try TemporaryDirectory()
    let client = try ToolClient(of: try sdk.server(in: folder))
    defer { client.stop() }
    try await client.connect(as: (name: "git-colleague", version: "1"), within: 60)
    #expect(client.about.name == "judge" && client.about.protocolVersion == "2025-11-25")
    let listing = await client.tools(within: 10)
    #expect(
      listing.tools.map(\.name.tool) == ["add", "place", "picture", "fails", "hangs", "asks"])
    #expect(listing.omitted.isEmpty)
    #expect(listing.tools[0].about == "Adds two numbers.")
    #expect(listing.tools[0].schema["properties"]?["a"]?["type"] == "integer")
    #expect(try await client.call("add", ["a": 2, "b": 3], within: 30).text == "5")
    let place = try await client.call("place", ["name": "Brocken"], within: 30)
    #expect(JSON(parsing: place.text) == ["name": "Brocken", "height": .double(12.5)])
    #expect(
      try await client.call("picture", [:], within: 30).text
        == "[image, image/png, 5 bytes, not shown]"
    )
    let failed = try await client.call("fails", [:], within: 30)
    #expect(failed.isError && failed.text.contains("no such page"))
    #expect(try await client.call("add", ["a": "x"], within: 30).isError)
  }

  @Test(arguments: ReleasedSDK.allCases)
  private func `take a cancelled call, and hear that we answer nothing`(sdk: ReleasedSDK)
    async throws
  {
    let folder = try TemporaryDirectory()
    let client = try ToolClient(of: try sdk.server(in: folder))
    defer { client.stop() }
    try await client.connect(as: (name: "git-colleague", version: "1"), within: 60)
    do {
      _ = try await client.call("hangs", [:], within: 1)
      Issue.record("it has answered")
    } catch { #expect(error == .slow(seconds: 1)) }
    let asked = try await client.call("asks", [:], within: 30)
    #expect(!asked.text.contains("answered"), "\(asked.text)")
    #expect(try await client.call("add", ["a": 1, "b": 1], within: 30).text == "2")
  }
}
