import Engine
import Series
import Text
import Vocabulary

extension ModelPolicy {
  /// What a review in a fresh context finds missing; `nil` when nothing is.
  func review(
    _ report: Action.Report, _ run: Run, _ steps: [Step],
    _ sources: borrowing some SourceTree & ~Copyable, _ asking: inout Asking<S>
  ) async throws(PolicyFailure) -> String? {
    let patch: String
    do { patch = try sources.patch(limit: model.window) } catch { throw .failed(cause: error) }
    let words = words(of: run)
    let evidence = Series.evidence(for: run, steps: steps)
    let why = "\(report.why)\n\(report.risks)"
    var parts = [
      "The issue:", issue(of: run, words), "The change:", words.data("diff", patch),
      "What the tests say:", words.data("evidence", evidence, limit: model.window / 6),
      "Its author says:", words.data("why", why, limit: model.window / 8),
    ]
    let earlier = steps.filter(\.isReview)
    if !earlier.isEmpty {
      parts.append(
        "An earlier review asked for changes; judge whether they were made, and stay with what matters."
      )
    }
    let prompt = Prompt(
      system: PromptTexts.review,
      messages: [.user(parts.joined(separator: "\n\n"))],
      outputLimit: min(1500, model.outputLimit))
    let answer: Answer
    do { answer = try await asking.answer(to: prompt, by: model) } catch .spent {
      return nil
    } catch .failed(cause: APIFault.tooLong) {
      return nil
    }
    let lines = TextProtocol.withoutThinking(answer.text).lines().map(\.trimmed)
    let isApproved = lines.contains { $0.filter(\.isLetter) == "APPROVED" }
    let items = lines.filter { $0.hasPrefix("- ") || $0.hasPrefix("* ") }
    guard !items.isEmpty, !isApproved else { return nil }
    return items.prefix(12).map { "- [ ] \($0.dropFirst(2))" }.joined(separator: "\n")
  }

  /// The edit to be made of a trial's samples: by the tests, and where they do not tell, by the model;
  /// `nil` where there are none.
  func pick(
    of step: Step, _ run: Run, _ asking: inout Asking<S>
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
    if tied.count > 1 { chosen = try await preferred(of: tied, run, &asking) }
    let edit = tied[chosen]
    let word = best.map { "\($0)" } ?? "not tried"
    return asking.decided(
      .edit(edit.edits, why: edit.about), by: model,
      saying: "\(edit.id) of \(candidates.count): \(word).", as: Decider.check)
  }

  /// The place of the candidate that the model likes best; the first where it does not say.
  private func preferred(
    of tied: [Candidate], _ run: Run, _ asking: inout Asking<S>
  ) async throws(PolicyFailure) -> Int {
    let words = words(of: run)
    let share = model.window / tied.count
    let list = tied.enumerated().map { index, candidate in
      let block = TextProtocol.shown(.edit(candidate.edits, why: ""))
      return "Edit \(index + 1):\n" + words.data("edit", block, limit: share)
    }
    let prompt = Prompt(
      system: "You choose between edits of a program that its tests do not tell apart.",
      messages: [
        .user(
          "The issue:\n\(issue(of: run, words))\n\n\(list.joined(separator: "\n\n"))\n\n"
            + "Answer with the number of the edit that resolves the issue best.")
      ], outputLimit: min(500, model.outputLimit))
    let answer: Answer
    do { answer = try await asking.answer(to: prompt, by: model) } catch .spent {
      return 0
    } catch .failed(cause: APIFault.tooLong) {
      return 0
    }
    let digits = TextProtocol.withoutThinking(answer.text).drop { !$0.isNumber }.prefix {
      $0.isNumber
    }
    return Int(digits).map { min(max(1, $0), tied.count) - 1 } ?? 0
  }

  private func words(of run: Run) -> StepWords {
    StepWords(mark: String(run.id.suffix(12)), limit: model.window, clean: settings.clean)
  }

  private func issue(of run: Run, _ words: StepWords) -> String {
    words.data("issue", "# \(run.issue.title)\n\n\(run.issue.body)", limit: model.window / 2)
  }
}
