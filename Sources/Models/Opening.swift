import Engine
import Text
import Vocabulary

/// What is said first: the issue, what may be done, the project from above, and its advice.
struct Opening {
  let run: Run
  let words: StepWords
  /// The most bytes, where that is no less than some two thousand.
  let limit: Int

  /// The text.
  func text(in sources: borrowing some SourceTree & ~Copyable) throws(WorkspaceFailure) -> String {
    let issue = run.issue
    // Headings, marks and the mandate come on top.
    let room = max(600, limit - 1200)
    var parts = [
      "The issue:", words.data("issue", "# \(issue.title)\n\n\(issue.body)", limit: room * 2 / 5),
    ]
    if !issue.criteria.isEmpty {
      let items = issue.criteria.map { "- \($0)" }.joined(separator: "\n")
      parts.append(
        "Its acceptance criteria:\n" + words.data("criteria", items, limit: room / 8))
    }
    parts.append(mandate)
    let most = max(40, min(200, limit / 240))
    let entries = try sources.baseOverview(limit: most)
    let more = entries.count > most ? "\n… and more" : ""
    let overview = entries.prefix(most).joined(separator: "\n") + more
    parts.append("The project from above:\n" + words.data("files", overview, limit: room / 8))
    for (path, content) in try named(in: sources, limit: room / 5) {
      parts.append(words.data("\(path), as it stands", content))
    }
    if let advice = try Opening.advice(in: "", sources) {
      parts.append(
        "The project's advice to contributors:\n"
          + words.data("advice", advice, limit: room / 5))
    }
    return parts.joined(separator: "\n\n")
  }

  /// The files that the issue names, where they are small: at most three, `limit` bytes in all.
  private func named(
    in sources: borrowing some SourceTree & ~Copyable, limit: Int
  ) throws(WorkspaceFailure) -> [(path: String, content: String)] {
    var found: [(path: String, content: String)] = []
    var left = limit
    let text = "\(run.issue.title)\n\(run.issue.body.prefix(20_000))"
    for word in text.split(whereSeparator: { $0.isWhitespace || "`'\"()[],;:<>".contains($0) }) {
      var path = word
      while let last = path.last, ".!?".contains(last) { path.removeLast() }
      if path.hasPrefix("./") { path = path.dropFirst(2) }
      guard found.count < 3, path.contains(where: { $0 == "." || $0 == "/" }), path.count < 200,
        !path.hasPrefix("/"), !path.contains(".."), !found.contains(where: { $0.path == path }),
        let bytes = try sources.baseContents(of: String(path), limit: min(left, 8 << 10)),
        let content = String(validating: bytes, as: UTF8.self), !bytes.contains(0)
      else { continue }
      left -= bytes.count
      found.append((String(path), content))
    }
    return found
  }

  private var mandate: String {
    let name = clipped(words.line(run.baseName), to: 100)
    var lines = ["The project stands at \(name) (\(run.base.abbreviated()))."]
    if let command = run.mandate.testCommand {
      lines.append("Its tests are run by: \(clipped(words.line(command), to: 300))")
    } else {
      lines.append(
        "There is no command for its tests, so nothing can be verified but by what you run.")
    }
    if !run.mandate.paths.isEmpty {
      lines.append(
        "Only files that match these may be changed: "
          + clipped(words.line(run.mandate.paths.joined(separator: ", ")), to: 300))
    }
    lines.append("Commands have no network. There are at most \(run.mandate.budget.steps) steps.")
    return lines.joined(separator: "\n")
  }

  /// The advice file of `folder` at the base: `AGENTS.md`, or `CLAUDE.md` where there is none.
  static func advice(
    in folder: String, _ sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) -> String? {
    for name in ["AGENTS.md", "CLAUDE.md"] {
      let path = folder.isEmpty ? name : "\(folder)/\(name)"
      guard let bytes = try sources.baseContents(of: path, limit: 32 << 10) else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      return text.trimmed.isEmpty ? nil : text
    }
    return nil
  }
}

/// The prompts kept as files beside the code.
enum PromptTexts {
  static let system = decoded(PackageResources.system_md)
  static let tools = decoded(PackageResources.tools_md)
  static let text = decoded(PackageResources.text_md)
  static let review = decoded(PackageResources.review_md)
  static let divide = decoded(PackageResources.divide_md)

  private static func decoded(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
