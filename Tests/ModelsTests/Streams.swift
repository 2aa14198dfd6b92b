import HTTP
import Text
import Vocabulary

@testable import Models

/// What came of a stream: an answer, or the fault.
typealias Outcome = Result<Answer, APIFault>

/// What a stream comes to when it arrives in these pieces.
func outcome(of pieces: [ArraySlice<UInt8>], _ api: Model.API) -> Outcome {
  var parser = EventParser(splitsObjects: true)
  var accumulator = api.wire.makeAccumulator()
  do {
    for piece in pieces {
      for event in try parser.feed(piece) { try accumulator.take(event) }
    }
  } catch let fault as APIFault {
    return .failure(fault)
  } catch {
    return .failure(.broken(reason: "\(error)"))
  }
  return Outcome { () throws(APIFault) in try accumulator.answer() }
}

/// What a stream comes to in one piece.
func outcome(of stream: String, _ api: Model.API) -> Outcome {
  outcome(of: [Array(stream.utf8)[...]], api)
}

/// The events of a stream that arrives in these pieces.
private func events(of pieces: [ArraySlice<UInt8>]) -> [Event] {
  var parser = EventParser()
  return pieces.flatMap { (try? parser.feed($0)) ?? [] }
}

/// The first way of cutting the stream in two, or into single bytes, that gives an accumulator other
/// events, so that it might come to something else.
func cutThatMatters(_ stream: String) -> Int? {
  let bytes = Array(stream.utf8)
  let whole = events(of: [bytes[...]])
  for place in 0...bytes.count where events(of: [bytes[..<place], bytes[place...]]) != whole {
    return place
  }
  return events(of: bytes.indices.map { bytes[$0...$0] }) == whole ? nil : -1
}

/// A stream of chunks of a chat completion.
func chunks(_ chunks: String..., done: Bool = true) -> String {
  chunks.map { "data: \($0)\n\n" }.joined() + (done ? "data: [DONE]\n\n" : "")
}

/// A chunk with this delta.
func delta(_ delta: String, _ reason: String? = nil) -> String {
  let end = reason.map { "\"\($0)\"" } ?? "null"
  return #"{"id":"c1","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(end)}]}"#
}

/// A chunk that ends the answer.
func ends(_ reason: String) -> String { delta("{}", reason) }

/// A piece of a call; members are left out where they are `nil`.
func piece(
  _ arguments: String?, name: String? = nil, id: String? = nil, index: Int? = nil
) -> String {
  func quoted(_ text: String) -> String { JSON.string(text).text }
  let function = [
    name.map { #""name":\#(quoted($0))"# }, arguments.map { #""arguments":\#(quoted($0))"# },
  ]
  let members = [
    index.map { #""index":\#($0)"# }, id.map { #""id":\#(quoted($0))"# },
    #""function":{\#(function.compactMap(\.self).joined(separator: ","))}"#,
  ]
  return "{\(members.compactMap(\.self).joined(separator: ","))}"
}

/// A chunk with these pieces of calls.
func calls(_ pieces: String...) -> String {
  delta(#"{"tool_calls":[\#(pieces.joined(separator: ","))]}"#)
}

extension Answer {
  /// An answer of these parts.
  static func saying(
    _ text: String = "", calls: [RawCall] = [], stop: Stop = .done, usage: Usage? = nil
  ) -> Answer {
    var answer = Answer()
    answer.text = text
    answer.calls = calls
    answer.stop = stop
    answer.usage = usage
    return answer
  }
}

/// A call.
func call(_ name: String, _ arguments: String, id: String = "") -> Answer.RawCall {
  Answer.RawCall(id: id, name: name, arguments: arguments)
}
