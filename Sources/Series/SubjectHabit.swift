import Engine
import Text
package import Vocabulary

/// How a project writes the subjects of its commits, learned from its log. Pure.
package struct SubjectHabit: Hashable, Sendable {
  /// What stands before the words.
  package enum Prefix: Hashable, Sendable {
    /// Nothing that most subjects share.
    case none
    /// A type of change, such as `fix:` or `feat(parser):`; whether most name a scope.
    case conventional(withScope: Bool)
    /// The part of the project, such as `parser:`.
    case area
  }

  /// The mood of the first verb.
  package enum Mood: Hashable, Sendable {
    /// `Add`.
    case imperative
    /// `Added`.
    case past
    /// `Adds`.
    case third
  }

  /// What stands before the words.
  package private(set) var prefix = Prefix.none
  /// Whether the words begin with a capital; `nil` where the log does not tell.
  package private(set) var isCapital: Bool?
  /// Whether they end with a full stop.
  package private(set) var endsWithStop = false
  /// The mood of the first verb.
  package private(set) var mood = Mood.imperative
  /// Characters of a subject at most.
  package private(set) var limit = 72
  /// Whether they are English, as far as can be told.
  package private(set) var isEnglish = true
  /// Whether any habit was seen.
  private var isLearned = false
  /// The parts of the project that the log names, and of how many folders and files most of them are made.
  private var places: Set<String> = []
  private var depth = 1
  /// The first words of its subjects, in small letters.
  private var firsts: Set<String> = []

  /// Subjects needed before any habit is seen in them.
  private static let fewest = 5

  /// The habit in `subjects`, those of the newest commits that people wrote; none where they are few.
  package init(of subjects: [String]) {
    let parts = subjects.map { SubjectParts(oneLine($0)) }.filter { !$0.words.isEmpty }
    guard parts.count >= SubjectHabit.fewest else { return }
    func most(_ holds: (SubjectParts) -> Bool) -> Bool {
      2 * parts.count(where: holds) > parts.count
    }
    if most({ $0.isConventional }) {
      prefix = .conventional(withScope: most { $0.isConventional && $0.scope != nil })
      places = Set(parts.compactMap(\.scope))
    } else if most({ $0.prefix != nil }) {
      prefix = .area
      places = Set(parts.filter { !$0.isConventional }.compactMap(\.prefix))
    }
    let depths = places.map { SubjectHabit.parts(of: $0).count }.sorted()
    depth = depths.isEmpty ? 1 : depths[depths.count / 2]
    let cased = parts.compactMap(\.words.first).filter(\.isCased)
    if 2 * cased.count > parts.count {
      isCapital = 2 * cased.count(where: \.isUppercase) > cased.count
    }
    endsWithStop = most { $0.words.hasSuffix(".") }
    let firsts = parts.map { $0.firstWord.lowercased() }
    if 2 * firsts.count(where: Verb.isPast) > parts.count { mood = .past }
    if 2 * firsts.count(where: Verb.isThird) > parts.count { mood = .third }
    self.firsts = Set(firsts)
    isLearned = true
    let lengths = parts.map(\.count).sorted()
    limit = min(72, max(50, lengths[lengths.count * 19 / 20]))
    isEnglish = SubjectHabit.areEnglish(parts.map(\.words))
  }

  /// `subject` as this project would write it.
  ///
  /// - Parameters:
  ///   - kind: What the patch is for.
  ///   - paths: The paths it touches.
  ///   - isFix: Whether it mends what was wrong.
  ///   - title: The title, which stands for words of ours where the project's are not English; `nil` where
  ///     the words are not ours.
  package func applied(
    to subject: String, kind: SplitPatch.Kind, paths: [String], isFix: Bool,
    title: String? = nil
  ) -> String {
    let plain = isEnglish ? subject : title.map { foreign(subject, kind, $0) } ?? subject
    let parts = SubjectParts(oneLine(plain))
    var words = parts.words
    while let last = words.last, last == "." || last == " " { words.removeLast() }
    guard !words.isEmpty else { return subject }
    words = Verb.turned(words, to: mood, knowing: firsts)
    if let isCapital, !words.contains(" → ") { words = SubjectHabit.capitalised(words, isCapital) }
    var head = ""
    switch prefix {
    case .none:
      if let own = parts.prefix, !parts.isConventional || !isLearned { head = "\(own): " }
    case .conventional(let withScope):
      let type = parts.isConventional ? parts.type ?? "fix" : type(kind, paths, isFix)
      let scope = parts.scope ?? (withScope ? place(of: paths, knownOnly: true) : nil)
      head = type + (scope.map { "(\($0))" } ?? "") + (parts.isBreaking ? "!" : "") + ": "
    case .area:
      let own = parts.isConventional ? nil : parts.prefix
      if let area = own ?? place(of: paths, knownOnly: false) { head = "\(area): " }
    }
    head = prefix == .none ? parts.mark + head : head + parts.mark
    let stop = endsWithStop ? "." : ""
    return clipped(head + parts.innerMark + words, to: limit - stop.count) + stop
  }

  /// Words of ours without English: names and signs, and the title.
  private func foreign(_ subject: String, _ kind: SplitPatch.Kind, _ title: String) -> String {
    switch kind {
    case .move, .rename:
      let names = subject.split(separator: " ").dropFirst().joined(separator: " ")
      return names.replacing(" to ", with: " → ")
    case .behaviour: return title
    case .format, .generated, .documentation:
      let place = subject.split(separator: " ").last ?? ""
      return place.contains(".") || place.contains("/") ? "\(place): \(title)" : title
    }
  }

  private func type(_ kind: SplitPatch.Kind, _ paths: [String], _ isFix: Bool) -> String {
    switch kind {
    case .move, .rename: "refactor"
    case .format: "style"
    case .documentation: "docs"
    case .generated: "build"
    case .behaviour: paths.allSatisfy(TestFiles.isTest) ? "test" : isFix ? "fix" : "feat"
    }
  }

  /// The part of the project that the paths belong to: of those the log names the one that most of them are in,
  /// the longest and deepest of several; else the file, or the folder they share, as far as the log names any.
  private func place(of paths: [String], knownOnly: Bool) -> String? {
    let own = paths.filter { !TestFiles.isTest($0) }
    let names = (own.isEmpty ? paths : own).map(SubjectHabit.parts)
    var best: (place: String, fit: [Int])?
    for place in places.sorted() {
      let parts = SubjectHabit.parts(of: place)
      let ends = names.map { SubjectHabit.end(of: parts, in: $0) }
      guard let first = ends.firstIndex(where: { $0 != nil }), let end = ends[first] else {
        continue
      }
      let fit = [ends.count { $0 != nil }, parts.count, -first, end]
      if best?.fit.lexicographicallyPrecedes(fit) ?? true { best = (place, fit) }
    }
    if let best { return best.place }
    guard !knownOnly, let first = names.first else { return nil }
    if depth > 1 {
      let shared = first.indices.prefix { place in
        names.allSatisfy { $0.count > place && $0[place] == first[place] }
      }
      return first.prefix(shared.isEmpty ? depth : min(depth, shared.count)).joined(separator: "/")
    }
    if names.count == 1 { return first.last }
    let folders = names.map { $0.dropLast() }
    let common = folders[0].prefix { name in folders.allSatisfy { $0.contains(name) } }
    return common.last ?? first.last
  }

  /// The folders of a path and its file, without what stands behind a full stop in their names.
  private static func parts(of path: String) -> [String] {
    path.split(separator: "/").map { part in
      part.split(separator: ".").first.map(String.init) ?? String(part)
    }
  }

  /// Where in `names` the last of `parts`, one after the other, stands, as far to the end as can be.
  private static func end(of parts: [String], in names: [String]) -> Int? {
    guard !parts.isEmpty, parts.count <= names.count else { return nil }
    return (parts.count...names.count).last { Array(names[($0 - parts.count)..<$0]) == parts }
  }

  /// `words` with the case of their first letter; names in the code stay as they are.
  private static func capitalised(_ words: String, _ isCapital: Bool) -> String {
    let first = words.prefix { !$0.isWhitespace }
    guard first.dropFirst().allSatisfy({ $0.isLowercase || $0 == "-" || $0 == "," }) else {
      return words
    }
    let letter = words.prefix(1)
    return (isCapital ? letter.uppercased() : letter.lowercased()) + words.dropFirst()
  }

  /// Whether enough of the words are those that English subjects are made of.
  private static func areEnglish(_ subjects: [String]) -> Bool {
    let common: Set<Substring> = [
      "the", "a", "an", "to", "of", "in", "for", "and", "on", "with", "from", "add", "fix",
      "remove", "update", "make", "use", "not", "when", "is", "test", "tests", "added", "fixed",
      "adds",
      "fixes", "move", "rename", "change", "release", "version", "bump",
    ]
    let told = subjects.count { subject in
      subject.lowercased().split { !$0.isLetter }.contains(where: common.contains)
    }
    return 3 * told >= subjects.count
  }
}

