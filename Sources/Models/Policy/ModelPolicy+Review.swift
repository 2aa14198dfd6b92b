import Engine
import Series
import Text
import Vocabulary

extension ModelPolicy {
  /// What came of a review.
  struct Review {
    /// The plan items that it asks for; `nil` where it asks for none.
    var objections: String?
    /// What it did not see of the change, in a sentence for people; `nil` where it saw all of it.
    var unseen: String?
  }

  /// A review of the change in a fresh context; it asks for nothing where it cannot be made within the budget or the
  /// window.
  func review(
    _ report: Action.Report, _ run: Run, _ steps: [Step],
    _ sources: borrowing some SourceTree & ~Copyable, _ client: inout MeteredClient<S>
  ) async throws(PolicyFailure) -> Review {
    let patch: String
    // Three bytes a token; the rest of the window is for the other parts and the answer.
    let limit = max(model.window, model.window * 11 / 5 - 5700)
    do { patch = try sources.patch(limit: limit) } catch { throw .failed(cause: error) }
    let words = words(of: run)
    let evidence = Series.evidence(for: run, steps: steps)
    let why = "\(report.why)\n\(report.risks)"
    var parts = [
      RequestTexts.review(
        issue: words.issue(run.issue, limit: model.window / 2), change: words.data("diff", patch),
        evidence: words.data("evidence", evidence.text, limit: model.window / 6),
        why: words.data("why", why, limit: model.window / 8))
    ]
    if steps.contains(where: \.isReview) { parts.append(RequestTexts.reviewedBefore) }
    let prompt = Prompt(
      system: PromptTexts.review,
      messages: [.user(settings.redactor(parts.joined(separator: "\n\n")))],
      outputLimit: min(1500, model.outputLimit))
    let answer: Answer
    do { answer = try await client.answer(to: prompt, by: model) } catch .spent {
      return Review(unseen: ReviewReading.notMade)
    } catch .failed(cause: APIFault.tooLong) {
      return Review(unseen: ReviewReading.notMade)
    }
    let items = ReviewReading.objections(
      in: TextProtocol.withoutThinking(answer.text), to: run.issue)
    return Review(
      objections: items.isEmpty ? nil : items.map { "- [ ] \($0)" }.joined(separator: "\n"),
      unseen: ReviewReading.unseen(in: patch))
  }

  /// The most reviews: in a small window hardly any of the change can be seen, and a small model finds little.
  func reviewLimit(_ speech: Model.Speech?) -> Int {
    if model.window < 24_000 { return 0 }
    return speech == .text ? min(1, settings.reviews) : settings.reviews
  }

  /// Renders data for requests beside the steps.
  func words(of run: Run) -> StepWords {
    StepWords(mark: String(run.id.digits), limit: model.window, redactor: settings.redactor)
  }
}
