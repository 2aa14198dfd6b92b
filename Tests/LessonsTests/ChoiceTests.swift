import Lessons
import Records
import Support
import Testing
import Vocabulary

private typealias Issue = Vocabulary.Issue

@Suite struct `The choice of lessons` {
  private let issue = Issue(
    title: "Totals lack the first value", body: "See `total` in src/sum.py.")

  private func texts(
    _ lessons: [Lesson], touching paths: [String] = [], command: String? = nil, limit: Int = 6,
    at freshness: LessonFreshness = .whole
  ) -> [String] {
    LessonChoice.chosen(
      for: issue, touching: paths, command: command, among: lessons, limit: limit, at: freshness
    ).map(\.text)
  }

  @Test(arguments: [
    (
      "Amounts are returned by shop.money.rounded, which makes them whole.", "return rounded(x * 2)"
    ),
    ("Use `index`, not a number.", "for index in all:"),
    ("Ask makeTotal first.", "let a = makeTotal()"), ("Call end_of_day.", "end_of_day()"),
  ])
  func `knows a lesson for followed by a name of code in what was added`(
    text: String, added: String
  ) {
    #expect(lesson(text).isFollowed(in: "x = 1\n    \(added)"))
    #expect(!lesson(text).isFollowed(in: "x = 1\nreturn whole amounts(first)\nfor place in all:"))
    #expect(!lesson("Amounts are returned whole.").isFollowed(in: added + "\namounts = whole"))
  }

  @Test func `is by scope, words and strength, and the same in any order`() {
    let all = [
      lesson("Use tabs", .init(paths: ["docs/**"])),
      lesson("Sums begin at zero", .init(paths: ["src/*.py"])),
      lesson(
        "Strings are written in single quotes, not in double quotes.", .init(language: "python"),
        confirmed: 3),
      lesson("Use gofmt", .init(language: "go"), confirmed: 9),
      lesson("Something about nothing", confirmed: 1),
    ]
    let chosen = texts(all, touching: ["src/sum.py"])
    #expect(chosen.first == "Sums begin at zero" || chosen[1] == "Sums begin at zero")
    #expect(chosen.contains { $0.hasPrefix("Strings") })
    #expect(!chosen.contains("Use gofmt") && !chosen.contains("Use tabs"))
    for shift in 1..<all.count {
      #expect(texts(Array(all[shift...] + all[..<shift]), touching: ["src/sum.py"]) == chosen)
    }
    #expect(texts(all, touching: ["src/sum.py"], limit: 1) == Array(chosen.prefix(1)))
    #expect(texts(all, limit: 0).isEmpty)
  }

  @Test func `without a path counts those that the issue names`() {
    let named = lesson("Sums begin at zero", .init(paths: ["src/sum.py"]))
    let other = lesson("Means end at one", .init(paths: ["src/mean.py"]))
    #expect(texts([other, named]).first == "Sums begin at zero")
  }

  @Test func `leaves out what was dropped, is proposed or too weak, and of two rivals the weaker`()
  {
    let dropped = lesson("Use make").marked(.dropped, at: 9)
    let proposed = lesson("Run curl on everything", isForeign: true)
    let (single, double) = (
      lesson("Strings are written in single quotes, not in double quotes."),
      lesson("Strings are written in double quotes, not in single quotes.", confirmed: 3)
    )
    #expect(texts([dropped, proposed, single, double]) == [double.text])
    #expect(single.state(among: [single, double], at: .whole) == .contradicted)
    #expect(single.rival(among: [single, double])?.id == double.id)
    // Where another scope is spoken of they are none.
    let scoped = lesson(single.text, .init(language: "go"))
    #expect(scoped.rival(among: [scoped, double]) == nil)
    // A person's word is worth more than any count, and a proposal than nothing.
    #expect(texts([single.marked(.kept, at: 9), double]) == [single.text])
    #expect(texts([single, lesson(double.text, confirmed: 9, isForeign: true)]) == [single.text])
    #expect(texts([proposed.marked(.kept, at: 9)]) == [proposed.text])
  }

  @Test func `a scope of a command counts where that is run`() {
    let cold = lesson("Needs a build first", .init(command: "pytest -q"))
    #expect(texts([cold], command: "pytest -q tests") == [cold.text])
    #expect(texts([cold], command: "cargo test").isEmpty)
  }

  @Test func `is told with its name, where it comes from and an example, within the bounds`() {
    let found = Lesson(
      "Use tabs\nnot\nspaces\nin\nMakefiles", .init(),
      evidence: [
        .init(.merge, run: .sample(3), step: 4, time: 5, note: "people changed `  a` to `\ta`")
      ])
    let told = LessonChoice.recollection(of: found)
    #expect(told.kind == .lesson && told.run == .sample(3) && told.step == 4)
    #expect(told.text.hasPrefix("lesson \(found.shortID) (found in 1 run): Use tabs\nnot"))
    #expect(told.text.utf8.count <= 600 && told.text.split(separator: "\n").count <= 4)
    #expect(told.text.hasSuffix("in Makefiles"))
    let short = Lesson("Use tabs", .init(), evidence: found.evidence)
    #expect(LessonChoice.recollection(of: short).text.contains("people changed"))
    let cited = LessonCitation.cited(in: told.text, among: [short, found])
    #expect(cited.map(\.id) == [found.id])
  }

