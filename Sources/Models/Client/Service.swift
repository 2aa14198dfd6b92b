/// A service that answers prompts.
package protocol Service: Sendable {
  /// Answers one prompt, in one attempt of at most so many seconds.
  ///
  /// - Parameter tell: Called with the bytes received so far, on any thread.
  /// - Throws: ``APIFault``.
  func answer(
    to prompt: Prompt, by model: Model, within seconds: Double,
    tell: @escaping @Sendable (_ received: Int) -> Void
  ) async throws(APIFault) -> Answer
}
