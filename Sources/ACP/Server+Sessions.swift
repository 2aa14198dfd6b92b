import Processes
import Synchronization
import Text
import Threads
import Vocabulary

extension Server {
  /// Opens a session in the folder that `params` name.
  func makeSession(_ id: JSON, _ params: JSON) throws(ProtocolError) {
    let directory = try Server.directory(in: params)
    try checkRoom()
    let session: String
    do {
      try workbench.open(directory)
      session = try workbench.makeSession()
    } catch { return refuse(id, error) }
    state.withLock { $0.sessions[session] = Session(id: session, directory: directory) }
    reply(id, ["sessionId": .string(session)])
    offerCommands(in: session)
  }

  /// Takes up a session of before, and tells what happened in it where `isReplayed`.
  func load(_ id: JSON, _ params: JSON, isReplayed: Bool) throws(ProtocolError) {
    let directory = try Server.directory(in: params)
    let name = try Server.session(in: params)
    let stop = StopRequest()
    if state.withLock({ $0.sessions[name] }) == nil { try checkRoom() }
    let found: [RunID]?
    do throws(Refusal) {
      try workbench.open(directory)
      found = try workbench.runs(ofSession: name, in: directory)
    } catch { return refuse(id, error) }
    guard let runs = found else { throw .noSuchSession(name) }
    try state.withLock { state throws(ProtocolError) in
      var session = state.sessions[name] ?? Session(id: name, directory: directory)
      try session.begin(stop)
      state.sessions[name] = session
    }
    try work(for: name, stop) { [self] in
      do throws(Refusal) {
        let standing = try replay(runs, of: name, in: directory, isReplayed: isReplayed, stop)
        end(name, stop, standing)
        reply(id, .object([:]))
        offerCommands(in: name)
      } catch {
        end(name, stop, nil)
        refuse(id, error)
      }
    }
  }

  /// Tells what happened in `runs`; how the newest of them stands.
  private func replay(
    _ runs: [RunID], of session: String, in directory: String, isReplayed: Bool,
    _ stop: StopRequest
  ) throws(Refusal) -> SessionStanding {
    var standing = SessionStanding.none
    for run in isReplayed ? runs[...] : runs.suffix(1) {
      let teller = StepTeller(session, self, stop: stop, isReplay: true)
      let end = try workbench.replay(run, in: directory) { event in
        guard isReplayed, !stop.isRequested else { return false }
        teller.hear(event)
        return true
      }
      if isReplayed { tell(session, .agentMessage(end.message + "\n\n"), stop) }
      standing = end.standing
    }
    return standing
  }

  /// Ends what a session does, and forgets it; its runs stay.
  func close(_ id: JSON, _ params: JSON) throws(ProtocolError) {
    let name = try Server.session(in: params)
    let session = state.withLock { $0.sessions.removeValue(forKey: name) }
    guard let session else { throw .noSuchSession(name) }
    session.stop?.request()
    reply(id, .object([:]))
  }

  /// Starts a turn for a prompt.
  func prompt(_ id: JSON, _ params: JSON) throws(ProtocolError) {
    let name = try Server.session(in: params)
    let text = try PromptText(params["prompt"])
    let stop = StopRequest()
    let (turn, directory) = try state.withLock { state throws(ProtocolError) in
      guard var session = state.sessions[name] else {
        throw ProtocolError.noSuchSession(name)
      }
      try session.begin(stop)
      let turn = try session.turn(for: text)
      state.sessions[name] = session
      return (turn, session.directory)
    }
    try work(for: name, stop) { [self] in carryOut(turn, for: id, of: name, in: directory, stop) }
  }

  /// Has a thread of its own do `body` for the session `name`, which is taken.
  private func work(
    for name: String, _ stop: StopRequest, _ body: @escaping @Sendable () -> Void
  ) throws(ProtocolError) {
    state.withLock { $0.working += 1 }
    let thread = Thread { [self] in
      body()
      state.withLock { $0.working -= 1 }
    }
    guard let thread else {
      state.withLock { $0.working -= 1 }
      end(name, stop, nil)
      throw .noThread
    }
    thread.detach()
  }

  /// Gives the session free that was taken for the turn which `stop` ends.
  func end(_ name: String, _ stop: StopRequest, _ standing: SessionStanding?) {
    state.withLock { state in
      // It may have been closed and loaded anew meanwhile.
      guard state.sessions[name]?.stop === stop else { return }
      state.sessions[name]?.end(standing)
    }
  }

  private func offerCommands(in session: String) {
    for part in SessionUpdate.commands.parts { outbox.post(Server.update(part, of: session)) }
  }

  private static func update(_ part: JSON, of session: String) -> [UInt8] {
    Message.notification("session/update", ["sessionId": .string(session), "update": part])
  }

  /// Tells the client something about a session, once it takes it; drops it where the turn was cancelled meanwhile.
  func tell(_ session: String, _ update: SessionUpdate, _ stop: StopRequest) {
    for part in update.parts {
      outbox.send(Server.update(part, of: session)) { stop.isRequested || closing.isRequested }
    }
  }

  private func checkRoom() throws(ProtocolError) {
    guard state.withLock({ $0.sessions.count }) < Server.sessionLimit else {
      throw .tooManySessions(limit: Server.sessionLimit)
    }
  }

  private static func directory(in params: JSON) throws(ProtocolError) -> String {
    guard let directory = params["cwd"]?.string, directory.hasPrefix("/"),
      !directory.utf8.contains(0)
    else { throw .badParameter("cwd") }
    return directory
  }

  private static func session(in params: JSON) throws(ProtocolError) -> String {
    guard let name = params["sessionId"]?.string else { throw .badParameter("sessionId") }
    let isName = name.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
        || (0x61...0x7a).contains(byte)
    }
    guard isName, !name.isEmpty, name.utf8.count <= 80 else { throw .noSuchSession(name) }
    return name
  }
}
