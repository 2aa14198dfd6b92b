import Engine
package import MCP
import Models
import Text
import Vocabulary

/// The servers of tools that are at work for one run, and what they offer.
final class RunTools: ToolServices {
  private let clients: [ToolClient]
  private let room: Int
  private let redactor: Redactor

  /// Seconds that all servers have to start, which they do side by side, and to say what tools they have.
  static let startSeconds = 30.0
  /// Seconds that a list of tools may take once it has changed.
  private static let listSeconds = 10.0
  /// The most tools of all servers: services of models take 128 functions, our own among them.
  static let toolLimit = 100
  /// Bytes that are kept of an answer's start, and half as many of its end, as of a command's output.
  private static let answerLimit = 64 << 10

  private init(_ clients: [ToolClient], room: Int, _ redactor: Redactor) {
    (self.clients, self.room, self.redactor) = (clients, room, redactor)
  }

  /// Starts these servers; they have to be stopped.
  ///
  /// - Parameters:
  ///   - room: The most bytes that all tools may take in a request.
  ///   - redactor: Finds what no server is told.
  ///   - warn: Is told once of each server that does not work, as a ``MCP/ToolServerFault``, and of each of which tools are
  ///     left out, as a ``ToolsLeftOut``.
  static func start(
    _ servers: [ToolServer], room: Int, _ redactor: Redactor,
    warn: @escaping @Sendable (any Error) -> Void
  ) async -> RunTools {
    typealias Started = (place: Int, client: ToolClient?, fault: ToolServerFault?)
    let started = await withTaskGroup(of: Started.self, returning: [Started].self) { group in
      for (place, server) in servers.enumerated() {
        group.addTask {
          do throws(MCPError) {
            return (place, try await ToolClient.started(server, within: startSeconds), nil)
          } catch { return (place, nil, ToolServerFault(server: server.name, error: error)) }
        }
      }
      var all: [Started] = []
      for await one in group { all.append(one) }
      return all.sorted { $0.place < $1.place }
    }
    for fault in started.compactMap({ $0.fault }) where fault.error != .cancelled { warn(fault) }
    let tools = RunTools(started.compactMap { $0.client }, room: room, redactor)
    for (server, listing) in await tools.listings() where !listing.omitted.isEmpty {
      warn(ToolsLeftOut(server: server, tools: listing.omitted, count: listing.leftOut))
    }
    return tools
  }

  /// The tools that can be called now, by the order of their servers.
  func offered() async -> [Prompt.Tool] {
    await listings().flatMap(\.listing.tools).map {
      Prompt.Tool(name: $0.name.description, about: $0.about, parameters: $0.schema)
    }
  }

  private func listings() async -> [(server: String, listing: ToolListing)] {
    var (room, number) = (room, RunTools.toolLimit)
    var listings: [(server: String, listing: ToolListing)] = []
    for client in clients where client.end == nil {
      var listing = await client.tools(within: RunTools.listSeconds)
      listing.fit(into: &room, number: &number)
      listings.append((client.server.name, listing))
    }
    return listings
  }

  /// Ends all servers, side by side; takes two seconds where one does not end by itself.
  func stop() { ToolClient.stop(clients) }

  /// Calls a tool; see ``Engine/ToolServices``.
  func call(
    _ name: String, _ arguments: String, within seconds: Double
  ) async throws(CancellationError) -> ToolAnswer {
    guard let name = ToolName(name),
      let client = clients.first(where: { $0.server.name == name.server })
    else { return ToolAnswer(refusal: "no such server of tools is at work here") }
    let server = "the server '\(name.server)'"
    if client.end != nil { return ToolAnswer(refusal: "\(server) has ended") }
    guard let value = JSON(lenient: arguments), case .object = value else {
      return ToolAnswer(refusal: "its arguments are no JSON object")
    }
    guard redactor(arguments).value == arguments else {
      return ToolAnswer(
        refusal: "its arguments hold what looks like a secret, which no server is told")
    }
    let listing = await client.tools(within: min(seconds, RunTools.listSeconds))
    guard listing.tools.contains(where: { $0.name == name }) else {
      return ToolAnswer(refusal: "\(server) has no such tool now")
    }
    do {
      let reply = try await client.call(name.tool, value, within: seconds)
      return ToolAnswer(.exited(reply.isError ? 1 : 0), RunTools.excerpt(reply.text))
    } catch {
      if error == .cancelled, Task.isCancelled { throw CancellationError() }
      return RunTools.answer(to: error, of: server)
    }
  }

  private static func excerpt(_ text: String) -> Excerpt {
    Excerpt(text).cut(head: answerLimit, tail: answerLimit / 2)
  }

  /// What is observed of a call that came to no result.
  private static func answer(to error: MCPError, of server: String) -> ToolAnswer {
    let open = "whether the call had an effect is not known"
    func failed(_ sentence: String) -> ToolAnswer {
      ToolAnswer(.exited(1), Excerpt("\(sentence); \(open)."))
    }
    let subject = server.prefix(1).uppercased() + server.dropFirst()
    switch error {
    case .refused(_, let message): return ToolAnswer(.exited(1), excerpt(message))
    case .slow(let seconds):
      let sentence =
        "\(subject) did not answer within \(Int(seconds.rounded(.up))) s, and was told to leave it"
      return ToolAnswer(.exceeded(.time), Excerpt("\(sentence); \(open)."))
    case .ended(let status, _): return failed("\(subject) ended during the call (status \(status))")
    case .closed, .cancelled: return failed("\(subject) ended during the call")
    case .garbled: return failed("\(subject) wrote what is not of its protocol, and was ended")
    case .flooded(let bytes):
      return failed("\(subject) wrote more than \(bytes >> 20) MiB, and was ended")
    case .malformed: return failed("\(subject) answered what is no result of a tool")
    case .start, .system, .version: return failed("\(subject) does not work")
    }
  }
}

extension ToolClient {
  /// A client of `server` that has listed its tools; where that fails the server is ended again.
  package static func started(
    _ server: ToolServer, within seconds: Double
  ) async throws(MCPError) -> ToolClient {
    let client = try ToolClient(of: server)
    do {
      try await client.connect(
        as: (name: "git-colleague", version: ThisProgram.version), within: seconds)
    } catch {
      client.stop()
      throw error
    }
    return client
  }
}

/// That tools of a server are not offered to the model.
package struct ToolsLeftOut: Error, Hashable {
  /// The server's name.
  package let server: String
  /// Some of them, each with its reason.
  package let tools: [ToolListing.Omission]
  /// How many there are.
  package let count: Int

  /// That `count` tools of `server` are left out, `tools` among them.
  package init(server: String, tools: [ToolListing.Omission], count: Int) {
    (self.server, self.tools, self.count) = (server, tools, count)
  }
}
