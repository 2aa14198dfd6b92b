import Glibc
import Synchronization

/// Finds secrets in a text: our own in any of their forms, and what looks like one by the rules that are kept.
///
/// One pass finds keywords of rules and blocks of our own secrets; only around those is more looked at.
package final class SecretScanner: Sendable {
  /// A secret in a text.
  package struct Finding: Hashable, Sendable {
    /// Which rule it matches; `own-secret` for one of our own.
    package var rule: String
    /// Where it is, in bytes.
    package var place: Range<Int>
    /// Whether it may as well be something else.
    package var isGuess: Bool
    /// Whether it is a piece of a secret of our own.
    package var isOwn: Bool { rule == SecretScanner.ownRule }
  }

  private static let ownRule = "own-secret"
  /// The scanner of what looks like a secret.
  static let standard = SecretScanner(hiding: [])
  /// The scanners of the last few sets of secrets.
  private static let recent = Mutex<[(secrets: [String], scanner: SecretScanner)]>([])

  /// The scanner of what looks like a secret, and of these literal texts; the same one for the same texts.
  static func shared(hiding secrets: [String]) -> SecretScanner {
    if secrets.isEmpty { return standard }
    return recent.withLock { recent in
      if let known = recent.first(where: { $0.secrets == secrets }) { return known.scanner }
      let scanner = SecretScanner(hiding: secrets)
      recent = [(secrets, scanner)] + recent.prefix(7)
      return scanner
    }
  }

  private enum Word: Sendable {
    case keyword(rule: Int)
    case block(form: Int, offset: Int)
  }

  private let rules: [SecretRule]
  private let forms: [OwnSecretForm]
  private let words: [Word]
  private let finder: KeywordFinder

  /// The most bytes of one line that are looked at after a keyword, and before it.
  private static let (reach, reachBefore) = (2048, 128)

  /// The scanner of what looks like a secret, and of these literal texts.
  init(hiding secrets: [String]) {
    let rules = SecretRules.standard.rules
    let forms = Set(secrets).sorted().filter { !$0.isEmpty }.flatMap(OwnSecretForm.all)
    var texts: [[UInt8]] = []
    var words: [Word] = []
    for (number, rule) in rules.enumerated() {
      for keyword in rule.keywords {
        words.append(.keyword(rule: number))
        texts.append(Array(keyword.utf8))
      }
    }
    for (number, form) in forms.enumerated() {
      for block in form.blocks {
        words.append(.block(form: number, offset: block.offset))
        texts.append(block.bytes)
      }
    }
    self.rules = rules
    self.forms = forms
    self.words = words
    finder = KeywordFinder(texts)
  }

  /// The secrets in `bytes`, by their places; such that overlap are separate.
  ///
  /// - Complexity: O(*n*) in the bytes; where a text is made of nothing but keywords, what follows them is taken for
  ///   secret once more than so many bytes were looked at.
  package func findings(in bytes: UnsafeBufferPointer<UInt8>) -> [Finding] {
    var search = Search(bytes: bytes, rules: rules)
    finder.forEachWord(in: bytes) { word, place in
      let end = place.upperBound
      switch words[word] {
      case .block(let form, let offset):
        guard end > search.ownEnd,
          let place = forms[form].piece(around: place, offset: offset, in: bytes)
        else { return }
        search.ownEnd = max(search.ownEnd, place.upperBound)
        search.found.append(Finding(rule: Self.ownRule, place: place, isGuess: false))
      case .keyword(let rule): search.look(rule, at: place)
      }
    }
    search.found += StandingKeys.places(in: bytes).map {
      Finding(rule: "standing-key", place: $0, isGuess: true)
    }
    return search.found.sorted { $0.place.lowerBound < $1.place.lowerBound }
  }

  /// The secrets in a text, by their places in its bytes.
  package func findings(in text: String) -> [Finding] {
    var text = text
    return text.withUTF8 { findings(in: $0) }
  }

  /// One pass over a text.
  private struct Search {
    let bytes: UnsafeBufferPointer<UInt8>
    let rules: [SecretRule]
    var found: [Finding] = []
    /// Where the last piece of a secret of our own ends.
    var ownEnd = 0
    /// Up to where each rule has been looked for.
    var looked: [Int]
    var matcher = BytePatternMatcher()

    init(bytes: UnsafeBufferPointer<UInt8>, rules: [SecretRule]) {
      self.bytes = bytes
      self.rules = rules
      looked = [Int](repeating: 0, count: rules.count)
    }

    /// Looks whether the rule holds around its keyword at `place`.
    mutating func look(_ number: Int, at place: Range<Int>) {
      let (start, end) = (place.lowerBound, place.upperBound)
      let rule = rules[number]
      guard start >= looked[number], rule.hint?.holds(after: end, in: bytes) != false,
        !rule.beginsWord
          || BytePatternMatcher.holds(.wordBoundary, at: start, in: bytes)
      else { return }
      var last = min(bytes.count, end + SecretScanner.reach)
      if rule.isMultiline {
        last = bytes.count
      } else if let line = bytes[end..<last].firstIndex(of: 0x0a) {
        last = line
      }
      guard matcher.work < 1 << 20 + 16 * bytes.count else {
        found.append(Finding(rule: rule.id, place: start..<last, isGuess: true))
        looked[number] = last
        return
      }
      var first = start
      if !rule.beginsWithKeyword {
        let least = max(looked[number], start - SecretScanner.reachBefore)
        first = bytes[least..<start].lastIndex(of: 0x0a).map { $0 + 1 } ?? least
      }
      guard let pattern = rule.pattern.pattern,
        let match = matcher.firstMatch(of: pattern, in: bytes, from: first...start, before: last)
      else { return }
      looked[number] = max(end, match.whole.upperBound)
      let place = match.captured
      guard !place.isEmpty, isSecret(place, rule) else { return }
      found.append(Finding(rule: rule.id, place: place, isGuess: rule.isGuess))
    }

    private mutating func isSecret(_ place: Range<Int>, _ rule: SecretRule) -> Bool {
      guard !RunIDs.hold(place, in: bytes),
        rule.entropy == 0 || SecretScanner.entropy(of: bytes[place]) >= rule.entropy
      else { return false }
      let secret = UnsafeBufferPointer(rebasing: bytes[place])
      return !rule.allowed.compactMap(\.pattern).contains { pattern in
        matcher.firstMatch(of: pattern, in: secret, from: 0...secret.count, before: secret.count)
          != nil
      }
    }
  }

  /// The entropy of some bytes by how often each occurs, in bits a byte (C. E. Shannon, 1948).
  package static func entropy(of bytes: some Collection<UInt8>) -> Double {
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    let total = Double(bytes.count)
    return counts.filter { $0 > 0 }.reduce(0) { sum, count in
      let share = Double(count) / total
      return sum - share * log2(share)
    }
  }
}
