import Glibc
import Vocabulary

/// Finds the lines of a file that hold a text, or match a regular expression.
enum LineSearch {
  /// These bytes, anywhere in a line.
  case literal([UInt8])
  /// A match of the expression within a line; case counts, and a character is a Unicode scalar.
  case pattern(Regex<AnyRegexOutput>)

  /// Longer lines are not matched with an expression, in bytes.
  static let patternWidth = 1000

  /// The search for `text`.
  ///
  /// - Throws: ``Refusal`` for an empty text, one of several lines, and an expression that is none or
  ///   whose matching could take for ever.
  init(_ text: String, isPattern: Bool) throws(Refusal) {
    guard !text.isEmpty else { throw Refusal(sentence: "there is nothing to search for") }
    guard isPattern else {
      guard !text.utf8.contains(.lineFeed) else {
        throw Refusal(sentence: "a search is for a text within one line; this one has several")
      }
      self = .literal(Array(text.utf8))
      return
    }
    guard !LineSearch.canRunAway(text) else {
      throw Refusal(
        sentence: "the pattern repeats what is itself a repetition, or a choice, without bound, "
          + "which can take for ever; search for a simpler one")
    }
    do {
      self = .pattern(
        try Regex(text).matchingSemantics(.unicodeScalar).wordBoundaryKind(.simple))
    } catch {
      throw Refusal(sentence: "'\(text)' is no regular expression: \(error)")
    }
  }

  /// The places of the matching lines in `file`, with their numbers; `nil` when `isOver` said so.
  func lines(
    of file: [UInt8], until isOver: () -> Bool
  ) -> [(number: Int, content: Range<Int>)]? {
    switch self {
    case .literal(let text): return literalLines(of: file, text)
    case .pattern(let regex):
      let lines = TextLines(file)
      var found: [(number: Int, content: Range<Int>)] = []
      for (index, content) in lines.contents.enumerated()
      where content.count <= LineSearch.patternWidth {
        if isOver() { return nil }
        let line = String(decoding: file[content], as: UTF8.self)
        if (try? regex.firstMatch(in: line)) != nil { found.append((index + 1, content)) }
      }
      return found
    }
  }

  private func literalLines(
    of file: [UInt8], _ text: [UInt8]
  ) -> [(number: Int, content: Range<Int>)] {
    guard LineSearch.find(text, in: file, from: 0) != nil else { return [] }
    let lines = TextLines(file)
    var found: [(number: Int, content: Range<Int>)] = []
    var position = 0
    while let place = LineSearch.find(text, in: file, from: position) {
      let number = lines.number(ofLineAt: place)
      found.append((number, lines.contents[number - 1]))
      position = lines.end(of: number - 1)
    }
    return found
  }

  /// Where `text` stands first at or after `start`; `nil` for nowhere.
  static func find(_ text: [UInt8], in file: [UInt8], from start: Int) -> Int? {
    guard let first = text.first else { return nil }
    return file.withUnsafeBytes { bytes in
      var position = start
      while position + text.count <= bytes.count, let base = bytes.baseAddress {
        let rest = bytes.count - text.count - position + 1
        guard let hit = memchr(base + position, Int32(first), rest) else { return nil }
        let offset = UnsafeRawPointer(hit) - base
        if memcmp(hit, text, text.count) == 0 { return offset }
        position = offset + 1
      }
      return nil
    }
  }

  /// Whether a group that is repeated without bound holds a repetition without bound or a choice:
  /// matching goes back and forth, and such a group can be gone through in exponentially many ways.
  ///
  /// A choice between words that begin with different letters or digits is let through.
  static func canRunAway(_ pattern: String) -> Bool {
    var groups: [(repeats: Bool, text: String)] = [(false, "")]
    var rest = Substring(pattern)
    var isClass = false
    while let character = rest.popFirst() {
      let text =
        String(character) + (character == "\\" ? rest.popFirst().map(String.init) ?? "" : "")
      groups[groups.count - 1].text += text
      if isClass || character == "[" {
        isClass = character != "]"
      } else if character == "(" {
        groups.append((false, ""))
      } else if character == ")", groups.count > 1 {
        let group = groups.removeLast()
        groups[groups.count - 1].text += group.text
        let isRisky = group.repeats || hasUnclearChoice(group.text.dropLast())
        if isRisky, isUnbounded(rest) { return true }
        if group.repeats { groups[groups.count - 1].repeats = true }
      } else if isUnbounded(String(character) + rest.prefix(12)), character != "\\" {
        groups[groups.count - 1].repeats = true
      }
    }
    return false
  }

  private static func isUnbounded(_ rest: some StringProtocol) -> Bool {
    guard let first = rest.first else { return false }
    if first == "*" || first == "+" { return true }
    guard first == "{", let end = rest.firstIndex(of: "}") else { return false }
    let bounds = rest[..<end]
    return bounds.hasSuffix(",") || (Int(bounds.drop { !",".contains($0) }.dropFirst()) ?? 0) > 9
  }

  private static func hasUnclearChoice(_ group: some StringProtocol) -> Bool {
    guard group.contains("|") else { return false }
    var starts: Set<Character> = []
    let body = group.hasPrefix("?:") ? group.dropFirst(2) : group.dropFirst(0)
    return body.split(separator: "|", omittingEmptySubsequences: false).contains { choice in
      guard let first = choice.first, first.isLetter || first.isNumber else { return true }
      let second = choice.dropFirst().first
      return !starts.insert(first).inserted || second == "*" || second == "?"
    }
  }
}
