import Text
package import Vocabulary

/// Chooses the few lessons that a run is told. Pure; the same for the same lessons in any order.
package enum LessonChoice {
  /// How many a run is told at its start.
  package static let atStart = 6
  /// The least fit, of 1, by which a lesson is told.
  private static let leastFit = 0.2

  /// The lessons that fit, the most fitting first.
  ///
  /// A lesson fits by its scope, by the words that it shares with the issue, and by its strength. Left out are those that
  /// people dropped or that came from outside and nobody kept, those that are too weak, of two that contradict each other
  /// the one for which less speaks, and those whose scope is elsewhere, unless their words are the issue's.
  ///
  /// - Parameters:
  ///   - paths: The files that are, or are about to be, touched; where none are known a scope of paths counts half.
  ///   - command: The command that is about to be run; `nil` where none is known.
  ///   - limit: The most that are chosen.
  ///   - freshness: How much the files that they speak of have changed since.
  /// - Complexity: O(*n*) in the lessons' words, and O(*m²*) in those that fit.
  package static func recollections(
    for issue: Issue, touching paths: [String], command: String?, among lessons: [Lesson],
    limit: Int, at freshness: LessonFreshness = .whole
  ) -> [Recollection] {
    chosen(
      for: issue, touching: paths, command: command, among: lessons, limit: limit, at: freshness
    ).map(recollection)
  }

  /// The same as lessons.
  package static func chosen(
    for issue: Issue, touching paths: [String], command: String?, among lessons: [Lesson],
    limit: Int, at freshness: LessonFreshness = .whole
  ) -> [Lesson] {
    let weights = WordWeights(of: lessons)
    let asked = WordWeights.words(
      of: "\(issue.title) \(issue.body) \(paths.joined(separator: " "))")
    var found: [(lesson: Lesson, fit: Double)] = []
    for lesson in lessons {
      let strength = lesson.strength(at: freshness)
      guard strength >= Lesson.leastStrength,
        let scope = scopeFit(of: lesson.scope, touching: paths, command: command, issue)
      else { continue }
      let words = weights.share(of: asked, in: lesson)
      let fit = strength * (0.6 * scope + 0.4 * words)
      if fit >= leastFit * (scope == 0 ? 1 : 0.5) { found.append((lesson, fit)) }
    }
    found.sort { left, right in
      left.fit != right.fit ? left.fit > right.fit : left.lesson.id < right.lesson.id
    }
    let kept = found.filter { $0.lesson.rival(among: lessons) == nil }
    return kept.prefix(max(0, limit)).map(\.lesson)
  }

  /// How a run is told of a lesson: its name, where it comes from, its words, and its newest example.
  package static func recollection(of lesson: Lesson) -> Recollection {
    let own = lesson.evidence.first { !$0.isForeign } ?? lesson.evidence.first
    let lines = lesson.text.lines().filter { !$0.allSatisfy(\.isWhitespace) }
    let head = "\(LessonCitation.words(for: lesson)) (\(origin(of: lesson))): "
    var words = head + lines.prefix(Recollection.lineLimit).joined(separator: "\n")
    // What has one line too many goes on in the last.
    if lines.count > Recollection.lineLimit {
      words += " " + lines.dropFirst(Recollection.lineLimit).joined(separator: " ")
    }
    if let note = own?.note, lines.count < Recollection.lineLimit {
      words += "\n" + oneLine(note)
    }
    return Recollection(
      kind: .lesson, text: words, run: own?.run, step: own?.step,
      commit: own?.run == nil ? own?.commit : nil)
  }

  private static func origin(of lesson: Lesson) -> String {
    var words = lesson.isKept ? ["kept by a person"] : []
    let runs = Set(lesson.evidence.filter { !$0.isForeign }.compactMap(\.run)).count
    if runs > 0 { words.append("found in \(counted(runs, "run"))") }
    if !lesson.contradictions.isEmpty {
      words.append("against it \(lesson.contradictions.count)")
    }
    return words.joined(separator: ", ")
  }

  /// How well a scope fits, from 0 to 1; `nil` where it speaks of another command.
  private static func scopeFit(
    of scope: Lesson.Scope, touching paths: [String], command: String?, _ issue: Issue
  ) -> Double? {
    var fit = scope.isWide ? 0.5 : 0.6
    if let wanted = scope.command {
      guard let command else { return 0.5 }
      guard command.contains(wanted) || wanted.contains(command) else { return nil }
      fit = 1
    }
    if let language = scope.language {
      let known = paths.compactMap(FileLanguage.of)
      if !known.isEmpty { fit = known.contains(language) ? max(fit, 0.8) : 0 }
    }
    guard !scope.paths.isEmpty, fit > 0 else { return fit }
    let globs = scope.paths.map(Glob.init)
    let named = paths.isEmpty ? PathWords.paths(in: "\(issue.title)\n\(issue.body)") : paths
    if named.contains(where: { path in globs.contains { $0.matches(path) } }) { return 1 }
    return paths.isEmpty ? 0.5 : 0
  }
}

/// Words that look like paths of files. Pure.
enum PathWords {
  /// The words of `text` with a dot or a slash within, without the marks around them; the first 200.
  static func paths(in text: String) -> [String] {
    let words = text.split { $0.isWhitespace || "`\"'()[]<>,;:".contains($0) }
    let found = words.lazy.map { word in
      var word = word
      while word.last == "." { word.removeLast() }
      return String(word)
    }.filter { word in
      word.utf8.count < 400 && word.dropFirst().contains { $0 == "." || $0 == "/" }
    }
    return Array(found.prefix(200))
  }
}

/// How much each word tells among the lessons of a project: the rarer, the more.
struct WordWeights {
  private var counts: [Substring: Int] = [:]
  private let total: Int

  /// The weights of the words in these lessons.
  init(of lessons: [Lesson]) {
    total = lessons.count
    for lesson in lessons {
      for word in WordWeights.words(of: lesson.text) { counts[word, default: 0] += 1 }
    }
  }

  /// The share of a lesson's words, by their weight, that are among `asked`; 0 where it has none.
  func share(of asked: Set<Substring>, in lesson: Lesson) -> Double {
    var (all, common) = (0.0, 0.0)
    for word in WordWeights.words(of: lesson.text).sorted() {
      let weight = 1 / Double(1 + (counts[word] ?? 0))
      all += weight
      if asked.contains(word) { common += weight }
    }
    return all == 0 ? 0 : common / all
  }

  /// The words of a text that tell something, in small letters: names and words of three letters at least.
  static func words(of text: String) -> Set<Substring> {
    let all = text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    return Set(all.filter { $0.utf8.count > 2 && !common.contains($0) })
  }

  private static let common: Set<Substring> = [
    "the", "and", "for", "are", "not", "with", "that", "this", "from", "has", "have", "was", "use",
    "its", "but", "all", "can", "into", "when", "where", "which", "does", "should", "written",
    "people", "changed", "there", "than", "then", "they", "will", "you", "your", "our", "one",
  ]
}
