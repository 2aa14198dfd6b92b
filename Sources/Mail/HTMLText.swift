/// The text of a part in HTML, as a mailer would have written it plainly: what is quoted has `>` before each line. Pure.
///
/// No more of HTML is known than mails need: blocks and breaks end lines, `blockquote` quotes, `pre` keeps its white
/// space, and what no reader sees is left out.
struct HTMLText {
  /// The text.
  private(set) var text = ""
  private var line = ""
  /// Whether the line ends in white space that takes in all that follows.
  private var endsInBlank = false
  private var depth = 0
  private var preformatted = 0
  private var hidden = 0

  /// How deep quotations are shown.
  private static let deepest = 32

  /// Elements that begin and end lines.
  private static let blocks: Set<String> = [
    "address", "article", "blockquote", "body", "dd", "div", "dl", "dt", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "ol", "p", "pre", "section",
    "table", "tr", "ul",
  ]
  /// Elements whose content nobody sees.
  private static let unseen: Set<String> = ["head", "script", "style", "template", "title"]

  private static let entities: [String: String] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "hellip": "…",
    "ndash": "–", "mdash": "—", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”",
    "laquo": "«", "raquo": "»", "copy": "©", "auml": "ä", "ouml": "ö", "uuml": "ü", "Auml": "Ä",
    "Ouml": "Ö", "Uuml": "Ü", "szlig": "ß", "eacute": "é", "egrave": "è", "agrave": "à",
    "ccedil": "ç", "ntilde": "ñ", "euro": "€", "bull": "•", "middot": "·", "times": "×",
  ]

  /// Reads `html`.
  ///
  /// - Complexity: O(*n*) in the text.
  init(_ html: String) {
    var rest = html.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "<": take(tagOf: &rest)
      case "&": take(entityOf: &rest)
      default: take(scalar)
      }
    }
    endLine()
    while text.hasSuffix("\n\n") { text.removeLast() }
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    guard hidden == 0 else { return }
    if preformatted > 0 {
      if scalar == "\n" { endLine(isBreak: true) } else if scalar != "\r" { put(scalar) }
    } else if scalar.properties.isWhitespace, scalar != "\u{a0}" {
      guard !line.isEmpty, !endsInBlank else { return }
      put(" ")
      endsInBlank = true
    } else {
      put(scalar == "\u{a0}" ? " " : scalar)
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    line.unicodeScalars.append(scalar)
    endsInBlank = false
  }

  /// Takes `name;` after an ampersand; the ampersand itself where none follows.
  private mutating func take(entityOf rest: inout Substring.UnicodeScalarView) {
    let name = String(Substring(rest.prefix(32).prefix { $0 != ";" }))
    let after = rest.dropFirst(name.unicodeScalars.count)
    guard after.first == ";", let meant = HTMLText.meaning(of: name) else { return take("&") }
    rest = after.dropFirst()
    guard hidden == 0 else { return }
    for scalar in meant.unicodeScalars { put(scalar == "\u{a0}" ? " " : scalar) }
  }

  private static func meaning(of name: String) -> String? {
    guard name.hasPrefix("#") else { return entities[name] }
    let digits = name.dropFirst()
    let number =
      digits.first == "x" || digits.first == "X"
      ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return number.flatMap { Unicode.Scalar($0) }.map { String($0) }
  }

  /// Takes the rest of a tag or a comment.
  private mutating func take(tagOf rest: inout Substring.UnicodeScalarView) {
    if rest.starts(with: "!--".unicodeScalars) {
      let end = Substring(rest).firstRange(of: "-->")?.upperBound ?? rest.endIndex
      rest = rest[end...]
      return
    }
    let isEnd = rest.first == "/"
    let start = isEnd ? rest.dropFirst() : rest
    guard let first = start.first, first.properties.isAlphabetic || first == "!" else {
      return take("<")
    }
    let name = String(
      Substring(start.prefix { $0.properties.isAlphabetic || ("1"..."6").contains($0) })
    ).lowercased()
    var quote: Unicode.Scalar?
    while let scalar = rest.popFirst() {
      if quote != nil {
        if scalar == quote { quote = nil }
      } else if scalar == "\"" || scalar == "'" {
        quote = scalar
      } else if scalar == ">" {
        break
      }
    }
    take(tag: name, isEnd: isEnd)
  }

  private mutating func take(tag name: String, isEnd: Bool) {
    if HTMLText.unseen.contains(name) {
      hidden = max(0, hidden + (isEnd ? -1 : 1))
      return
    }
    guard hidden == 0 else { return }
    if name == "br" { return endLine(isBreak: true) }
    guard HTMLText.blocks.contains(name) else { return }
    endLine()
    switch name {
    case "blockquote": depth = max(0, depth + (isEnd ? -1 : 1))
    case "pre": preformatted = max(0, preformatted + (isEnd ? -1 : 1))
    case "li" where !isEnd: (line, endsInBlank) = ("- ", true)
    case "p" where isEnd: endParagraph()
    default: break
    }
  }

  /// Ends the line that was begun; an empty one only where it `isBreak`.
  private mutating func endLine(isBreak: Bool = false) {
    guard isBreak || !line.isEmpty else { return }
    if preformatted == 0 { while line.last == " " { line.removeLast() } }
    let marks = String(repeating: ">", count: min(depth, HTMLText.deepest))
    text += (depth > 0 && !line.isEmpty ? marks + " " : marks) + line + "\n"
    (line, endsInBlank) = ("", false)
  }

  private mutating func endParagraph() {
    let marks = String(repeating: ">", count: min(depth, HTMLText.deepest))
    text += marks + "\n"
  }
}
