import Engine
import Series
import Text
package import Vocabulary

/// Links of the documentation that lead nowhere in the project, and commands of the README that name what is not there.
///
/// Links within the project and their anchors are looked at; nothing is fetched. Where a generator makes a site of the
/// documentation, only links to files by their own names count there. Nothing of a command is run.
package struct ReadmeSource: SuggestionFinding {
  /// Makes one.
  package init() {}

  package var source: Suggestion.Source { .readme }

  /// The most files of documentation that are read.
  private static let limit = 500

  package func find(in project: inout Project) -> SourceResult {
    let folders = Set(
      names: project.files.flatMap { ReadmeSource.folders(above: $0.path) })
    let isSite = [
      "mkdocs.yml", "mkdocs.yaml", "_config.yml", "book.toml", "docs/conf.py", "doc/conf.py",
      "docusaurus.config.js", "docs/_config.yml", "website",
    ]
    .contains { project.has($0) || folders.contains($0) }
    var drafts: [SuggestionDraft] = []
    var read: [ExactText: MarkdownFile] = [:]
    let files = project.files.filter { ReadmeSource.isRead($0.path) }
    for file in files.prefix(ReadmeSource.limit) {
      guard !project.isOverdue else { return SourceResult(drafts, isComplete: false) }
      guard let text = project.bytes(of: file.id).flatMap({ String(validating: $0, as: UTF8.self) })
      else { continue }
      let page = MarkdownFile(text)
      read[file.$path] = page
      let isOfSite = isSite && file.path.contains("/")
      for link in page.links {
        guard let broken = self.broken(link, in: file.path, page, isOfSite, folders, &read, project)
        else { continue }
        drafts.append(draft(link, broken, in: file.path))
      }
      if !file.path.contains("/"), stem(file.path).lowercased() == "readme" {
        drafts += commandDrafts(page, in: file.path, project)
      }
    }
    return SourceResult(
      joined(drafts), isComplete: files.count <= ReadmeSource.limit && !project.isCut)
  }

  /// Whether a file is documentation in Markdown that tells how things are, and not how they were.
  static func isRead(_ path: String) -> Bool {
    let end = ending(path)
    guard end == "md" || end == "markdown", !isForeign(path), !TestFiles.isTest(path),
      !FileKinds.isChangeLog(path)
    else { return false }
    let parts = path.lowercased().split(separator: "/")
    // What a forge or a person fills in, and what tells of the past.
    return !parts.contains { part in
      part == ".github" || part.hasPrefix("changelog") || part == "history.md"
        || part.contains("template")
        || part == "changes" || part == "news" || part == "blog" || part == "_posts"
        || part.hasPrefix("release")
    }
  }

  private static func folders(above path: String) -> [String] {
    var folders: [String] = []
    var rest = path[...]
    while let slash = rest.lastIndex(of: "/") {
      rest = rest[..<slash]
      folders.append(String(rest))
    }
    return folders
  }

  // MARK: Links

  /// Why a link is broken.
  enum Fault: Hashable {
    /// Nothing stands at this path.
    case path(String)
    /// The file at this path has no such anchor.
    case anchor(String, in: String)
  }

  private func broken(
    _ link: MarkdownFile.Link, in path: String, _ page: MarkdownFile, _ isOfSite: Bool,
    _ folders: Set<ExactText>, _ read: inout [ExactText: MarkdownFile], _ project: borrowing Project
  ) -> Fault? {
    let target = link.target
    guard !target.isEmpty, !target.hasPrefix("//"), !ReadmeSource.hasScheme(target),
      !target.contains(where: { "{}$<>*|".contains($0) })
    else { return nil }
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let place = percentDecoded(String(parts[0].prefix { $0 != "?" }))
    let anchor = parts.count > 1 ? percentDecoded(String(parts[1])) : ""
    guard !place.isEmpty else {
      guard !anchor.isEmpty, !isOfSite else { return nil }
      return ReadmeSource.leads(anchor, into: page) ? nil : .anchor(anchor, in: path)
    }
    if isOfSite, !["md", "png", "jpg", "svg", "gif"].contains(ending(place)) { return nil }
    if place.hasPrefix("/"), isOfSite { return nil }
    guard let resolved = ReadmeSource.resolved(place, from: path) else { return nil }
    if project.has(resolved) {
      guard !anchor.isEmpty, !isOfSite, ["md", "markdown"].contains(ending(resolved)) else {
        return nil
      }
      if read[resolved] == nil {
        guard let text = project.text(of: resolved) else { return nil }
        read[resolved] = MarkdownFile(text)
      }
      guard let other = read[resolved], !ReadmeSource.leads(anchor, into: other) else {
        return nil
      }
      return .anchor(anchor, in: resolved)
    }
    if resolved.isEmpty || folders.contains(resolved) { return nil }
    // A wiki, a release, an issue beside the repository's files, as forges lead to.
    let parents = place.prefix { $0 == "." || $0 == "/" }
    if parents.hasPrefix("../"),
      [
        "issues", "wiki", "releases", "pulls", "pull", "blob", "tree", "raw", "actions",
        "discussions", "compare", "commits",
      ].contains(where: { resolved.hasPrefix($0) || place.contains("../" + $0) })
    {
      return nil
    }
    return .path(resolved)
  }

  private static func hasScheme(_ target: String) -> Bool {
    guard let colon = target.firstIndex(of: ":") else { return false }
    return target[..<colon].allSatisfy { $0.isLetter || $0.isNumber || "+.-".contains($0) }
  }

  private static func leads(_ anchor: String, into page: MarkdownFile) -> Bool {
    let low = anchor.lowercased()
    // Lines of a file, and what forges put before the names of their own anchors.
    if low.hasPrefix("l"), low.dropFirst().first?.isNumber == true { return true }
    let bare = low.hasPrefix("user-content-") ? String(low.dropFirst(13)) : low
    return page.anchors.contains { $0.lowercased() == bare || $0 == anchor } || bare == "top"
      || bare == "readme" || bare.isEmpty || bare.contains(":~:")
      // Pictures before a heading leave a hyphen or nothing, by the forge.
      || page.anchors.contains { $0.lowercased().drop { $0 == "-" } == bare.drop { $0 == "-" } }
  }

  /// The path from the top that a link means; `nil` for one that leads out of the project.
  static func resolved(_ place: String, from path: String) -> String? {
    var parts = place.hasPrefix("/") ? [] : folder(path).split(separator: "/")
    for part in place.split(separator: "/") {
      if part == "." { continue }
      if part == ".." {
        guard parts.popLast() != nil else { return nil }
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }

  private func draft(
    _ link: MarkdownFile.Link, _ fault: Fault, in path: String
  ) -> SuggestionDraft {
    let words: String
    let command: String
    var strength = 0.7
    switch fault {
    case .path(let missing):
      words = "there is nothing at \(code(missing))"
      command = "git ls-files -- \(shellQuoted(missing))"
    case .anchor(let anchor, let other):
      words = "no heading of \(code(other)) has the anchor \(code(anchor))"
      command = "grep -n '^#' \(shellQuoted(other))"
      strength = 0.5
    }
    if !path.contains("/") { strength += 0.2 }
    return SuggestionDraft(
      .readme, about: [path, link.target],
      title: "The link \(code(link.target, limit: 80)) in \(code(path)) leads nowhere",
      matter: "\(code("\(path):\(link.line)")) links to \(code(link.target)), and \(words).",
      criteria: ["The link leads to what it speaks of, or is gone", "No other link is changed"],
      evidence: [
        .init(path: path, line: link.line, text: link.target),
        .init(command: command, text: "prints nothing that the link could mean"),
      ], reasons: ["\(fault)"], strength: strength)
  }

  // MARK: Commands

  private func commandDrafts(
    _ page: MarkdownFile, in path: String, _ project: borrowing Project
  ) -> [SuggestionDraft] {
    let targets = MakeTargets(of: project)
    let scripts = project.text(of: "package.json").flatMap { JSON(parsing: $0) }?["scripts"]
    var drafts: [SuggestionDraft] = []
    for command in page.commands where !command.isElsewhere {
      let words = command.text.split(whereSeparator: \.isWhitespace).map(String.init)
      guard let missing = missing(in: words, targets, scripts, project) else { continue }
      drafts.append(
        SuggestionDraft(
          .readme, about: [path, command.text],
          title:
            "The command \(code(command.text, limit: 60)) in \(code(path)) names what is not there",
          matter:
            "\(code("\(path):\(command.line)")) tells people to run \(code(command.text)), and there is no \(missing).",
          criteria: ["The command works as it is written, or is gone"],
          evidence: [
            .init(path: path, line: command.line, text: command.text),
            .init(text: "there is no \(missing)"),
          ],
          reasons: [missing], strength: 0.75))
    }
    return drafts
  }

  /// What a command names and is not there, in words; `nil` where nothing is known to be missing.
  private func missing(
    in words: [String], _ targets: MakeTargets?, _ scripts: JSON?, _ project: borrowing Project
  ) -> String? {
    guard let program = words.first,
      !words.contains(where: { $0.contains(where: { "<>$*{}[]|;&=`".contains($0) }) })
    else { return nil }
    if program == "make", words.count == 2, let targets, let goal = words.last,
      !goal.hasPrefix("-"),
      !targets.has(goal), !project.has(goal)
    {
      return "target \(code(goal)) in \(code(targets.path))"
    }
    if program == "npm", words.count == 3, words[1] == "run", let scripts, scripts[words[2]] == nil
    {
      return "script \(code(words[2])) in \(code("package.json"))"
    }
    var file: String?
    if program.hasPrefix("./"), words.count >= 1 { file = String(program.dropFirst(2)) }
    if ["sh", "bash"].contains(program), words.count >= 2, words[1].hasSuffix(".sh") {
      file = words[1]
    }
    if program == "pip", let place = words.firstIndex(of: "-r"), place + 1 < words.count {
      file = words[place + 1]
    }
    guard var file, !file.hasPrefix("/"), !file.hasPrefix("~"), !file.contains("..") else {
      return nil
    }
    if file.hasPrefix("./") { file.removeFirst(2) }
    let isMade =
      [
        "build", "bin", "target", "dist", "out", "node_modules", ".venv", "venv", "env",
        "configure",
      ]
      .contains { file.hasPrefix($0) } || !file.contains(".")
    guard !isMade, !project.has(file) else { return nil }
    return "file \(code(file))"
  }

  /// One draft where several are about the same.
  private func joined(_ drafts: [SuggestionDraft]) -> [SuggestionDraft] {
    var seen: Set<String> = []
    return drafts.filter { seen.insert($0.id).inserted }
  }
}

/// The targets of a project's makefile.
struct MakeTargets {
  /// The makefile.
  let path: String
  private var names: Set<String> = []
  private var isOpen = false

  /// Reads the makefile at the top; `nil` where there is none.
  init?(of project: borrowing Project) {
    guard let path = ["GNUmakefile", "makefile", "Makefile"].first(where: { project.has($0) }),
      let text = project.text(of: path)
    else { return nil }
    self.path = path
    for line in text.lines() where !line.hasPrefix("\t") && !line.hasPrefix("#") {
      if line.hasPrefix("include") || line.hasPrefix("-include") || line.hasPrefix("sinclude") {
        isOpen = true
      }
      guard let colon = line.firstIndex(of: ":") else { continue }
      let heads = line[..<colon].split(whereSeparator: \.isWhitespace)
      for head in heads {
        if head.contains("%") || head.contains("$") { isOpen = true }
        names.insert(String(head))
      }
      if heads.contains(".PHONY") {
        names.formUnion(
          line[line.index(after: colon)...].split(whereSeparator: \.isWhitespace).map(String.init))
      }
    }
  }

  /// Whether there is, or may be, such a target.
  func has(_ name: String) -> Bool { isOpen || names.contains(name) }
}
