import Series
import Engine
import Text
import Records
package import Vocabulary

/// What people changed of what was delivered before they merged it. Pure.
package enum MergeLessons {
  /// The most lessons of one series that speak of single places.
  private static let placeLimit = 6

  /// The lessons of one series.
  ///
  /// What shows how people write is a lesson for its whole language, with an example; a name or a short expression in the
  /// place of another is one for its file, and for the language as well where it recurs: in this series, or in a lesson of an
  /// earlier one. Files that people added or took out are lessons for the project. Everything else is said of its place.
  ///
  /// - Parameters:
  ///   - run: The run that delivered the series.
  ///   - commit: The newest of the commits that hold it.
  ///   - blobs: What stands in that commit at the paths.
  ///   - known: What was learned before.
  /// - Complexity: O(*n · d*) in the lines and those that differ.
  package static func lessons(
    of files: [RewrittenFile], run: RunID, commit: ObjectID?, time: Int,
    blobs: [ExactText: ObjectID] = [:], known: [Lesson] = []
  ) -> [Lesson] {
    var gathering = Gathering(run: run, commit: commit, time: time, blobs: blobs, known: known)
    for file in files { gathering.take(file) }
    return gathering.lessons.filter { $0.fault == nil }
  }

  /// What is found on the way through the files.
  private struct Gathering {
    let run: RunID
    let commit: ObjectID?
    let time: Int
    let blobs: [ExactText: ObjectID]
    let known: [Lesson]
    private var found: [String: Lesson] = [:]
    private var order: [String] = []
    private var places = 0
    /// Where a name gave way to another one, by the words for it.
    private var replaced: [String: Set<ExactText>] = [:]

    init(
      run: RunID, commit: ObjectID?, time: Int, blobs: [ExactText: ObjectID], known: [Lesson]
    ) {
      (self.run, self.commit, self.time) = (run, commit, time)
      (self.blobs, self.known) = (blobs, known)
    }

    var lessons: [Lesson] { order.compactMap { found[$0] } }

    mutating func take(_ file: RewrittenFile) {
      guard Mandate.glob(file.path) != nil else { return }
      if file.delivered.isEmpty { return takeAdded(file) }
      if file.merged.isEmpty {
        return add(
          "People took \(file.path) out of what was delivered.", Lesson.Scope(paths: [file.path]))
      }
      for change in file.changes { take(change, in: file.path) }
    }

    /// A file that people put beside what was delivered.
    private mutating func takeAdded(_ file: RewrittenFile) {
      guard !file.merged.isEmpty else { return }
      let name = file.path
      if FileKinds.isChangeLog(name) {
        add(
          "A change comes with an entry in \(name): people added one to what was delivered.",
          Lesson.Scope(), note: file.merged.first.map { "such as `\(cut(oneLine($0), to: 120))`" })
      } else if TestFiles.isTest(name) {
        add(
          "A change comes with a test of its own: people added one to what was delivered.",
          Lesson.Scope(), note: "in \(name)")
      } else if FileKinds.isDocumentation(name) {
        add(
          "A change comes with its documentation in \(name): people added it to what was delivered.",
          Lesson.Scope())
      }
    }

    private mutating func take(_ change: RewrittenFile.Change, in path: String) {
      switch (change.before, change.after) {
      case (let before?, let after?): take(from: before, to: after, in: path)
      case (nil, let after?):
        let line = oneLine(after)
        if line.hasPrefix("\"\"\""), FileLanguage.of(path) == "python" {
          add(
            "Use docstrings in functions.", Lesson.Scope(language: "python"),
            note: example(line, path))
        } else if tells(line) {
          addPlace("People added `\(cut(line, to: 160))` to what was delivered in \(path).", path)
        }
      case (let before?, nil):
        let line = oneLine(before)
        guard tells(line) else { return }
        addPlace("People took `\(cut(line, to: 160))` out of what was delivered in \(path).", path)
      case (nil, nil): break
      }
    }

    private mutating func take(from before: String, to after: String, in path: String) {
      let language = FileLanguage.of(path)
      let (habits, rest) = StyleHabit.habits(from: before, to: after)
      let note =
        "people changed `\(cut(oneLine(before), to: 70))` to `\(cut(oneLine(after), to: 70))`"
      for words in habits { add(words, Lesson.Scope(language: language), note: note) }
      guard oneLine(rest) != oneLine(after) else { return }
      if let (old, new) = replacement(from: rest, to: after) {
        takeReplaced("Use `\(new)`, not `\(old)`.", in: path, language, note: note)
      } else if tells(oneLine(before)), tells(oneLine(after)) {
        addPlace(
          "People changed `\(cut(oneLine(rest), to: 140))` to `\(cut(oneLine(after), to: 140))` in \(path).",
          path)
      }
    }

    /// A name in the place of another: for its file, and for the language where it is not the only place.
    private mutating func takeReplaced(
      _ words: String, in path: String, _ language: String?, note: String
    ) {
      let earlier = known.filter { lesson in
        lesson.text == words && !lesson.isProposed && !lesson.scope.paths.isEmpty
          && !lesson.scope.paths.containsExactly(path)
      }
      let places = replaced[words] ?? []
      replaced[words, default: []].insert(ExactText(path))
      add(words, Lesson.Scope(paths: [path]), note: note, files: [path])
      let isFurther = places.contains { $0 != ExactText(path) }
      guard let language, isFurther || !earlier.isEmpty else { return }
      let scope = Lesson.Scope(language: language)
      add(words, scope, note: note)
      for lesson in earlier {
        for finding in lesson.evidence where !finding.isForeign {
          put(Lesson(words, scope, evidence: [finding]))
        }
      }
    }

    private mutating func addPlace(_ words: String, _ path: String) {
      guard places < MergeLessons.placeLimit else { return }
      places += 1
      add(words, Lesson.Scope(paths: [path]), files: [path])
    }

    private mutating func add(
      _ words: String, _ scope: Lesson.Scope, note: String? = nil, files: [String] = []
    ) {
      let anchors = files.compactMap { path in
        blobs[path].map { Lesson.Evidence.File(path: path, blob: $0) }
      }
      let finding = Lesson.Evidence(
        .merge, run: run, commit: commit, time: time, files: anchors,
        note: note.map { cut($0, to: Lesson.Evidence.noteLimit) })
      put(Lesson(words, scope, evidence: [finding]))
    }

    private mutating func put(_ lesson: Lesson) {
      if let known = found[lesson.id] {
        found[lesson.id] = known.joined(with: lesson)
      } else {
        found[lesson.id] = lesson
        order.append(lesson.id)
      }
    }

    private func example(_ line: String, _ path: String) -> String {
      "people added `\(cut(line, to: 100))` in \(path)"
    }

    /// Whether a line says something: it has a letter or a digit.
    private func tells(_ line: String) -> Bool { line.contains { $0.isLetter || $0.isNumber } }
  }

  /// The short expressions of which one stands in the place of the other, where nothing else differs; `nil` where they are
  /// long, or no names.
  private static func replacement(from before: String, to after: String) -> (
    old: String, new: String
  )? {
    let (old, new) = (CodeWords.split(Array(before.utf8)), CodeWords.split(Array(after.utf8)))
    let start = zip(old, new).prefix { $0 == $1 }.count
    let left = min(old.count, new.count) - start
    let end = zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count
    let tail = min(end, left)
    func text(_ words: [ArraySlice<UInt8>]) -> String {
      String(decoding: words[start..<(words.count - tail)].flatMap { Array($0) }, as: UTF8.self)
    }
    let (mine, theirs) = (
      String(text(old)[...].trimmingSpace), String(text(new)[...].trimmingSpace)
    )
    let isShort = mine.utf8.count <= 40 && theirs.utf8.count <= 40
    guard isShort, mine.contains(where: \.isLetter), theirs.contains(where: \.isLetter),
      !mine.contains("`"), !theirs.contains("`"), !mine.contains(" "), !theirs.contains(" ")
    else { return nil }
    return (mine, theirs)
  }
}