/// A subject taken apart.
private struct SubjectParts {
  /// Pictures and words in brackets that it begins with, white space included, and those after the colon.
  var mark = ""
  var innerMark = ""
  /// What stands before the colon; `nil` where nothing does.
  var prefix: String?
  /// The type and the scope of a conventional subject.
  var type: String?
  var scope: String?
  var isBreaking = false
  /// The words after it.
  var words: String
  /// Characters of the whole.
  var count: Int

  var isConventional: Bool { type != nil }
  var firstWord: Substring { words.prefix { $0.isLetter } }

  init(_ subject: String) {
    count = subject.count
    (mark, words) = SubjectParts.divided(subject)
    guard let colon = words.firstRange(of: ": ") else { return }
    var head = String(words[..<colon.lowerBound])
    guard !head.isEmpty, head.count <= 40, !head.contains(where: \.isWhitespace) else { return }
    (innerMark, words) = SubjectParts.divided(String(words[colon.upperBound...]))
    prefix = head
    if head.hasSuffix("!") {
      isBreaking = true
      head.removeLast()
    }
    var scope: String?
    if head.hasSuffix(")"), let open = head.firstIndex(of: "(") {
      scope = String(head[head.index(after: open)...].dropLast())
      head = String(head[..<open])
    }
    let types: Set<String> = [
      "feat", "fix", "docs", "style", "refactor", "perf", "test", "build", "ci", "chore", "revert",
    ]
    if types.contains(head) { (type, self.scope) = (head, scope) }
  }

  /// The pictures (`✨`, `:sparkles:`) and words in brackets (`[api]`) at the start of a text, and the rest.
  private static func divided(_ text: String) -> (mark: String, words: String) {
    let mark =
      #/(?:\[[^\[\]]{1,40}\]:?\s*|:[a-z0-9_+\-]{2,40}:\s+|[^\x00-\x7f\p{L}\p{N}\p{P}\s]+\s*)+/#
    guard let found = text.prefixMatch(of: mark), found.range.upperBound < text.endIndex else {
      return ("", text)
    }
    return (String(text[found.range]), String(text[found.range.upperBound...]))
  }
}
