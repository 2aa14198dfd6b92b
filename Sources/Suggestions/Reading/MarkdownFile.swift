import Text

/// A Markdown file, as far as it leads elsewhere: links, headings, and blocks of commands.
struct MarkdownFile {
  /// A link.
  struct Link: Hashable {
    /// The line, from 1.
    var line: Int
    /// Where it leads, as it is written.
    var target: String
  }

  /// A line of a block of commands.
  struct CommandLine: Hashable {
    /// The line, from 1.
    var line: Int
    /// The command, without the prompt before it.
    var text: String
    /// Whether the block has changed the folder before, so that paths cannot be told.
    var isElsewhere: Bool
  }

  private(set) var links: [Link] = []
  private(set) var anchors: Set<String> = []
  private(set) var commands: [CommandLine] = []

  /// Reads `text`; never fails.
  ///
  /// - Complexity: O(*n*) in the text.
  init(_ text: String) {
    var fence: Substring?
    var isShell = false
    var isElsewhere = false
    var slugs: [String: Int] = [:]
    var last: Substring = ""
    var isComment = false
    for (number, line) in text.lines().enumerated() {
      let bare = line.trimmingSpace
      if let open = fence {
        if bare.hasPrefix(open), bare.drop(while: { $0 == open.first }).isEmpty {
          fence = nil
        } else if isShell, let command = MarkdownFile.command(bare) {
          if ["cd ", "git clone", "pushd ", "docker ", "ssh ", "mkdir "].contains(where: {
            command.hasPrefix($0)
          }) {
            isElsewhere = true
          }
          commands.append(CommandLine(line: number + 1, text: command, isElsewhere: isElsewhere))
        }
        continue
      }
      if bare.hasPrefix("```") || bare.hasPrefix("~~~") {
        fence = bare.prefix { $0 == bare.first }
        let language = bare.dropFirst(fence?.count ?? 3).trimmingSpace.prefix {
          $0.isLetter || $0 == "-"
        }.lowercased()
        isShell = [
          "", "sh", "bash", "shell", "console", "shell-session", "zsh", "terminal", "text",
        ].contains(language)
        isElsewhere = false
        continue
      }
      if isComment || bare.hasPrefix("<!--") {
        isComment = bare.range(of: "-->") == nil
        continue
      }
      guard line.utf8.count <= 20_000 else { continue }
      if line.hasPrefix("    ") || line.hasPrefix("\t") { if last.isEmpty { continue } }
      if bare.hasPrefix("#") {
        note(heading: bare.drop { $0 == "#" }.trimmingSpace, &slugs)
      } else if bare.count >= 3, bare.allSatisfy({ $0 == "=" }) || bare.allSatisfy({ $0 == "-" }) {
        note(heading: last, &slugs)
      }
      takeLinks(of: line, number + 1)
      last = bare
    }
  }

  /// The command of a line of a block; `nil` for output, comments, and what goes on from the line before.
  private static func command(_ line: Substring) -> String? {
    var text = line
    for prompt in ["$ ", "% ", "> "] where text.hasPrefix(prompt) { text = text.dropFirst(2) }
    text = text.trimmingSpace
    guard let first = text.first, first.isLetter || first == "." || first == "/", text.count <= 300
    else {
      return nil
    }
    return String(text)
  }

  private mutating func note(heading: Substring, _ slugs: inout [String: Int]) {
    let slug = MarkdownFile.slug(of: heading)
    let count = slugs[slug, default: 0]
    slugs[slug] = count + 1
    anchors.insert(count == 0 ? slug : "\(slug)-\(count)")
    // What a generator of sites takes between braces.
    if let open = heading.range(of: "{#"),
      let close = heading[open.upperBound...].firstIndex(of: "}")
    {
      anchors.insert(String(heading[open.upperBound..<close]))
    }
  }

  /// The anchor that forges give a heading: lower case, without marks, with hyphens for spaces.
  static func slug(of heading: some StringProtocol) -> String {
    var text = ""
    var rest = Substring(heading)
    // Of a link its words count.
    while let open = rest.range(of: "](") {
      text += rest[..<open.lowerBound]
      let after = rest[open.upperBound...]
      rest = after.firstIndex(of: ")").map { after[after.index(after: $0)...] } ?? ""
    }
    text += rest
    var isTag = false
    var slug = ""
    for scalar in text.lowercased().unicodeScalars {
      if scalar == "<" { isTag = true } else if scalar == ">", isTag { isTag = false; continue }
      guard !isTag else { continue }
      if scalar == " " || scalar == "-" {
        slug.append("-")
      } else if scalar == "_" || scalar.properties.isAlphabetic
        || scalar.properties.numericType != nil
        || scalar.properties.generalCategory == .nonspacingMark
      {
        slug.unicodeScalars.append(scalar)
      }
    }
    return slug
  }

  private mutating func takeLinks(of line: Substring, _ number: Int) {
    let text = MarkdownFile.withoutCode(line)
    for attribute in ["href=\"", "src=\"", "id=\"", "name=\"", "href='", "src='"] {
      var rest = text[...]
      while let found = rest.range(of: attribute) {
        rest = rest[found.upperBound...]
        let value = rest.prefix { $0 != attribute.last }
        if attribute.hasPrefix("id") || attribute.hasPrefix("name") {
          anchors.insert(String(value))
        } else {
          links.append(Link(line: number, target: String(value)))
        }
      }
    }
    var rest = text[...]
    while let found = rest.range(of: "](") {
      rest = rest[found.upperBound...]
      if let target = MarkdownFile.target(rest) { links.append(Link(line: number, target: target)) }
    }
    // A definition: [name]: target
    let bare = text[...].trimmingSpace
    if bare.hasPrefix("["), !bare.hasPrefix("[^"), let close = bare.range(of: "]:") {
      let target = bare[close.upperBound...].trimmingSpace.prefix { !$0.isWhitespace }
      if !target.isEmpty {
        links.append(Link(line: number, target: target.filter { $0 != "<" && $0 != ">" }))
      }
    }
  }

  /// The target of a link, behind its parenthesis.
  private static func target(_ text: Substring) -> String? {
    if text.first == "<" {
      return text.firstIndex(of: ">").map { String(text[..<$0].dropFirst()) }
    }
    var depth = 0
    var target = ""
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" {
        if depth == 0 { return target }
        depth -= 1
      }
      if character.isWhitespace { return target.isEmpty ? nil : target }
      target.append(character)
    }
    return nil
  }

  /// The line without what stands between backquotes.
  private static func withoutCode(_ line: Substring) -> String {
    guard line.utf8.contains(UInt8(ascii: "`")) else { return String(line) }
    var text = ""
    var rest = line
    while let open = rest.firstIndex(of: "`") {
      text += rest[..<open]
      let fence = rest[open...].prefix { $0 == "`" }
      let after = rest[rest.index(open, offsetBy: fence.count)...]
      guard let close = after.range(of: String(fence)) else {
        rest = after
        break
      }
      text += "code"
      rest = after[close.upperBound...]
    }
    return text + rest
  }
}

/// `text` with `%20` and the like as the bytes that they mean; as it is where they are no UTF-8.
func percentDecoded(_ text: String) -> String {
  guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
  var bytes: [UInt8] = []
  var rest = Array(text.utf8)[...]
  while let byte = rest.popFirst() {
    if byte == UInt8(ascii: "%"), rest.count >= 2,
      let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
    {
      bytes.append(value)
      rest = rest.dropFirst(2)
    } else {
      bytes.append(byte)
    }
  }
  return String(validating: bytes, as: UTF8.self) ?? text
}
