import Engine
import Vocabulary

/// What is said first: the issue, what may be done, the project from above, and its advice.
struct Opening {
  let run: Run
  let words: StepWords
  /// The model's window, in tokens.
  let window: Int

  /// The text; at most about half of the window.
  func text(in sources: borrowing some SourceTree & ~Copyable) throws(WorkspaceFailure) -> String {
    let issue = run.issue
    let body = clip(issue.body, to: window * 3 / 4)
    var parts = [
      "The issue:", words.data("issue", "# \(issue.title)\n\n\(body)"),
    ]
    if !issue.criteria.isEmpty {
      let items = issue.criteria.map { "- \($0)" }.joined(separator: "\n")
      parts.append("Its acceptance criteria:\n" + words.data("criteria", items))
    }
    parts.append(mandate)
    let limit = max(40, min(200, window / 160))
    let entries = try sources.baseOverview(limit: limit)
    let more = entries.count > limit ? "\n… and more" : ""
    parts.append(
      "The project from above:\n"
        + words.data("files", entries.prefix(limit).joined(separator: "\n") + more))
    for (path, content) in try named(in: sources) {
      parts.append(words.data("\(path), as it stands", content))
    }
    if let advice = try Opening.advice(in: "", sources) {
      parts.append(
        "The project's advice to contributors:\n"
          + words.data("advice", clip(advice, to: window / 3)))
    }
    return parts.joined(separator: "\n\n")
  }

  /// The files that the issue names, where they are small: at most three, a sixth of the window in all.
  private func named(
    in sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) -> [(path: String, content: String)] {
    var found: [(path: String, content: String)] = []
    var left = window / 2
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
    var lines = ["The project stands at \(run.baseName) (\(run.base.abbreviated()))."]
    if let command = run.mandate.testCommand {
      lines.append("Its tests are run by: \(oneLine(command))")
    } else {
      lines.append(
        "There is no command for its tests, so nothing can be verified but by what you run.")
    }
    if !run.mandate.paths.isEmpty {
      lines.append(
        "Only files that match these may be changed: "
          + run.mandate.paths.joined(separator: ", "))
    }
    lines.append("Commands have no network. There are at most \(run.mandate.budget.steps) steps.")
    return lines.joined(separator: "\n")
  }

  private func clip(_ text: String, to limit: Int) -> String {
    let bytes = Array(text.utf8)
    guard bytes.count > limit else { return text }
    return String(decoding: bytes[..<limit], as: UTF8.self)
      + "\n[… \(bytes.count - limit) bytes left out …]"
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

  private static func decoded(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension Tools {
  /// Tokens their descriptions take, as we estimate.
  static let tokens = all.reduce(0) {
    $0 + ($1.about.utf8.count + $1.parameters.bytes.count) / 3 + 8
  }
}
