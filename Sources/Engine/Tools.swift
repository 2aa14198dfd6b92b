package import Vocabulary

/// The tools of servers outside of the sandbox, as a run calls them.
package protocol ToolServices: Sendable {
  /// Calls a tool by its name in the run.
  ///
  /// Whatever goes wrong with the call, the server or the tool is an answer.
  ///
  /// - Parameters:
  ///   - arguments: A JSON object as text.
  ///   - seconds: Wall-clock seconds until the call is given up; whether it had an effect is not known then.
  /// - Throws: `CancellationError` when the surrounding task is cancelled.
  func call(
    _ name: String, _ arguments: String, within seconds: Double
  ) async throws(CancellationError) -> ToolAnswer
}

/// What came of a call of a tool.
package struct ToolAnswer: Hashable, Sendable {
  /// How it ended: `exit 0`, `exit 1` for an answer that says it failed, or that none came, `limit time`; `nil` where it
  /// was not made.
  package var ending: Observation.Ending?
  /// What the tool said, cut to a bound.
  package var output: Excerpt
  /// Why it was not made, in a sentence of ours; `nil` where it was.
  package var refusal: String?

  /// A call that was made.
  package init(_ ending: Observation.Ending, _ output: Excerpt) {
    (self.ending, self.output) = (ending, output)
  }

  /// A call that was not made.
  package init(refusal: String) { (output, self.refusal) = (Excerpt(""), refusal) }
}

extension Mandate {
  /// Why the tool `name` may not be called, in a sentence; `nil` where it may. Pure.
  ///
  /// - Parameter left: What may still be spent once its choice is paid for: where the model cannot be asked any more,
  ///   nobody would read the answer.
  package func refusal(
    ofTool name: String, leaving left: Budget, _ policy: PolicyKind
  ) -> String? {
    guard let name = ToolName(name) else { return "that is no name of a tool" }
    guard tools.contains(name.server) else {
      return "the mandate allows no tools of a server '\(name.server)'"
    }
    guard left.seconds > 0 else { return "the time is over" }
    if policy.isLimitedByTokens, left.tokens <= 0 || left.costMicros <= 0 {
      return "the budget is used up, and nobody would read the answer"
    }
    return nil
  }
}
