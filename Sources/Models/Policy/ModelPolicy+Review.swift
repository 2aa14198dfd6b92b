import Engine
import Series
import Text
import Vocabulary

extension ModelPolicy {
  /// The plan items that a review in a fresh context asks for; `nil` where it asks for none, or cannot be made within the
  /// budget or the window.
  func review(
    _ report: Action.Report, _ run: Run, _ steps: [Step],
    _ sources: borrowing some SourceTree & ~Copyable, _ client: inout MeteredClient<S>
  ) async throws(PolicyFailure) -> String? {
    let patch: String
    do { patch = try sources.patch(limit: model.window) } catch { throw .failed(cause: error) }
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

  /// Renders data for requests beside the steps.
  func words(of run: Run) -> StepWords {
    StepWords(mark: String(run.id.digits), limit: model.window, redactor: settings.redactor)
  }
}
