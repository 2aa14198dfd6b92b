import Synchronization
package import Text
import Vocabulary

/// A client of one server of tools: the Model Context Protocol over its standard streams, as far as tools need it.
///
/// The handshake of the versions from 2024-11-05 to 2025-11-25; nothing is offered to the server.
package final class ToolClient: Sendable {
  /// The server.
  package let server: ToolServer
  private let connection: Connection
  private let state = Mutex(State())

  private struct State {
    var about = About(name: "", version: "", protocolVersion: "", hasTools: false)
    var listing = ToolListing()
  }

  /// What a server says of itself.
  package struct About: Hashable, Sendable {
    /// Its own name; empty where it gives none.
    package let name: String
    /// Its own version; empty where it gives none.
    package let version: String
    /// The version of the protocol that it has chosen.
    package let protocolVersion: String
    /// Whether it has tools at all.
    package let hasTools: Bool
  }

  /// The versions of the protocol that we speak, the newest last, which is asked for.
  package static let versions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]

  /// The most pages of a list of tools, and the most tools that are read of it.
  static let (pageLimit, listLimit) = (100, 10_000)

  /// A client of `server`, which is started; ``connect(as:within:)`` comes next.
  ///
  /// - Throws: ``MCPError/system(errno:)``; nothing runs then.
  package init(of server: ToolServer) throws(MCPError) {
    self.server = server
    connection = try Connection(to: server.command)
  }

  /// Agrees with the server on a version, and lists its tools.
  ///
  /// - Parameters:
  ///   - program: Our name and version.
  ///   - seconds: Seconds for all of it.
  /// - Throws: ``MCPError``; the server is to be stopped then.
  package func connect(
    as program: (name: String, version: String), within seconds: Double
  ) async throws(MCPError) {
    let start = ContinuousClock.now
    let params: JSON = [
      "protocolVersion": .string(ToolClient.versions.last ?? ""), "capabilities": [:],
      "clientInfo": ["name": .string(program.name), "version": .string(program.version)],
    ]
    let answer = try await connection.request(
      "initialize", params, within: seconds, isCancellable: false)
    let about = try ToolClient.about(answer)
    state.withLock { $0.about = about }
    connection.notify("notifications/initialized")
    let left = seconds - (ContinuousClock.now - start) / .seconds(1)
    if about.hasTools { try await list(within: max(1, left)) }
  }

  /// What the server says of itself.
  package var about: About { state.withLock { $0.about } }

  /// Why nothing more can be asked of the server; `nil` while it can.
  package var end: MCPError? { connection.end }

  /// The tools as they are now: listed anew where the server has said that they are others.
  ///
  /// Where that fails the list before stands.
  package func tools(within seconds: Double) async -> ToolListing {
    if about.hasTools, connection.takeStaleness() { try? await list(within: seconds) }
    return state.withLock { $0.listing }
  }

  /// Calls a tool by its own name.
  ///
  /// - Throws: ``MCPError``: with ``MCPError/slow(seconds:)`` and ``MCPError/cancelled`` the server has been told, and
  ///   whether the call had an effect is not known.
  package func call(
    _ tool: String, _ arguments: JSON, within seconds: Double
  ) async throws(MCPError) -> ToolReply {
    let result = try await connection.request(
      "tools/call", ["name": .string(tool), "arguments": arguments], within: seconds)
    guard let reply = ToolReply(result) else { throw .malformed(method: "tools/call") }
    return reply
  }

  /// Ends the server with all that it has started; may be called several times.
  package func stop() { connection.stop() }

  /// Ends the servers of `clients` side by side.
  package static func stop(_ clients: [ToolClient]) {
    for client in clients { client.connection.beginStop() }
    for client in clients { client.connection.stop() }
  }

  private static func about(_ answer: JSON) throws(MCPError) -> About {
    guard let version = answer["protocolVersion"]?.string else {
      throw .malformed(method: "initialize")
    }
    guard versions.contains(version) else { throw .version(clipped(version, to: 40)) }
    let info = answer["serverInfo"]
    return About(
      name: clipped(info?["name"]?.string ?? "", to: 80),
      version: clipped(info?["version"]?.string ?? "", to: 40), protocolVersion: version,
      hasTools: answer["capabilities"]?["tools"] != nil)
  }

  /// Lists the tools, page by page.
  private func list(within seconds: Double) async throws(MCPError) {
    let start = ContinuousClock.now
    var listing = ToolListing()
    var cursors: Set<String> = []
    var cursor: String?
    repeat {
      let left = seconds - (ContinuousClock.now - start) / .seconds(1)
      guard left > 0 else { throw .slow(seconds: seconds) }
      let page = try await connection.request(
        "tools/list", cursor.map { ["cursor": .string($0)] } ?? [:], within: left)
      guard case .array(let tools)? = page["tools"] else {
        throw .malformed(method: "tools/list")
      }
      for tool in tools { listing.add(tool, from: server.name) }
      cursor = page["nextCursor"]?.string
      // A cursor that comes again would lead in circles.
      if let next = cursor, !cursors.insert(next).inserted { cursor = nil }
    } while cursor != nil && cursors.count < ToolClient.pageLimit
      && listing.count < ToolClient.listLimit
    state.withLock { $0.listing = listing }
  }
}
