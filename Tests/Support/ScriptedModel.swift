import Foundation
package import Loopback

/// A model made of a script, served on loopback in either format, streamed in small pieces.
///
/// Its answers depend on the request alone, so that a run which is broken off and taken up again meets the
/// same model.
package final class ScriptedModel: Sendable {
  /// The formats it speaks.
  package enum Format: Sendable, CaseIterable {
    /// OpenAI's chat completions.
    case openai
    /// Anthropic's messages.
    case anthropic
  }

  /// What is asked.
  package struct Turn: Sendable {
    /// The request.
    package let request: ReceivedRequest
    /// The number of the step that is to be chosen: one more than the last the prompt tells of.
    package let step: Int
    /// What kind of question it is.
    package let kind: Kind

    /// The kinds of questions.
    package enum Kind: Sendable {
      /// What to do next.
      case choice
      /// What a change lacks.
      case review
      /// How a change is divided into patches.
      case division
      /// Whether functions can be called.
      case probe
    }
  }

  /// What it says.
  package enum Say: Sendable {
    /// Words alone.
    case words(String)
    /// A call, its arguments as JSON, after some words.
    case call(String, String, words: String = "On it.")
    /// Several calls in one answer, after some words.
    case calls([(name: String, arguments: String)], words: String = "On it.")
    /// Anything else, as it goes over the wire.
    case parts([Part])
  }

  /// The server.
  package let server: Server
  private let format: Format
  private let respond: @Sendable (ReceivedRequest) -> [Part]

  /// Serves `script`; probes are answered with a call, reviews with approval, unless it says otherwise.
  package init(
    _ format: Format = .openai, script: @escaping @Sendable (Turn) -> Say?
  ) throws {
    self.format = format
    let respond: @Sendable (ReceivedRequest) -> [Part] = { request in
      let turn = Turn(request: request)
      let say = script(turn) ?? ScriptedModel.standard(turn)
      switch format {
      case .openai: return ScriptedModel.openai(say, request)
      case .anthropic: return ScriptedModel.anthropic(say, request)
      }
    }
    self.respond = respond
    server = try Server { respond($0) }
  }

  /// The git settings that make a repository's runs ask this model.
  package var settings: [String: String] {
    let isOpenAI = format == .openai
    return [
      "colleague.model": "scripted", "colleague.api": isOpenAI ? "openai" : "anthropic",
      "colleague.baseUrl": server.url + (isOpenAI ? "/v1" : ""),
    ]
  }

  /// What it answers to `request`, for a server that does something to it on the way.
  package func answer(to request: ReceivedRequest) -> [Part] { respond(request) }

  /// What was asked so far, probes and reviews left out.
  package var choices: [Turn] {
    server.received.map(Turn.init).filter { $0.kind == .choice }
  }

  private static func standard(_ turn: Turn) -> Say {
    switch turn.kind {
    case .probe: .call("ready", #"{"word":"yes"}"#)
    case .review: .words("APPROVED")
    case .division: .words("I cannot tell.")
    case .choice: .call("finish", #"{"claim":"unresolved","subject":"","why":"The script ends."}"#)
    }
  }
}

extension ScriptedModel.Turn {
  package init(request: ReceivedRequest) {
    self.request = request
    let text = request.text
    let marks = text.ranges(of: "(Step ")
    let last = marks.last.flatMap { Int(text[$0.upperBound...].prefix { $0.isNumber }) }
    step = (last ?? 0) + 1
    kind =
      text.contains("You answer by calling functions.")
      ? .probe
      : text.contains("You review a change")
        ? .review : text.contains("You divide a finished change") ? .division : .choice
  }

  /// The messages as JSON, each in one line, marks for caches left out.
  package var messages: [String] {
    let root = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
    let messages = root?["messages"] as? [Any] ?? []
    return messages.map { message in
      let data = try? JSONSerialization.data(
        withJSONObject: ScriptedModel.Turn.unmarked(message), options: .sortedKeys)
      return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
  }

  private static func unmarked(_ value: Any) -> Any {
    if let object = value as? [String: Any] {
      return object.filter { $0.key != "cache_control" }.mapValues(unmarked)
    }
    if let array = value as? [Any] { return array.map(unmarked) }
    return value
  }
}

extension ScriptedModel {
  /// `text` in pieces of a few characters.
  private static func pieces(_ text: String) -> [String] {
    var pieces: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
      pieces.append(String(rest.prefix(11)))
      rest = rest.dropFirst(11)
    }
    return pieces
  }

  private static func quoted(_ text: String) -> String {
    let data = try? JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed)
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }

  private static func openai(_ say: Say, _ request: ReceivedRequest) -> [Part] {
    var deltas = [#"{"role":"assistant","content":""}"#]
    var reason = "stop"
    switch say {
    case .parts(let parts): return parts
    case .words(let words): deltas += pieces(words).map { #"{"content":\#(quoted($0))}"# }
    case .call(let name, let arguments, let words):
      return openai(.calls([(name, arguments)], words: words), request)
    case .calls(let calls, let words):
      deltas += pieces(words).map { #"{"content":\#(quoted($0))}"# }
      for (index, call) in calls.enumerated() {
        let start = #""index":\#(index),"id":"call_\#(index + 1)","type":"function""#
        deltas.append(
          #"{"tool_calls":[{\#(start),"function":{"name":"\#(call.name)","arguments":""}}]}"#)
        deltas += pieces(call.arguments).map {
          #"{"tool_calls":[{"index":\#(index),"function":{"arguments":\#(quoted($0))}}]}"#
        }
      }
      reason = "tool_calls"
    }
    let chunks = deltas.map { #"{"choices":[{"index":0,"delta":\#($0)}]}"# }
    let end = #"{"choices":[{"index":0,"delta":{},"finish_reason":"\#(reason)"}]}"#
    let sent = request.body.count / 4
    let usage =
      #"{"choices":[],"usage":{"prompt_tokens":\#(sent),"completion_tokens":\#(deltas.count),"#
      + #""prompt_tokens_details":{"cached_tokens":\#(sent / 2)}}}"#
    return Response.events(chunks + [end, usage, "[DONE]"])
  }

  private static func anthropic(_ say: Say, _ request: ReceivedRequest) -> [Part] {
    let sent = request.body.count / 4
    var events = [
      #"{"type":"message_start","message":{"usage":{"input_tokens":\#(sent),"#
        + #""cache_read_input_tokens":7,"output_tokens":1}}}"#
    ]
    func block(_ index: Int, _ start: String, _ deltas: [String]) {
      events.append(
        #"{"type":"content_block_start","index":\#(index),"content_block":\#(start)}"#)
      events += deltas.map { #"{"type":"content_block_delta","index":\#(index),"delta":\#($0)}"# }
      events.append(#"{"type":"content_block_stop","index":\#(index)}"#)
    }
    func text(_ words: String) -> [String] {
      pieces(words).map { #"{"type":"text_delta","text":\#(quoted($0))}"# }
    }
    var reason = "end_turn"
    switch say {
    case .parts(let parts): return parts
    case .words(let words): block(0, #"{"type":"text","text":""}"#, text(words))
    case .call(let name, let arguments, let words):
      return anthropic(.calls([(name, arguments)], words: words), request)
    case .calls(let calls, let words):
      if request.text.contains(#""budget_tokens""#) {
        block(
          0, #"{"type":"thinking","thinking":""}"#,
          [
            #"{"type":"thinking_delta","thinking":"hmm"}"#,
            #"{"type":"signature_delta","signature":"signed-\#(request.number)"}"#,
          ])
      }
      block(1, #"{"type":"text","text":""}"#, text(words))
      for (index, call) in calls.enumerated() {
        block(
          index + 2,
          #"{"type":"tool_use","id":"toolu_\#(index + 1)","name":"\#(call.name)","input":{}}"#,
          pieces(call.arguments).map {
            #"{"type":"input_json_delta","partial_json":\#(quoted($0))}"#
          })
      }
      reason = "tool_use"
    }
    events += [
      #"{"type":"message_delta","delta":{"stop_reason":"\#(reason)"},"usage":{"output_tokens":\#(events.count)}}"#,
      #"{"type":"message_stop"}"#,
    ]
    return Response.events(events)
  }
}
