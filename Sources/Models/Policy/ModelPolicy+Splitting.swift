package import Engine
import Series
import Text
package import Vocabulary

extension ModelPolicy {
  /// The most hunks that the model is asked about; the engine splits larger changes.
  private static var hunkLimit: Int { 400 }

  /// The patches that the model proposes, where hunks of code are in two places at least. Makes one request; of an answer
  /// that cannot be read nothing is taken, so that the engine decides.
  package mutating func proposeSplit(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> SplitDecision {
    // The changes of a reroll belong to the patches of the version before.
    guard run.reroll == nil else { return .engineChoice }
    let hunks: [(hunk: Hunk, text: String)]
    do { hunks = try sources.hunks(limit: 1200) } catch { throw .failed(cause: error) }
    let code = hunks.filter {
      !TestFiles.isTest($0.hunk.path) && !FileKinds.isDocumentation($0.hunk.path)
    }
    guard code.count > 1, hunks.count <= Self.hunkLimit else { return .engineChoice }
    let words = words(of: run)
    let share = max(120, model.window / max(1, hunks.count))
    let list = hunks.map { hunk, text in
      words.data("\(hunk.id), \(hunk.path)", text, limit: share)
    }
    let plan = steps.plan.isEmpty ? "" : words.data("plan", steps.plan, limit: model.window / 6)
    let parts = [
      OpeningTexts.issue(issue: words.issue(run.issue, limit: model.window / 4)), plan,
      RequestTexts.hunks(hunks: list.joined(separator: "\n\n")),
    ]
    let prompt = Prompt(
      system: PromptTexts.split,
      messages: [.user(settings.redactor(parts.filter { !$0.isEmpty }.joined(separator: "\n\n")))],
      outputLimit: min(2000, model.outputLimit))
    guard prompt.tokens + prompt.outputLimit < model.window else { return .engineChoice }
    var client = MeteredClient(service, settings, budget: budget)
    let answer: Answer
    do { answer = try await client.answer(to: prompt, by: model) } catch {
      note(lost: client.cost)
      throw error
    }
    let proposals = PatchProposal.read(TextProtocol.withoutThinking(answer.text))
    return client.decidedSplit(proposals, by: model)
  }
}

extension PatchProposal {
  /// The patches in a model's answer; other lines are ignored.
  static func read(_ text: String) -> [PatchProposal] {
    var proposals: [PatchProposal] = []
    var isWhy = false
    for line in text.lines() {
      let bare = line.drop { " *#-`".contains($0) }
      let (key, value) = pair(bare)
      switch key {
      case "PATCH":
        proposals.append(PatchProposal(subject: clipped(oneLine(value), to: 72), hunks: []))
        isWhy = false
      case "HUNKS" where !proposals.isEmpty:
        let names = value.split { !($0.isLetter || $0.isNumber) }.map { $0.lowercased() }
        proposals[proposals.count - 1].hunks += names
        isWhy = false
      case "WHY" where !proposals.isEmpty:
        proposals[proposals.count - 1].body = oneLine(value)
        isWhy = true
      default:
        guard isWhy, !proposals.isEmpty, !line.allSatisfy(\.isWhitespace) else {
          isWhy = false
          continue
        }
        proposals[proposals.count - 1].body += " " + oneLine(String(line))
      }
    }
    return proposals.filter { !$0.hunks.isEmpty }
  }

  /// A key such as `PATCH`, and the text after its colon.
  private static func pair(_ line: Substring) -> (key: String, value: String) {
    guard let colon = line.firstIndex(of: ":") else { return ("", String(line)) }
    let key = line[..<colon].filter(\.isLetter).uppercased()
    let value = line[line.index(after: colon)...].drop { $0 == "*" || $0 == " " }
    return (key, String(value))
  }
}
