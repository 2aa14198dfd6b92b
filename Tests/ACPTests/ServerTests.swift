import Dispatch
import Glibc
import Processes
import Support
import Synchronization
import Testing
import Text
import Threads
import Vocabulary

@testable import ACP

/// A program around the server that does what a test says.
private final class ScriptedWorkbench: Workbench {
  let run = "20260101-fix-totals-0123456789ab" as RunID
  let turns = Mutex<[Turn]>([])
  let told = Mutex(0)
  let script: @Sendable (Turn, StopRequest, (TurnEvent) -> Void) throws(Refusal) -> TurnEnd

  init(
    _ script:
      @escaping @Sendable (Turn, StopRequest, (TurnEvent) -> Void) throws(Refusal) -> TurnEnd
  ) { self.script = script }

  func open(_ directory: String) throws(Refusal) {
    if directory == "/absent" {
      throw Refusal("there is no repository", hint: "git init", status: 8)
    }
  }

  func makeSession() throws(Refusal) -> String {
    let number = told.withLock { told in
      told += 1
      return told
    }
    return "session-\(number)"
  }

  func runs(ofSession id: String, in directory: String) throws(Refusal) -> [RunID]? {
    id == "session-old" ? [run] : nil
  }

  func keep(_ run: RunID, ofSession id: String) throws(Refusal) {}

  func replay(
    _ run: RunID, in directory: String, hear: (TurnEvent) -> Bool
  ) throws(Refusal) -> TurnEnd {
    if hear(.began(run, top: directory)) { _ = hear(.asked("Fix totals")) }
    return TurnEnd(standing: .waiting(run), message: "Which one?")
  }

  func carryOut(
    _ turn: Turn, in directory: String, stop: StopRequest, hear: (TurnEvent) -> Void
  ) throws(Refusal) -> TurnEnd {
    turns.withLock { $0.append(turn) }
    hear(.began(run, top: directory))
    return try script(turn, stop, hear)
  }

  func sentence(for error: ProtocolError) -> String { "\(error)" }

  func log(_ line: String) {}
}

/// A client of a server, on two pipes.
private final class PipeClient: Sendable {
  let workbench: ScriptedWorkbench
  private let input: [Int32]
  private let output: [Int32]
  private let scanner = Mutex((LineScanner(limit: 1 << 20), [LineScanner.Line]()))
  private let ended = DispatchSemaphore(value: 0)
  private let isDone = Mutex<Bool?>(nil)

  init(_ workbench: ScriptedWorkbench) throws {
    self.workbench = workbench
    var (input, output): ([Int32], [Int32]) = ([0, 0], [0, 0])
    guard pipe(&input) == 0, pipe(&output) == 0 else { throw ProtocolError.noThread }
    (self.input, self.output) = (input, output)
    let server = Server(workbench, name: "tested", version: "1", output: output[1])
    let source = input[0]
    let thread = Thread { [self] in
      let result = server.serve(from: source, until: StopRequest())
      isDone.withLock { $0 = result }
      ended.signal()
    }
    thread?.detach()
  }

