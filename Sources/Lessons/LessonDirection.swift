import Text
package import Vocabulary

/// What a lesson wants, and what it does not, as far as its words say so in a form that is known. Pure.
///
/// By it two lessons are told to be of opposite direction: `X, not Y` against `Y, not X`, `use X` against `do not use X`.
package struct LessonDirection: Hashable, Sendable {
  /// What is wanted, each in one line and small letters.
  package private(set) var wanted: Set<String> = []
  /// What is not.
  package private(set) var unwanted: Set<String> = []

  /// The direction of `text`.
  package init(of text: String) {
    for sentence in LessonDirection.sentences(of: text) { read(sentence) }
  }

  /// Whether one of the two wants what the other does not.
  package func opposes(_ other: LessonDirection) -> Bool {
    !wanted.isDisjoint(with: other.unwanted) || !unwanted.isDisjoint(with: other.wanted)
  }

  private static let wants = [
    "always use ", "please use ", "use ", "prefer ", "write ", "strings are written in ",
    "names are written in ", "lines are indented by ",
  ]
  private static let refusals = [
    "do not use ", "don't use ", "don’t use ", "never use ", "do not write ", "never write ",
    "avoid ", "stop using ",
  ]
  private static let partings = [
    ", not in ", ", not by ", ", not ", " instead of ", " rather than ", " in the place of ",
    " and not ", " over ",
  ]

  private mutating func read(_ sentence: String) {
    if let rest = LessonDirection.rest(of: sentence, after: LessonDirection.refusals) {
      for parting in [": use ", "; use ", ", use "] {
        guard let place = rest.firstRange(of: parting) else { continue }
        insert(rest[..<place.lowerBound], into: \.unwanted)
        insert(rest[place.upperBound...], into: \.wanted)
        return
      }
      insert(rest, into: \.unwanted)
      return
    }
    if let rest = LessonDirection.rest(of: sentence, after: ["people changed "]),
      let place = rest.firstRange(of: " to ")
    {
      insert(rest[..<place.lowerBound], into: \.unwanted)
      let end = rest[place.upperBound...].firstRange(of: " in ")?.lowerBound ?? rest.endIndex
      insert(rest[place.upperBound..<end], into: \.wanted)
      return
    }
    guard let rest = LessonDirection.rest(of: sentence, after: LessonDirection.wants) else {
      return
    }
    for parting in LessonDirection.partings {
      guard let place = rest.firstRange(of: parting) else { continue }
      insert(rest[..<place.lowerBound], into: \.wanted)
      insert(rest[place.upperBound...], into: \.unwanted)
      return
    }
    insert(rest, into: \.wanted)
  }

  private mutating func insert(
    _ words: Substring, into side: WritableKeyPath<LessonDirection, Set<String>>
  ) {
    let name = words.filter { $0 != "`" }.trimmingSpace
    if !name.isEmpty { self[keyPath: side].insert(String(name)) }
  }

  private static func rest(of sentence: String, after beginnings: [String]) -> Substring? {
    beginnings.first(where: sentence.hasPrefix).map { sentence.dropFirst($0.count) }
  }

  /// The sentences in small letters, but for names between backquotes, which stay.
  private static func sentences(of text: String) -> [String] {
    var isName = false
    var sentences = [""]
    let line = oneLine(text)
    for place in line.indices {
      let character = line[place]
      if character == "`" { isName.toggle() }
      let next = line.index(after: place)
      let ends = next == line.endIndex || line[next] == " "
      if !isName, character == "." || character == "!", ends {
        sentences.append("")
      } else {
        sentences[sentences.count - 1] += isName ? String(character) : character.lowercased()
      }
    }
    return sentences.map { String($0[...].trimmingSpace) }.filter { !$0.isEmpty }
  }
}

extension Lesson {
  /// What it wants, and what it does not.
  package var direction: LessonDirection { LessonDirection(of: text) }

  /// Whether the two are of one scope and opposite directions.
  package func contradicts(_ other: Lesson) -> Bool {
    id != other.id && scope == other.scope && direction.opposes(other.direction)
  }

  /// Whether the evidence speaks for this one of two that contradict each other: a person's word first, then the share of
  /// runs that confirm it, then the newer confirmation.
  package func prevails(over other: Lesson) -> Bool {
    if isKept != other.isKept { return isKept }
    let (mine, theirs) = (confirmations, other.confirmations)
    if mine != theirs { return mine > theirs }
    if lastConfirmed != other.lastConfirmed { return lastConfirmed > other.lastConfirmed }
    return id < other.id
  }
}
