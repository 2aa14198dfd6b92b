import Loopback
import Synchronization
import Testing
import Text

@testable import Models

/// A service of one family on loopback: it answers as the family does, and refuses what the family refuses.
///
/// It gives a call to read, words without a call, a call to edit, a claim to be through, and a report; each turn with what
/// the family gives for itself, which has to come back with that turn.
struct StrictService: Sendable {
  /// A family and the wire format that it is spoken to in.
  struct Kind: Sendable, CustomTestStringConvertible {
    let family: ServiceFamily
    var api = Model.API.openai
    var testDescription: String { "\(family.name) by \(api.rawValue)" }
    /// What its address has behind the host.
    var tail: String {
      if family == .azure { return "/openai/deployments/m?api-version=2024-10-21" }
      return api == .anthropic ? "" : "/v1"
    }
  }

  /// The families that are played.
  static let kinds =
    ServiceFamily.all.map { Kind(family: $0) } + [
      Kind(family: .anthropic, api: .anthropic), Kind(family: .openAI, api: .responses),
    ]

  /// A turn that was given: a call, or words alone.
  struct Turn: Sendable {
    let number: Int
    var call: (name: String, arguments: JSON)?
  }

  /// What happened so far.
  final class Log: Sendable {
    let state = Mutex<(turns: [Turn], refusals: [String])>(([], []))
    var turns: [Turn] { state.withLock { $0.turns } }
    var refusals: [String] { state.withLock { $0.refusals } }
  }

  let kind: Kind
  let server: Server
  let log: Log

  /// Its address, as a user sets it.
  var address: String { server.url + kind.tail }

  init(_ kind: Kind) throws {
    self.kind = kind
    let log = Log()
    self.log = log
    server = try Server { request in
      guard let body = JSON(parsing: request.body) else { return Response.status(400) }
      let judge = StrictRules(kind: kind, request: request, body: body, turns: log.turns)
      if let refusal = judge.refusal {
        log.state.withLock { $0.refusals.append(refusal) }
        return Response.status(400, body: StrictService.error(refusal, kind.family))
      }
      let turn = StrictService.next(judge.isProbe, log)
      return StrictAnswer(kind: kind, turn: turn).parts
    }
  }

  /// The words of a refusal as the family puts them.
  private static func error(_ message: String, _ family: ServiceFamily) -> String {
    let error: JSON = ["message": .string(message), "type": "invalid_request_error"]
    switch family {
    case .gemini:
      let google: JSON = [
        "error": ["code": 400, "message": .string(message), "status": "INVALID_ARGUMENT"]
      ]
      return JSON.array([google]).text
    case .mistral: return error.merging(["object": "error"]).text
    default: return JSON.object(["error": error]).text
    }
  }

  /// The next turn of the script.
  private static func next(_ isProbe: Bool, _ log: Log) -> Turn {
    if isProbe { return Turn(number: -1, call: ("ready", ["word": "yes"])) }
    return log.state.withLock { state in
      let number = state.turns.count
      let report: JSON = ["subject": "Mend it", "why": "It was wrong."]
      let edit: JSON = ["path": "a.py", "search": "1", "replacement": "2"]
      let script: [(String, JSON)?] = [
        ("read", ["path": "a.py"]), nil, ("edit", ["edits": [edit], "why": "It was wrong."]),
        ("finish", report.merging(["claim": "resolved"])),
        ("finish", report.merging(["claim": "unresolved"])),
      ]
      let turn = Turn(number: number, call: script[min(number, script.count - 1)])
      state.turns.append(turn)
      return turn
    }
  }
}

/// What a service of each kind gives with a turn for itself.
struct StrictGift {
  let kind: StrictService.Kind
  let number: Int
  private var word: JSON { .string("gift \(number)") }

  /// Members of the message.
  var turn: [String: JSON] {
    switch kind.family {
    case .deepSeek, .kimi, .qwen, .glm, .llamaCpp: ["reasoning_content": word]
    case .vllm, .ollama, .lmStudio: ["reasoning": word]
    case .miniMax, .openRouter:
      [
        "reasoning_details": [
          [
            "type": "reasoning.text", "index": 0, "format": "f1", "text": word,
            "signature": .string("sig\(number)"),
          ], ["type": "reasoning.encrypted", "index": 1, "data": word],
        ]
      ]
    default: [:]
    }
  }

  /// Members of the call.
  var call: [String: JSON] {
    kind.family == .gemini ? ["extra_content": ["google": ["thought_signature": word]]] : [:]
  }

  /// The part of the content.
  var part: JSON { ["type": "thinking", "thinking": [["type": "text", "text": word]]] }

  /// The block before the others.
  var block: JSON {
    ["type": "thinking", "thinking": word, "signature": .string("sig\(number)")]
  }

  /// The item before the call.
  var item: JSON {
    [
      "type": "reasoning", "id": .string("rs_\(number)"), "summary": [],
      "encrypted_content": word,
    ]
  }

  /// The id of the call.
  func id(_ name: String) -> String {
    switch kind.family {
    case .kimi: "functions.\(name):\(number)"
    case .mistral: "callxxxx\(number)"
    default: kind.api == .anthropic ? "toolu_\(number)" : "call_\(number)"
    }
  }
}
