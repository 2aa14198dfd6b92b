import MCP
import Runs
import Text

/// What the doctor finds of the servers of tools that the user's config names.
enum ToolServerFindings {
  /// The seconds that each server has.
  private static let seconds = 15.0

  /// One finding for each server: whether it starts, what it is, and how many tools it has.
  static func findings(of servers: [ToolServer]) async -> [Finding] {
    await withTaskGroup(of: (Int, Finding).self, returning: [Finding].self) { group in
      for (place, server) in servers.enumerated() {
        group.addTask { (place, await finding(of: server)) }
      }
      var all: [(Int, Finding)] = []
      for await one in group { all.append(one) }
      return all.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private static func finding(of server: ToolServer) async -> Finding {
    let name = "tools \(server.name)"
    do throws(MCPError) {
      let client = try await ToolClient.started(server, within: seconds)
      defer { client.stop() }
      let listing = await client.tools(within: seconds)
      let about = client.about
      let itself = [about.name, about.version].filter { !$0.isEmpty }.joined(separator: " ")
      let words = [
        itself.isEmpty ? "no name" : oneLine(itself), "protocol \(about.protocolVersion)",
        counted(listing.count, "tool"),
      ]
      let left =
        listing.omitted.isEmpty
        ? nil
        : Failure(
          ToolsLeftOut(server: server.name, tools: listing.omitted, count: listing.leftOut)
        ).sentence
      return Finding(
        name: name, works: true,
        found: words.joined(separator: ", ") + (left.map { "; \($0)" } ?? ""), mend: nil)
    } catch {
      return Finding(name, Failure(ToolServerFault(server: server.name, error: error)))
    }
  }
}
