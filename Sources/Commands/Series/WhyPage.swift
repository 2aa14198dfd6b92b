import Delivery
import FoundationEssentials
import Provenance
import Records
import Text
import Vocabulary

/// What is known of a line, as a person reads it.
struct WhyPage {
  /// Colour, or none.
  let paint: Paint

  /// The page, ending with a line feed.
  func text(of answer: WhyAnswer) -> String {
    let commit = answer.commit
    let day = Date(timeIntervalSince1970: Double(commit.time)).formatted(.iso8601).prefix(10)
    var lines = [
      "\(paint.bold(visible(answer.place)))  \(visible(answer.text))",
      "commit   \(commit.id.abbreviated()) \(day) \(visible(commit.author))",
      "         \(visible(commit.subject))",
    ]
    if let ours = answer.ours {
      lines += self.lines(of: ours, in: commit.id)
    } else {
      lines.append("         a person's commit, not ours")
      if let tool = answer.tool { lines.append("tool     \(words(on: tool))") }
    }
    if let before = answer.before {
      lines += ["", "\(paint.bold("before that:"))  \(visible(before.text))"]
      if before.ours.patch != before.commit {
        lines.append("commit   \(before.commit.abbreviated())")
      }
      lines += self.lines(of: before.ours, in: before.commit)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of ours: WhyAnswer.Ours, in commit: ObjectID) -> [String] {
    var lines: [String] = []
    if let patch = ours.patch {
      let copied = patch == commit ? "" : ", known by \(ours.knownBy)"
      lines.append("patch    \(patch.abbreviated())\(copied)")
    }
    lines.append("run      \(ours.run)")
    if let issue = ours.issue { lines.append("issue    \(visible(issue))") }
    if let verdict = ours.verdict { lines.append("merge    \(sentence(of: verdict))") }
    if !ours.isAsDelivered {
      lines.append("         the line is not as it was delivered; it was changed in this commit")
      if let text = ours.delivered {
        lines += ["", "\(paint.bold("before that:"))  \(visible(text))"]
      }
    }
    if let step = ours.step {
      lines.append("\(paint.bold("step \(step.number):"))   \(visible(step.subject))")
      if let why = step.why { lines.append(indented(why, by: 9)) }
      lines.append("         git colleague show \(step.run):\(step.number)")
    }
    if let rationale = ours.rationale {
      lines += ["", paint.bold("rationale"), indented(rationale, by: 4)]
    }
    return lines
  }

  private func words(on writer: AuthorshipNote.Writer) -> String {
    switch writer {
    case .tool(let name, let model):
      "\(visible(name)) with \(visible(model)) wrote the line, says \(AuthorshipNote.ref)"
    case .person(let name): "\(visible(name)) typed the line, says \(AuthorshipNote.ref)"
    }
  }

  private func indented(_ text: String, by width: Int) -> String {
    let space = String(repeating: " ", count: width)
    var lines = visible(text).split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { $0.isEmpty ? "" : space + $0 }.joined(separator: "\n")
  }
}
