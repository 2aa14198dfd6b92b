import Vocabulary

/// What a generated run says: words as common and as rare as those of a language, another choice for each number.
struct RunWords {
  /// The run's number.
  let seed: Int
  /// A number that decides on its files: small ones are more common than large ones.
  let number: Int
  /// The title.
  let title: String
  /// The body.
  let body: String

  /// The words of the run with this number.
  init(_ seed: Int) {
    self.seed = seed
    var generator = SeededWords(seed)
    number = generator.rank(below: 1000)
    title = generator.words(6)
    body = "\(generator.words(90))\n\nSee `\(generator.word())_\(generator.word())()`.\n"
  }

  /// The run's name.
  var id: RunID {
    var generator = SeededWords(seed)
    return RunID(slug: Slug("bench"), time: 1_600_000_000 + seed * 100, using: &generator)
  }

  /// A test that fails in it.
  var test: String { "tests/test_\(number % 97).py::test_\(number)" }

  /// Six steps of a run that came to nothing.
  func steps(at path: (Int) -> String, tree: ObjectID) -> [Step] {
    var generator = SeededWords(seed &+ 77)
    let files = [path(number), path(number + 1)]
    let failing = TestReport(failed: [test], succeeded: false, reader: "pytest")
    let actions: [Action] = [
      .test(.working), .read(path: files[0], lines: 1...80), .plan(generator.words(60)),
      .edit(
        [FileEdit(path: files[1], change: .write("x = \(seed)\n"))], why: generator.words(20)),
      .backtrack(toStep: 1, reason: generator.words(12)),
      .finish(.init(claim: .unresolved, why: generator.words(60))),
    ]
    return actions.enumerated().map { index, action in
      Step(
        number: index + 1, action: action,
        observation: Observation(
          tree: tree, tests: index == 0 ? failing : nil, changed: index == 3 ? [files[1]] : []),
        decidedBy: .engine, time: 1_600_000_000 + seed * 100 + index, cost: .nothing)
    }
  }
}

/// Words by chance, the same ones each time for one number.
private struct SeededWords: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9e37_79b9_7f4a_7c15 | 1 }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let mixed = (state ^ (state >> 29)) &* 0xbf58_476d_1ce4_e5b9
    return mixed ^ (mixed >> 32)
  }

  /// A number below `bound`, each about as likely as its inverse.
  mutating func rank(below bound: Int) -> Int {
    let bits = Int.random(in: 0..<(Int.bitWidth - bound.leadingZeroBitCount + 1), using: &self)
    return min(bound - 1, Int.random(in: 0..<(1 << bits), using: &self))
  }

  mutating func word() -> String { "w" + String(rank(below: 20_000), radix: 26) }

  mutating func words(_ count: Int) -> String {
    (0..<count).map { _ in word() }.joined(separator: " ")
  }
}
