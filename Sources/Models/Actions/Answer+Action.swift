import Text
import Vocabulary

/// A reply as it was read.
struct ReadReply {
  /// What it asks for first.
  var action: PolicyAction
  /// Its further calls, in order.
  var further: [FurtherCall] = []
  /// The words around them.
  var words: String
}

extension Answer {
  /// The actions it means, in order, and the words around them.
  ///
  /// Of several calls the first has to be one that can be carried out; what is wrong with a later one is kept beside it.
  ///
  /// - Parameter offered: The tools of servers that can be called beside our own functions.
  /// - Throws: ``InvalidReply`` where there is no action in it, or the first cannot be read.
  func actions(
    _ speech: Model.Speech, _ offered: OfferedFunctions = .own
  ) throws(InvalidReply) -> ReadReply {
    if !calls.isEmpty {
      return try reply(calls.map { $0.meaning(offered) }, words: TextProtocol.words(in: text))
    }
    if stop == .length, speech == .tools {
      throw InvalidReply(correction: Corrections.cutBeforeCall, kind: .cut)
    }
    let plain = TextProtocol.withoutThinking(text).trimmed
    guard !plain.isEmpty else {
      throw InvalidReply(
        correction: thinking.isEmpty ? Corrections.emptyReply : Corrections.onlyThinking,
        kind: .empty)
    }
    // Some models write their calls out as text even where the server has calls.
    if let written = try TextProtocol.writtenCalls(in: text, isWhole: stop == .done) {
      return try reply(
        written.calls.map { call in
          Result { () throws(InvalidReply) in
            try PolicyAction(calling: call.name, call.arguments, offered)
          }
        }, words: written.words)
    }
    guard speech == .tools else {
      let reading = try TextProtocol.read(text, isWhole: stop == .done)
      return ReadReply(action: reading.action, words: reading.words)
    }
    throw InvalidReply(correction: Corrections.noCall, kind: .noCall)
  }

  /// The reply of several calls: one that ends the work has to be the last.
  private func reply(
    _ meanings: [Result<PolicyAction, InvalidReply>], words: String
  ) throws(InvalidReply) -> ReadReply {
    var further = meanings.enumerated().dropFirst().map { index, meaning in
      switch meaning {
      case .success(.finish) where index < meanings.count - 1:
        FurtherCall(fault: Corrections.finishIsNotLast)
      case .success(let action): FurtherCall(Action(action))
      case .failure(let error): FurtherCall(fault: error.correction)
      }
    }
    if stop == .length { further.append(FurtherCall(fault: Corrections.cutAfterCall)) }
    guard let first = meanings.first else {
      throw InvalidReply(correction: Corrections.noCall, kind: .noCall)
    }
    let action = try first.get()
    if case .finish = action, meanings.count > 1 {
      throw InvalidReply(correction: Corrections.finishIsNotLast, kind: .wrongCall)
    }
    return ReadReply(action: action, further: further, words: words)
  }

  /// The reply as the model is shown it beside a correction, in about `limit` bytes at most.
  func echo(bytes limit: Int) -> String {
    let said = TextProtocol.withoutThinking(text).trimmed
    let written = calls.first.map {
      Corrections.echoedCall(
        function: clipped(oneLine($0.name), to: 60), arguments: cut($0.arguments, to: limit / 2))
    }
    let parts = [said.isEmpty ? nil : cut(said, to: limit), written].compactMap(\.self)
    return parts.isEmpty ? Corrections.echoedNothing : parts.joined(separator: "\n")
  }
}

extension Answer.RawCall {
  /// The action it means.
  fileprivate func meaning(
    _ offered: OfferedFunctions
  ) -> Result<PolicyAction, InvalidReply> {
    guard !name.isEmpty else {
      return .failure(InvalidReply(correction: Corrections.namelessCall, kind: .garbled))
    }
    guard let object else {
      return .failure(
        InvalidReply(
          correction: Corrections.noArguments(function: oneLine(name)), kind: .garbled))
    }
    return Result { () throws(InvalidReply) in try PolicyAction(calling: name, object, offered) }
  }
}
