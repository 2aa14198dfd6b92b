/// A line of nothing but a greeting, thanks or a farewell, perhaps with a name. Pure.
///
/// A line that goes on, such as `Hi, could you bound it?`, is none.
enum Salutation: Hashable {
  /// What a text begins with: `Hi Ada,`.
  case greeting
  /// What it ends with, where a line with a name may follow: `Thanks!`, `Best regards,`.
  case farewell

  /// The salutation that `line` is; `nil` where it says anything else.
  init?(_ line: Substring) {
    let isAddress = line.trimmed.last == ","
    let words = Salutation.words(of: line)
    guard !words.isEmpty, words.count <= 10 else { return nil }
    for (phrases, salutation) in Salutation.phrases {
      for length in (1...4).reversed() where length <= words.count {
        let phrase = words.prefix(length).map { $0.strippedOfCommas.lowercased() }
        guard phrases.contains(phrase.joined(separator: " ")) else { continue }
        let rest = words.dropFirst(length)
        guard Salutation.areNames(rest) || salutation == .farewell && Salutation.areThanks(rest)
        else {
          continue
        }
        self = salutation
        return
      }
    }
    guard isAddress, words.count < 3, Salutation.areNames(words[...]) else { return nil }
    self = .greeting
  }

  /// Whether a line is a person's name, as far as that can be seen.
  static func isName(_ line: Substring) -> Bool {
    let words = words(of: line)
    return !words.isEmpty && words.count < 4 && areNames(words[...])
  }

  private static let phrases: [(Set<String>, Salutation)] = [
    (
      [
        "hi", "hello", "hey", "dear", "good morning", "good afternoon", "good evening", "greetings",
        "hallo", "guten tag", "guten morgen", "moin", "servus", "liebe", "lieber", "bonjour",
        "salut", "hola", "buenos días", "ciao",
      ], .greeting
    ),
    (
      [
        "thanks", "thank you", "thx", "many thanks", "cheers", "regards", "best", "best regards",
        "kind regards", "best wishes", "sincerely", "yours", "yours sincerely", "danke",
        "vielen dank", "danke schön", "gruß", "grüße", "viele grüße", "liebe grüße",
        "beste grüße", "mit freundlichen grüßen", "merci", "cordialement", "gracias",
        "muchas gracias", "saludos", "grazie",
      ], .farewell
    ),
  ]

  /// Whether the words name people, or everybody; true of none.
  private static func areNames(_ words: ArraySlice<Substring>) -> Bool {
    let everybody: Set<String> = [
      "all", "again", "there", "everyone", "everybody", "folks", "team", "both", "alle", "zusammen",
      "tous", "todos",
    ]
    return words.count < 5
      && words.allSatisfy { word in
        let bare = word.strippedOfCommas.filter { $0 != "." && $0 != "-" && $0 != "'" }
        guard let first = bare.first, bare.allSatisfy(\.isLetter) else { return false }
        return first.isUppercase || everybody.contains(bare.lowercased())
      }
  }

  /// Whether the words only say how much thanks there are, and what they are for.
  private static func areThanks(_ words: ArraySlice<Substring>) -> Bool {
    let measures: Set<String> = [
      "a", "lot", "so", "very", "much", "again", "in", "advance", "all", "everyone",
    ]
    let things: Set<String> = [
      "the", "your", "this", "these", "patch", "patches", "series", "work", "review", "update",
      "quick", "nice", "great", "change", "changes", "version", "new",
    ]
    let bare = words.map { $0.strippedOfCommas.lowercased() }
    let rest = bare.drop(while: measures.contains)
    return rest.isEmpty
      || rest.first == "for" && rest.count > 1
        && rest.dropFirst().allSatisfy(things.contains)
  }

  /// The words of a line without the signs it ends with.
  private static func words(of line: Substring) -> [Substring] {
    let signs: Set<Character> = [",", ".", "!", ":", ";", "-", "–", "—"]
    let text = line.lastIndex { !$0.isWhitespace && !signs.contains($0) }.map { line[...$0] } ?? ""
    return text.split(whereSeparator: \.isWhitespace)
  }
}

/// The lines that say whose words are quoted below them, such as `On Monday Ada wrote:`. Pure.
enum Attribution {
  /// How many lines at the end of `lines` are one, with the blank ones after it; none where it is none.
  ///
  /// One line, or up to four where a mail program has broken it and it names a date or an address.
  static func length(atEndOf lines: [Substring]) -> Int {
    let blank = lines.reversed().prefix { $0.allSatisfy(\.isWhitespace) }.count
    let rest = lines.dropLast(blank)
    var found = 0
    for length in 1...4 where length <= rest.count {
      let last = rest.suffix(length)
      // A sentence before it, or another paragraph, is none of it.
      let isOther = last.dropLast().contains { line in
        line.trimmed.last.map { ".?!".contains($0) } ?? true
      }
      if isOther || last.last?.trimmed.isEmpty == true { break }
      guard isAttribution(last.joined(separator: " "), isBroken: length > 1) else { continue }
      if isLed(last.first ?? "") { return length + blank }
      if found == 0 { found = length + blank }
    }
    return found
  }

  /// Whether it begins as a date does.
  private static func isLed(_ line: Substring) -> Bool {
    let leads = ["on ", "am ", "le ", "el ", "il ", "em ", "op ", "den ", "dnia "]
    return leads.contains(where: line.lowercased().hasPrefix)
  }

  private static func isAttribution(_ text: String, isBroken: Bool) -> Bool {
    guard let end = text.lastIndex(where: { !$0.isWhitespace }), text[end] == ":" else {
      return false
    }
    let low = text[..<end].lowercased()[...].trimmed
    let endings = [
      "wrote", "writes", "schrieb", "a écrit", "escribió", "ha scritto", "escreveu", "schreef",
      "skrev", "napisał", "napisał(a)",
    ]
    let isLed = isLed(text[...])
    let isEnded = endings.contains { low.hasSuffix(" " + $0) }
    // In these languages the name may come last.
    let isInverted =
      isLed && [" schrieb ", " schreef ", " skrev "].contains(where: low.contains)
    guard isEnded || isInverted else { return false }
    let isDated = low.contains(where: \.isNumber) || low.contains("@")
    if isBroken { return isDated && (isLed || low.contains("@")) }
    return isDated || low.split(separator: " ").count < 5
  }
}

extension Substring {
  /// The text without white space at its ends.
  fileprivate var trimmed: Substring {
    let rest = drop(while: \.isWhitespace)
    return rest.lastIndex { !$0.isWhitespace }.map { rest[...$0] } ?? ""
  }

  /// The word without a comma at its end.
  fileprivate var strippedOfCommas: Substring { last == "," ? dropLast() : self }
}