  func send(_ text: String) { send(Array((text + "\n").utf8)) }

  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(input[1], $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  func request(_ id: Int, _ method: String, _ params: String = "{}") {
    send(#"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#)
  }

  /// The next line of the server's, within a minute.
  func next() throws -> JSON {
    while true {
      let line: LineScanner.Line? = scanner.withLock { $0.1.isEmpty ? nil : $0.1.removeFirst() }
      if case .whole(let bytes) = line { return try #require(JSON(parsing: bytes)) }
      var watched = pollfd(fd: output[0], events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, 60_000) > 0 else { throw ProtocolError.noThread }
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(output[0], &buffer, buffer.count)
      guard count > 0 else { throw ProtocolError.noThread }
      scanner.withLock { $0.1 += $0.0.take(buffer[..<count]) }
    }
  }

  /// The answer to the request `id`; what comes before it is passed over.
  func answer(_ id: Int) throws -> JSON {
    while true {
      let message = try next()
      if message["method"] == nil, message["id"] == .int(id) { return message }
    }
  }

  /// Initializes and opens a session.
  func open() throws -> String {
    request(1, "initialize", #"{"protocolVersion":1}"#)
    #expect(try answer(1)["result"]?["protocolVersion"] == 1)
    request(2, "session/new", #"{"cwd":"/project","mcpServers":[]}"#)
    return try #require(try answer(2)["result"]?["sessionId"]?.string)
  }

  func prompt(_ id: Int, _ session: String, _ text: String) {
    request(
      id, "session/prompt",
      #"{"sessionId":"\#(session)","prompt":[{"type":"text","text":"\#(text)"}]}"#)
  }

  func cancel(_ session: String) {
    send(#"{"jsonrpc":"2.0","method":"session/cancel","params":{"sessionId":"\#(session)"}}"#)
  }

  /// Ends its stream and waits for the server; whether that was through in time.
  func hangUp() -> Bool? {
    close(input[1])
    guard ended.wait(timeout: .now() + .seconds(60)) == .success else { return nil }
    return isDone.withLock { $0 }
  }

  /// Reads no more.
  func stopReading() { close(output[0]) }
}

@Suite(.timeLimit(.minutes(2)), .ownThreads) struct `A server` {
  /// A workbench whose turns end at once.
  private func quick() -> ScriptedWorkbench {
    let run = "20260101-fix-totals-0123456789ab" as RunID
    return ScriptedWorkbench { _, _, _ in TurnEnd(standing: .ended(run), message: "Done.") }
  }

  /// A workbench whose turns go on until they are stopped.
  private func endless() -> ScriptedWorkbench {
    let run = "20260101-fix-totals-0123456789ab" as RunID
    return ScriptedWorkbench { _, stop, hear in
      var number = 0
      while !stop.isRequested {
        number += 1
        hear(.started(step: number, .test))
        usleep(1000)
      }
      return TurnEnd(standing: .resumable(run), message: "Stopped.")
    }
  }

  @Test func `answers garbage with an error each, and goes on`() throws {
    let client = try PipeClient(quick())
    client.request(9, "session/new", #"{"cwd":"/project"}"#)
    #expect(try client.next()["error"]?["message"] == "notInitialized")
    let session = try client.open()
    // What a new session brings.
    #expect(try client.next()["method"] == "session/update")
    for (line, code) in [
      ("nonsense", -32700), ("[1,2]", -32600), (#"{"jsonrpc":"2.0","id":5}"#, -32600),
      (#"{"jsonrpc":"2.0","id":5,"method":"session/explode"}"#, -32601),
      (#"{"jsonrpc":"2.0","id":5,"method":"session/prompt","params":{"sessionId":"x"}}"#, -32602),
      (#"{"jsonrpc":"2.0","id":5,"method":"session/prompt","params":7}"#, -32602),
      (#"{"jsonrpc":"2.0","id":5,"method":"session/new","params":{"cwd":"relative"}}"#, -32602),
      (
        #"{"jsonrpc":"2.0","id":5,"method":"session/load","params":{"cwd":"/p","sessionId":"../../x"}}"#,
        -32002
      ),
      (#"{"jsonrpc":"2.0","id":5,"method":"session/new","params":{"cwd":"/absent"}}"#, -32603),
    ] {
      client.send(line)
      #expect(try client.next()["error"]?["code"] == .int(code), "\(line)")
    }
    client.send([0xff, 0xfe, 0x00, 0x0a])
    #expect(try client.next()["error"]?["code"] == -32700)
    // Neither is answered: a notification, an answer to nothing, an empty line.
    client.send(#"{"jsonrpc":"2.0","method":"what/ever"}"#)
    client.send(#"{"jsonrpc":"2.0","id":99,"result":{}}"#)
    client.send("\r")
    client.prompt(6, session, "Fix it")
    #expect(try client.answer(6)["result"]?["stopReason"] == "end_turn")
    #expect(client.hangUp() == true)
  }

  @Test func `answers a line of more than 16 MiB, and reads the next`() throws {
    let client = try PipeClient(quick())
    let piece = [UInt8](repeating: UInt8(ascii: "["), count: 1 << 20)
    for _ in 0..<17 { client.send(piece) }
    client.send([0x0a])
    #expect(try client.next()["error"]?["code"] == -32600)
    _ = try client.open()
    #expect(client.hangUp() == true)
  }

  @Test func `stops a turn that is cancelled, and takes the next prompt`() throws {
    let client = try PipeClient(endless())
    let session = try client.open()
    client.prompt(3, session, "Fix it")
    #expect(try client.next()["method"] == "session/update")
    client.prompt(4, session, "And that")
    #expect(try client.answer(4)["error"]?["code"] == -32600)
    client.cancel("session-none")
    client.cancel(session)
    #expect(try client.answer(3)["result"]?["stopReason"] == "cancelled")
    client.cancel(session)
    client.prompt(5, session, "continue")
    client.cancel(session)
    #expect(try client.answer(5)["result"]?["stopReason"] == "cancelled")
    #expect(client.workbench.turns.withLock { $0.last } == .resume(client.workbench.run))
    #expect(client.hangUp() == true)
  }

  @Test(arguments: [true, false])
  func `stops all turns when the client goes away`(isReading: Bool) throws {
    let client = try PipeClient(endless())
    let first = try client.open()
    client.request(3, "session/new", #"{"cwd":"/project"}"#)
    let second = try #require(try client.answer(3)["result"]?["sessionId"]?.string)
    client.prompt(4, first, "Fix it")
    client.prompt(5, second, "Fix that")
    _ = try client.next()
    if !isReading { client.stopReading() }
    #expect(client.hangUp() == true)
  }

  @Test func `holds up the work for a client that does not read, and forgets nothing`() throws {
    let run = "20260101-fix-totals-0123456789ab" as RunID
    let count = Mutex(0)
    let client = try PipeClient(
      ScriptedWorkbench { _, stop, hear in
        for number in 1...6000 where !stop.isRequested {
          hear(.started(step: number, .test))
          count.withLock { $0 = number }
        }
        return TurnEnd(standing: .ended(run), message: "Done.")
      })
    let session = try client.open()
    client.prompt(3, session, "Fix it")
    var (before, now) = (-1, 0)
    // It stands still when the pipe and the queue are full.
    eventually("the work is held up") {
      usleep(300_000)
      (before, now) = (now, count.withLock { $0 })
      return now == before && now > 0
    }
    #expect(now < 3000)
    var seen = 0
    while true {
      let message = try client.next()
      if message["params"]?["update"]?["sessionUpdate"] == "tool_call" { seen += 1 }
      if message["id"] == 3 { break }
    }
    #expect(seen == 6000)
    #expect(client.hangUp() == true)
  }

  @Test(arguments: [
    (#"{"outcome":{"outcome":"selected","optionId":"yes"}}"#, "yes"),
    (#"{"outcome":{"outcome":"selected","optionId":"no"}}"#, "no"),
    (#"{"outcome":{"outcome":"cancelled"}}"#, nil), (#"{"outcome":7}"#, nil), ("null", nil),
    (#"{"outcome":{"outcome":"selected","optionId":"maybe"}}"#, nil),
  ])
  func `asks for leave, and answers the run by it`(_ result: String, _ answer: String?) throws {
    let run = "20260101-fix-totals-0123456789ab" as RunID
    let client = try PipeClient(
      ScriptedWorkbench { turn, _, _ in
        guard turn == .issue("Fix it", again: false) else {
          return TurnEnd(standing: .ended(run), message: "Done.")
        }
        let leave = LeaveQuestion(
          step: 4, question: "May it?", title: "Change", yes: "Yes", no: "No", paths: ["t.py"])
        return TurnEnd(standing: .waiting(run), message: "May it?", leave: leave)
      })
    let session = try client.open()
    client.prompt(3, session, "Fix it")
    var request: JSON = .null
    while request["method"] != "session/request_permission" { request = try client.next() }
    #expect(request["params"]?["options"]?.elements.count == 2)
    let id = try #require(request["id"]).text
    client.send(#"{"jsonrpc":"2.0","id":\#(id),"result":\#(result)}"#)
    #expect(try client.answer(3)["result"]?["stopReason"] == "end_turn")
    let turns = client.workbench.turns.withLock { $0 }
    #expect(turns.dropFirst() == (answer.map { [.answer(run, $0)] } ?? []))
    client.prompt(4, session, "Only that one")
    _ = try client.answer(4)
    let last = client.workbench.turns.withLock { $0.last }
    #expect(
      last
        == (answer == nil ? .answer(run, "Only that one") : .issue("Only that one", again: false)))
    #expect(client.hangUp() == true)
  }

  @Test func `tells what happened in a session of before, and goes on with it`() throws {
    let client = try PipeClient(quick())
    _ = try client.open()
    client.request(
      3, "session/load", #"{"cwd":"/project","sessionId":"session-old","mcpServers":[]}"#)
    var words: [String] = []
    while true {
      let message = try client.next()
      if let text = message["params"]?["update"]?["content"]?["text"]?.string { words.append(text) }
      if message["id"] == 3 { break }
    }
    #expect(words == ["Fix totals", "Which one?\n\n"])
    client.prompt(4, "session-old", "That one")
    _ = try client.answer(4)
    #expect(
      client.workbench.turns.withLock { $0.last } == .answer(client.workbench.run, "That one"))
    client.request(5, "session/close", #"{"sessionId":"session-old"}"#)
    #expect(try client.answer(5)["result"] != nil)
    client.prompt(6, "session-old", "More")
    #expect(try client.answer(6)["error"]?["code"] == -32002)
    #expect(client.hangUp() == true)
  }

  @Test func `has room for 64 sessions`() throws {
    let client = try PipeClient(quick())
    _ = try client.open()
    for number in 0..<64 {
      client.request(10 + number, "session/new", #"{"cwd":"/project"}"#)
      let answer = try client.answer(10 + number)
      #expect((answer["error"] == nil) == (number < 63), "\(number)")
    }
    #expect(client.hangUp() == true)
  }
}
