package import Vocabulary

/// How much the files that lessons speak of have changed since. Pure: whoever makes it reads the files.
package struct LessonFreshness: Hashable, Sendable {
  /// The share of each file's lines that is another one now, from 0 to 1; 1 for a file that is gone.
  private var shares: [Lesson.Evidence.File: Double]

  /// Nothing has changed.
  package static let whole = LessonFreshness([:])

  /// Files with the shares of them that have changed; of files that are not among them nothing has.
  package init(_ shares: [Lesson.Evidence.File: Double]) { self.shares = shares }

  /// The share of `old`'s lines and `new`'s that are not in the other, as often as they stand there.
  ///
  /// - Complexity: O(*n*) in both.
  package static func share(from old: [UInt8], to new: [UInt8]) -> Double {
    let (one, other) = (lines(of: old), lines(of: new))
    let total = max(one.count, other.count)
    guard total > 0 else { return 0 }
    var left: [ArraySlice<UInt8>: Int] = [:]
    for line in one { left[line, default: 0] += 1 }
    var common = 0
    for line in other {
      guard let count = left[line], count > 0 else { continue }
      left[line] = count - 1
      common += 1
    }
    return 1 - Double(common) / Double(total)
  }

  private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(separator: 0x0a, omittingEmptySubsequences: true)
  }

  /// The share that has changed of the files of a lesson's newest own finding that names some; 0 where none does.
  func changed(of lesson: Lesson) -> Double {
    let files = lesson.spokenOf
    guard !files.isEmpty else { return 0 }
    return files.reduce(0) { $0 + (shares[$1] ?? 0) } / Double(files.count)
  }
}

extension Lesson.Scope {
  /// Whether a change of these paths is one that it speaks of; of a command nobody can say.
  package func isTouched(by paths: [String]) -> Bool {
    if let language, !paths.contains(where: { FileLanguage.of($0) == language }) { return false }
    let globs = self.paths.map(Glob.init)
    return globs.isEmpty || paths.contains { path in globs.contains { $0.matches(path) } }
  }
}

extension Lesson {
  /// Below which strength a lesson is shown to no run.
  package static let leastStrength = 0.25
  /// After how many runs that were told of it in vain a lesson is shown no more.
  package static let patience = 10

  /// The files of its newest own finding that names some.
  package var spokenOf: [Evidence.File] {
    evidence.first { !$0.isForeign && !$0.files.isEmpty }?.files ?? []
  }

  /// How much speaks for telling it, from 0 to 1. Pure.
  ///
  /// The product of three: confirmations among all findings for and against it, with one thought to be on each side; the
  /// share of its files that is still as it was; and what is left of the patience with it, of which each run that was told
  /// takes a part and each in which it was of use gives all back. A person's word is worth three runs, and does not wear
  /// out; below half it does not fall.
  package func strength(at freshness: LessonFreshness) -> Double {
    guard !isDropped, !isProposed else { return 0 }
    let found = Double(confirmations + (isKept ? 3 : 0))
    let belief = (found + 1) / (found + Double(contradictions.count) + 2)
    let rest = 1 - 0.9 * min(1, max(0, freshness.changed(of: self)))
    let misses = max(0, shown.count - useful.count * Lesson.patience)
    // So little that no count of confirmations is enough.
    let patience = misses < Lesson.patience ? 1 - 0.04 * Double(misses) : 0.2
    let strength = belief * rest * patience
    return isKept ? max(0.5, belief * rest) : strength
  }

  /// What becomes of it, in a word for people and programs.
  package enum State: String, Hashable, Sendable, Codable, CaseIterable {
    /// A person added or kept it.
    case kept
    /// Runs found it.
    case learned
    /// It came from outside and waits for a person.
    case proposed
    /// It contradicts another one for which more speaks.
    case contradicted
    /// It is too weak to be shown.
    case faded
    /// A person took it out.
    case dropped
  }

  /// The state of the lesson among all others.
  ///
  /// - Complexity: O(*n*) in the others.
  package func state(among lessons: [Lesson], at freshness: LessonFreshness) -> State {
    if isDropped { return .dropped }
    if isProposed { return .proposed }
    if rival(among: lessons) != nil { return .contradicted }
    if strength(at: freshness) < Lesson.leastStrength { return .faded }
    return isKept ? .kept : .learned
  }

  /// The strongest lesson that contradicts this one and for which more speaks; `nil` where there is none.
  package func rival(among lessons: [Lesson]) -> Lesson? {
    lessons.filter { other in
      !other.isDropped && !other.isProposed && contradicts(other) && other.prevails(over: self)
    }.min { $0.prevails(over: $1) }
  }
}
