import Engine
import Text
import Vocabulary

/// The first message of a prompt: the issue, the mandate, an overview of the project, what is known from earlier work,
/// and the project's advice.
struct OpeningMessage {
  let run: Run
  /// Whether tools of servers are offered.
  var hasTools = false
  let words: StepWords
  /// The most bytes; holds where it is two thousand at least.
  let byteLimit: Int

  /// The message.
  func text(in sources: borrowing some SourceTree & ~Copyable) throws(WorkspaceFailure) -> String {
    let issue = run.issue
    // The rest is for headings, marks and the mandate.
    var dataLimit = max(600, byteLimit - 1200)
    let known = words.known(run.recollections, limit: dataLimit / 8).map {
      OpeningTexts.known(known: $0)
    }
    dataLimit -= known?.utf8.count ?? 0
    var parts = [OpeningTexts.issue(issue: words.issue(issue, limit: dataLimit * 2 / 5))]
    if !issue.criteria.isEmpty {
      let items = issue.criteria.map { "- \($0)" }.joined(separator: "\n")
      parts.append(
        OpeningTexts.criteria(criteria: words.data("criteria", items, limit: dataLimit / 8)))
    }
    parts.append(mandate)
    let overview = try overview(in: sources)
    parts.append(
      OpeningTexts.overview(files: words.data("files", overview, limit: dataLimit / 8)))
    for (path, content) in try named(in: sources, limit: dataLimit / 5) {
      parts.append(words.data(OpeningTexts.namedFile(path: path), content))
    }
    if words.isFenced, let renaming = Renaming(in: issue) {
      parts.append(OpeningTexts.renaming(old: renaming.old, new: renaming.new))
    }
    if let known { parts.append(known) }
    if let advice = try OpeningMessage.advice(in: "", sources) {
      parts.append(
        OpeningTexts.advice(advice: words.data("advice", advice, limit: dataLimit / 5)))
    }
    return parts.joined(separator: "\n\n")
  }

  /// The project's files from above, those with alike names in one line, in no more bytes than the topmost take by
  /// themselves.
  private func overview(
    in sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) -> String {
    let most = max(40, min(200, byteLimit / 240))
    let entries = try sources.baseOverview(limit: 2 * most)
    var left = entries.prefix(most).reduce(0) { $0 + $1.utf8.count + 1 }
    let listing = PathListing(Array(entries.prefix(2 * most))).lines
    let lines = listing.prefix { line in
      left -= line.utf8.count + 1
      return left >= 0
    }
    let isCut = entries.count > 2 * most || lines.count < listing.count
    return lines.joined(separator: "\n") + (isCut ? "\n" + OpeningTexts.moreFiles : "")
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
        !path.hasPrefix("/"), !path.contains(".."),
        !found.contains(where: { $0.path.isExactly(path) }),
        let bytes = try sources.baseContents(of: String(path), limit: min(left, 8 << 10)),
        let content = String(validating: bytes, as: UTF8.self), !bytes.contains(0)
      else { continue }
      left -= bytes.count
      found.append((String(path), content))
    }
    return found
  }

  /// The names in an issue that asks for a name to become another, such as "Rename `calc` to `order_total`".
  private struct Renaming {
    let old: String
    let new: String

    /// `nil` where the issue asks for none.
    init?(in issue: Issue) {
      let words = "\(issue.title)\n\(issue.body)".split {
        $0.isWhitespace || "`'\"(),;:".contains($0)
      }
      .map { String($0.hasSuffix(".") ? $0.dropLast() : $0) }
      for (index, word) in words.enumerated() where word.lowercased() == "rename" {
        let rest = words[(index + 1)...].prefix(8)
        guard let to = rest.firstIndex(where: { ["to", "as", "into", "->"].contains($0) }),
          to > index + 1, to + 1 < words.count
        else { continue }
        let (old, new) = (words[to - 1], words[to + 1])
        guard NameRenaming(from: old, to: new) != nil else { continue }
        (self.old, self.new) = (old, new)
        return
      }
      return nil
    }
  }

  private var mandate: String {
    let name = clipped(words.line(run.baseName), to: 100)
    var lines = [OpeningTexts.base(name: name, commit: run.base.abbreviated())]
    if let command = run.mandate.testCommand {
      lines.append(OpeningTexts.tests(command: clipped(words.line(command), to: 300)))
    } else {
      lines.append(OpeningTexts.noTests)
    }
    if !run.mandate.paths.isEmpty {
      let globs = words.line(run.mandate.paths.joined(separator: ", "))
      lines.append(OpeningTexts.paths(paths: clipped(globs, to: 300)))
    }
    lines.append(OpeningTexts.limits(steps: run.mandate.budget.steps))
    if !run.mandate.network.isEmpty {
      let hosts = run.mandate.network.map { words.line($0) }.joined(separator: ", ")
      lines.append(OpeningTexts.hosts(hosts: clipped(hosts, to: 600)))
    }
    if hasTools { lines.append(OpeningTexts.tools) }
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

extension StepWords {
  /// The issue's title and body between marks, at most `limit` bytes of them.
  func issue(_ issue: Issue, limit: Int) -> String {
    let text = OpeningTexts.issueText(title: issue.title, body: issue.body)
    guard isFenced else { return data("issue", text, limit: limit) }
    return tagged(cut(safe(text), to: limit))
  }

  /// An issue between tags, which no text of it ends. Small models take what stands in a fence for code.
  func tagged(_ text: String) -> String {
    let text = text.replacing("</issue", with: "</ issue")
    return "<issue>\n\(text)\(text.hasSuffix("\n") ? "" : "\n")</issue>"
  }
}
