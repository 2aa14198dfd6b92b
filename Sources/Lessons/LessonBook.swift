package import Vocabulary

/// The lessons of a project as a set that learns. Pure.
package struct LessonBook: Hashable, Sendable {
  /// The lessons by their names.
  private var lessons: [String: Lesson]
  /// The names of those that are others than at the start.
  private var changed: Set<String> = []

  /// A book of these lessons.
  package init(_ lessons: [Lesson]) {
    self.lessons = Dictionary(lessons.map { ($0.id, $0) }) { $0.joined(with: $1) }
  }

  /// The lessons that are new, or others than at the start, by their names.
  package var news: [Lesson] { changed.sorted().compactMap { lessons[$0] } }

  /// Takes what was found: one that is known is confirmed by it, and what was known of the opposite has one more run against
  /// it. One that a person has dropped stays as it is, and what only comes from outside confirms and contradicts nothing.
  ///
  /// - Complexity: O(*n*) in the lessons for each.
  package mutating func learn(_ found: [Lesson]) {
    for lesson in found {
      let known = lessons[lesson.id]
      if known?.isDropped == true { continue }
      if let known {
        if lesson.isProposed, !known.isProposed { continue }
        put(known.joined(with: lesson))
      } else {
        put(lesson)
      }
      guard !lesson.isProposed else { continue }
      let runs = Set(lesson.evidence.compactMap(\.run))
      for other in lessons.values where other.contradicts(lesson) && !other.isDropped {
        put(runs.reduce(other) { $0.contradicted(by: $1) })
      }
    }
  }

  /// Takes note that `run` was told of the lessons of these names.
  package mutating func tell(_ ids: some Sequence<String>, to run: RunID) {
    for id in ids { if let lesson = lessons[id] { put(lesson.told(to: run)) } }
  }

  /// Takes note that lessons were of use in `run`: those that were told in it and for which `isOfUse` says so.
  package mutating func use(in run: RunID, where isOfUse: (Lesson) -> Bool) {
    for lesson in lessons.values where lesson.shown.contains(run) && isOfUse(lesson) {
      put(lesson.used(in: run))
    }
  }

  private mutating func put(_ lesson: Lesson) {
    guard lessons[lesson.id] != lesson else { return }
    lessons[lesson.id] = lesson
    changed.insert(lesson.id)
  }
}
