import Engine
import Text
import Vocabulary

extension ModelPolicy {
  /// The best of a trial's samples, by the tests, and where they are equal, by the model; `nil` where there are none.
  func pick(
    of step: Step, _ run: Run, _ client: inout MeteredClient<S>
  ) async throws(PolicyFailure) -> Decision? {
    guard case .trial(let candidates) = step.action, !candidates.isEmpty else { return nil }
    let order: [CandidateResult.Mark] = [
      .passes, .improves, .unchanged, .breaks, .unbuilt, .exceeded, .refused,
    ]
    let results = step.observation.results
    let best = order.first { mark in results.contains { $0.mark == mark } }
    let ids = results.filter { $0.mark == best }.map(\.id)
    var tied = candidates.filter { ids.contains($0.id) }
    if tied.isEmpty { tied = Array(candidates.prefix(1)) }
    var chosen = 0
    if tied.count > 1 { chosen = try await preferred(of: tied, run, &client) }
    let edit = tied[chosen]
    let mark = best.map { "\($0)" } ?? StepTexts.notTried
    return client.decided(
      .edit(edit.edits, why: edit.about), by: model,
      saying: StepTexts.sampleTaken(sample: edit.id, count: candidates.count, mark: mark),
      as: Decider.check)
  }

  /// The index of the candidate that the model prefers; 0 where it names none.
  private func preferred(
    of tied: [Candidate], _ run: Run, _ client: inout MeteredClient<S>
  ) async throws(PolicyFailure) -> Int {
    let words = words(of: run)
    let share = model.window / tied.count
    let list = tied.enumerated().map { index, candidate in
      let block = TextProtocol.shown(.edit(candidate.edits, why: ""))
      return RequestTexts.edit(number: index + 1, edit: words.data("edit", block, limit: share))
    }
    let request = RequestTexts.choose(
      issue: words.issue(run.issue, limit: model.window / 2),
      edits: list.joined(separator: "\n\n"))
    let prompt = Prompt(
      system: RequestTexts.chooseInstructions, messages: [.user(settings.redactor(request))],
      outputLimit: min(500, model.outputLimit))
    let answer: Answer
    do { answer = try await client.answer(to: prompt, by: model) } catch .spent {
      return 0
    } catch .failed(cause: APIFault.tooLong) {
      return 0
    }
    let digits = TextProtocol.withoutThinking(answer.text).drop { !$0.isNumber }.prefix {
      $0.isNumber
    }
    return Int(digits).map { min(max(1, $0), tied.count) - 1 } ?? 0
  }
}
