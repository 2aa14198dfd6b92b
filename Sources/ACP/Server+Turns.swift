import Processes
import Text
import Vocabulary

extension Server {
  /// Carries out a turn, with what follows from the answers to questions for leave, and answers the prompt `id`.
  ///
  /// The session is free before the client has the answer.
  func carryOut(
    _ turn: Turn, for id: JSON, of session: String, in directory: String, _ stop: StopRequest
  ) {
    var turn = turn
    while true {
      let teller = StepTeller(session, self, stop: stop, isReplay: false)
      let end: TurnEnd
      do throws(Refusal) {
        end = try workbench.carryOut(turn, in: directory, stop: stop) { teller.hear($0) }
      } catch {
        self.end(session, stop, nil)
        if stop.isRequested { return reply(id, Server.ending(.cancelled, .object([:]))) }
        return refuse(id, error)
      }
      if case .waiting(let run) = end.standing, let leave = end.leave, !stop.isRequested {
        switch ask(leave, of: run, in: teller.top ?? directory, session, stop) {
        case .chosen("yes"):
          turn = .answer(run, "yes")
          continue
        case .chosen("no"):
          turn = .answer(run, "no")
          continue
        default: break
        }
      }
      tell(session, .agentMessage(end.message), stop)
      self.end(session, stop, end.standing)
      let reason = stop.isRequested ? .cancelled : end.reason
      return reply(id, Server.ending(reason, end.facts))
    }
  }

  private static func ending(_ reason: TurnEnd.Reason, _ facts: JSON) -> JSON {
    ["stopReason": .string(reason.rawValue), "_meta": ["colleague": facts]]
  }

  /// Asks the client's person whether what judges the run may be changed.
  private func ask(
    _ leave: LeaveQuestion, of run: RunID, in top: String, _ session: String,
    _ stop: StopRequest
  ) -> Permissions.Answer {
    var call = ToolCall(id: "\(run):\(leave.step)")
    call.title = leave.title
    call.kind = .edit
    call.status = .pending
    call.content = [.text(leave.question)]
    call.locations = leave.paths.map { .init("\(top)/\($0)") }
    let options: JSON = [
      ["optionId": "yes", "name": .string(leave.yes), "kind": "allow_once"],
      ["optionId": "no", "name": .string(leave.no), "kind": "reject_once"],
    ]
    let params: JSON = [
      "sessionId": .string(session), "toolCall": call.json, "options": options,
    ]
    let isAbandoned = { [closing] in stop.isRequested || closing.isRequested }
    tell(session, .toolCall(call), stop)
    let answer = permissions.ask(unless: isAbandoned) { number in
      outbox.send(
        Message.request(number, "session/request_permission", params), unless: isAbandoned)
    }
    var after = ToolCall(id: call.id)
    after.status = answer == .none || answer == .chosen("no") ? .failed : .completed
    tell(session, .toolCallUpdate(after), stop)
    return answer
  }
}

/// Tells the client what happens in a turn; belongs to the thread of the turn.
final class StepTeller {
  private let session: String
  private let server: Server
  private let stop: StopRequest
  private let isReplay: Bool
  private var updates: StepUpdates?
  /// The top of the working tree, once a run has begun.
  private(set) var top: String?

  init(_ session: String, _ server: Server, stop: StopRequest, isReplay: Bool) {
    self.session = session
    self.server = server
    self.stop = stop
    self.isReplay = isReplay
  }

  /// Tells of an event, once the client takes it.
  func hear(_ event: TurnEvent) {
    switch event {
    case .began(let run, let top):
      self.top = top
      updates = StepUpdates(of: run, in: top)
      guard !isReplay else { return }
      do throws(Refusal) { try server.workbench.keep(run, ofSession: session) } catch {
        server.workbench.log(error.sentence)
      }
    case .asked(let text): tell([.userMessage(text)])
    case .started(let number, let kind): tell(updates?.started(number, kind) ?? [])
    case .kept(let step, let texts):
      tell(updates?.kept(step, texts: texts, isReplay: isReplay) ?? [])
    }
  }

  private func tell(_ updates: [SessionUpdate]) {
    for update in updates { server.tell(session, update, stop) }
  }
}