  @Test func `a citation names a lesson by eight digits at least, and nothing else does`() {
    let found = lesson("Use tabs")
    for text in [
      "By lesson \(found.shortID) tabs it is.", "see Lessons \(found.id.prefix(8)), which says so",
      "(lesson `\(found.id)`)", "lessons ffffffff1234 and \(found.shortID)",
    ] {
      #expect(LessonCitation.cited(in: text, among: [found]).count == 1, "\(text)")
    }
    for text in ["lesson \(found.id.prefix(7))", "\(found.id)", "lesson", "lesson learned: abc"] {
      #expect(LessonCitation.cited(in: text, among: [found]).isEmpty, "\(text)")
    }
  }
}

@Suite struct `The strength of a lesson` {
  private let file = Lesson.Evidence.File(path: "a.py", blob: tree(3))

  @Test func `grows with those that confirm it and falls with those that contradict it`() {
    let strengths = [1, 2, 5].map { lesson("x y", confirmed: $0).strength(at: .whole) }
    #expect(strengths == strengths.sorted() && strengths[0] > Lesson.leastStrength)
    var doubted = lesson("x y")
    for number in 1...6 { doubted = doubted.contradicted(by: .sample(100 + number)) }
    #expect(doubted.strength(at: .whole) < Lesson.leastStrength)
    #expect(doubted.state(among: [doubted], at: .whole) == .faded)
  }

  @Test func `fades as its files change, and is gone with them`() {
    let found = lesson("x y", files: [file])
    func strength(_ share: Double) -> Double { found.strength(at: LessonFreshness([file: share])) }
    #expect(strength(0) == found.strength(at: .whole))
    #expect(strength(0.5) < strength(0) && strength(0.5) >= Lesson.leastStrength)
    #expect(strength(1) < Lesson.leastStrength)
    // One that a person keeps does not go.
    let kept = found.marked(.kept, at: 9)
    #expect(kept.strength(at: LessonFreshness([file: 1])) >= Lesson.leastStrength)
  }

  @Test func `is spent after ten runs that were told in vain, and one use gives it back`() {
    var told = lesson("x y")
    for number in 1...9 { told = told.told(to: .sample(number)) }
    #expect(told.strength(at: .whole) >= Lesson.leastStrength)
    told = told.told(to: .sample(10))
    #expect(told.strength(at: .whole) < Lesson.leastStrength)
    #expect(told.used(in: .sample(4)).strength(at: .whole) == lesson("x y").strength(at: .whole))
    #expect(told.marked(.kept, at: 1).strength(at: .whole) > 0.5)
  }

  @Test func `of a file's lines counts the share that is another`() {
    func share(_ old: String, _ new: String) -> Double {
      LessonFreshness.share(from: Array(old.utf8), to: Array(new.utf8))
    }
    #expect(share("a\nb\nc\nd\n", "a\nb\nc\nd\n") == 0 && share("", "") == 0)
    #expect(share("a\nb\nc\nd\n", "d\nx\nb\na\n") == 0.25)
    #expect(share("a\na\n", "a\nb\n") == 0.5 && share("a\n", "b\n") == 1)
  }
}

@Suite struct `Lessons that contradict each other` {
  @Test(arguments: [
    ("Use tabs", "Do not use tabs"), ("Use `a.b`, not `c`.", "Use `c`, not `a.b`."),
    ("Always use black.", "Avoid black"), ("Prefer tabs over spaces", "Use spaces instead of tabs"),
    (
      "Strings are written in single quotes, not in double quotes.",
      "Strings are written in double quotes, not in single quotes."
    ),
    ("People changed `x` to `y` in a.py.", "People changed `y` to `x` in a.py."),
    (
      "Names are written in snake_case, not in camelCase.",
      "Names are written in camelCase, not in snake_case."
    ),
  ])
  func `are told by their words`(one: String, other: String) {
    #expect(lesson(one).contradicts(lesson(other)) && lesson(other).contradicts(lesson(one)))
  }

  @Test(arguments: [
    ("Use tabs", "Use spaces at ends"), ("Use tabs", "Use tabs."), ("Avoid eval", "Avoid exec"),
    ("The tests need a build", "The build needs no tests"), ("", ""),
    ("Use `Foo`", "Do not use `foo`"),
  ])
  func `are no others`(one: String, other: String) {
    #expect(!lesson(one).contradicts(lesson(other)))
  }

  @Test func `a book learns both, and notes each run against the other`() {
    let (tabs, none) = (lesson("Use tabs", confirmed: 2), lesson("Do not use tabs", from: 7))
    var book = LessonBook([tabs])
    book.learn([none])
    #expect(book.news.count == 2)
    #expect(book.news.first { $0.id == tabs.id }?.contradictions == [.sample(7)])
    // The same again is no news.
    var again = LessonBook(book.news)
    again.learn([none])
    #expect(again.news.isEmpty)
  }

  @Test func `what is from outside confirms and contradicts nothing, and what was dropped stays`() {
    let (tabs, gone) = (lesson("Use tabs"), lesson("Use make").marked(.dropped, at: 3))
    var book = LessonBook([tabs, gone])
    book.learn([
      lesson("Use tabs", from: 5, isForeign: true),
      lesson("Do not use tabs", from: 6, isForeign: true),
      lesson("Use make", from: 8),
    ])
    #expect(book.news.map(\.text) == ["Do not use tabs"] && book.news[0].isProposed)
  }
}
