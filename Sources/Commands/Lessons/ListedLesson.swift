import Git
import Lessons
import Records
import Runs
import Text
import Vocabulary

/// A lesson as it stands among the others.
struct ListedLesson: Encodable {
  /// The lesson.
  let lesson: Lesson
  /// What became of it.
  let state: Lesson.State
  /// How much speaks for it, from 0 to 1.
  let strength: Double
  /// The one for which more speaks; `nil` where there is none.
  let rival: String?

  /// All lessons that can be read, the strongest first; for each file that is none there is a warning on stderr.
  static func all(in opened: borrowing OpenRepository) throws -> [ListedLesson] {
    let lessons = try opened.lessonsToRead().readable()
    let base = try? Base.choice(
      option: nil, wish: nil, setting: opened.settings.base, in: opened.repository)
    let freshness =
      base.map {
        LessonKeeping(reporter: TerminalReporter()).freshness(
          of: lessons, at: $0.commit, in: opened.repository)
      } ?? .whole
    return lessons.map { lesson in
      ListedLesson(
        lesson: lesson, state: lesson.state(among: lessons, at: freshness),
        strength: lesson.strength(at: freshness), rival: lesson.rival(among: lessons)?.id)
    }.sorted { one, other in
      one.strength != other.strength
        ? one.strength > other.strength : one.lesson.id < other.lesson.id
    }
  }

  private enum Key: CodingKey { case state, strength, rival, confirmations }

  func encode(to encoder: any Encoder) throws {
    try lesson.encode(to: encoder)
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(state, forKey: .state)
    try values.encode(Double(Int(strength * 1000)) / 1000, forKey: .strength)
    try values.encodeIfPresent(rival, forKey: .rival)
    try values.encode(lesson.confirmations, forKey: .confirmations)
  }

  /// The first line of its words, to be seen.
  private var head: String { visible(String(lesson.text.lines().first ?? "")) }

  /// The sources of its findings, each once.
  var sources: [String] {
    Lesson.Source.allCases.filter { source in lesson.evidence.contains { $0.source == source } }
      .map(\.rawValue)
  }

  /// What it speaks of, in one line; empty for everything.
  var scope: String {
    let scope = lesson.scope
    let parts = scope.paths + [scope.language, scope.command.map { "`\($0)`" }].compactMap(\.self)
    return visible(oneLine(parts.joined(separator: ", ")))
  }

  /// The strength in hundredths.
  var hundredths: Int { Int((strength * 100).rounded()) }

  /// A line for programs.
  var stableLine: String {
    let fields = [
      lesson.id, state.rawValue, sources.first ?? "-", String(hundredths),
      String(lesson.confirmations), String(lesson.contradictions.count),
      String(lesson.shown.count), String(lesson.useful.count), scope.isEmpty ? "-" : scope, head,
    ]
    return fields.map { $0.replacing("\t", with: " ") }.joined(separator: "\t") + "\n"
  }

  /// A line for people.
  func line(_ console: Console) -> String {
    let paint = Paint(isOn: console.isColoured)
    let more = lesson.text.lines().count > 1 ? " …" : ""
    let place = scope.isEmpty ? "" : " \(paint.dim("(\(scope))"))"
    return "\(paint.dim(String(lesson.shortID)))  \(paint.lesson(state))  \(head)\(more)\(place)\n"
  }
}

extension Paint {
  /// The word of a lesson's state in the colour that goes with it.
  func lesson(_ state: Lesson.State) -> String {
    switch state {
    case .kept, .learned: green(state.rawValue)
    case .proposed: yellow(state.rawValue)
    case .contradicted, .faded, .dropped: dim(state.rawValue)
    }
  }
}
