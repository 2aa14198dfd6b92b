import Support
import Testing
import Vocabulary

@testable import Suggestions

@Suite("The choice of suggestions")
struct ChoiceTests {
  private func choice(
    _ drafts: [SuggestionDraft], known: [Suggestion] = [], limit: Int = 5, complete: Bool = true,
    inHand: [String] = [], titles: Set<String> = [], credit: SourceCredit = SourceCredit()
  ) -> SuggestionChoice {
    let sources = Set(drafts.map(\.source)).union(known.map(\.source))
    let results = sources.sorted { $0.rawValue < $1.rawValue }.map { source in
      (source, SourceResult(drafts.filter { $0.source == source }, isComplete: complete))
    }
    return SuggestionChoice(
      results,
      on: .init(
        known: known, credit: credit, limit: limit, inHand: Set(names: inHand), titles: titles),
      at: 10)
  }

  private func several(_ count: Int, _ source: Suggestion.Source = .pins) -> [SuggestionDraft] {
    (0..<count).map {
      draft(
        source, ["f\($0)", "x"], title: "`f\($0)` is wrong", path: "f\($0)",
        strength: 1 - Double($0) / 100)
    }
  }

  @Test func `takes the most valuable, few of a source, and no more than may be open`() {
    let all = Suggestion.Source.allCases.flatMap { several(4, $0) }
    let chosen = choice(all)
    #expect(chosen.new.count == 5)
    for source in Suggestion.Source.allCases {
      #expect(chosen.new.count { $0.source == source } <= SuggestionChoice.perSource)
    }
    #expect(chosen.left == all.count - 5)
    #expect(choice(all).new == chosen.new)
    #expect(choice(all, known: chosen.new).new.isEmpty)
  }

  @Test
  func `leaves alone what was accepted, and what was dismissed while its evidence is the same`() {
    let first = draft(reasons: ["2.0 is out"])
    let suggestion = first.suggestion(at: 1)
    for state in [Suggestion.State.accepted(key: "k"), .dismissed(why: "no")] {
      #expect(choice([first], known: [suggestion.now(state, at: 2)]).changed.isEmpty)
    }
    var other = first
    other.reasons = ["3.0 is out"]
    let again = choice([other], known: [suggestion.now(.dismissed(why: "not yet"), at: 2)])
    #expect(again.new.map(\.dismissedBefore) == ["not yet"])
    #expect(again.new.map(\.found) == [1])
  }

  @Test func `takes nothing in other words, be it open or dismissed`() {
    let one = draft(
      .leftover, ["one"], title: "Left undone: negative spans are not handled", path: nil)
    let other = draft(
      .leftover, ["two"], title: "Left undone: spans that are negative are not handled", path: nil)
    #expect(choice([one, other]).new.count == 1)
    #expect(
      choice([other], known: [one.suggestion(at: 1).now(.dismissed(why: "no"), at: 2)]).new.isEmpty)
    let third = draft(
      .leftover, ["three"], title: "Left undone: Windows paths were not looked at", path: nil)
    #expect(choice([one, third]).new.count == 2)
    #expect(choice(several(2)).new.count == 2)
  }

  @Test func `says what is gone, and only where its source has looked at everything`() {
    let suggestion = draft().suggestion(at: 1)
    #expect(choice([], known: [suggestion]).gone.map(\.id) == [suggestion.id])
    #expect(choice([], known: [suggestion], complete: false).gone.isEmpty)
    let back = choice([draft()], known: [suggestion.now(.gone, at: 2)])
    #expect(back.new.map(\.state) == [.open])
  }

  @Test func `keeps an open one with its new lines`() {
    let suggestion = draft().suggestion(at: 1)
    var moved = draft()
    moved.evidence[0].line = 99
    let chosen = choice([moved], known: [suggestion])
    #expect(chosen.new.isEmpty && chosen.changed.map(\.id) == [suggestion.id])
    #expect(chosen.changed[0].evidence[0].line == 99 && chosen.changed[0].found == 1)
    #expect(choice([draft()], known: [suggestion]).changed.isEmpty)
  }

  @Test func `passes over files of open series, and issues that are there already`() {
    #expect(choice([draft()], inHand: ["a.py"]).new.isEmpty)
    #expect(choice([draft()], titles: ["todo in a.py is due: Mend it"]).new.isEmpty)
  }

  @Test func `learns what a source is worth from what became of its suggestions`() {
    let start = SourceCredit()
    func value(_ events: [SourceCredit.Event]) -> Double {
      SourceCredit(after: events.map { (.todo, $0) }).value(of: .todo, strength: 0.5)
    }
    let before = start.value(of: .todo, strength: 0.5)
    #expect(value([.dismissed]) < before)
    #expect(value([.accepted]) > before)
    #expect(value([.accepted, .merged]) > value([.accepted]))
    #expect(value([.accepted, .rejected]) < value([.accepted]))
    #expect(
      SourceCredit(after: [(.todo, .dismissed)]).value(of: .pins, strength: 1)
        == start.value(of: .pins, strength: 1))
    let disliked = SourceCredit(after: Array(repeating: (.pins, .dismissed), count: 20))
    let both = [
      draft(.pins, ["p"], title: "`p`", strength: 0.9),
      draft(.readme, ["r"], title: "`r`", strength: 0.9),
    ]
    #expect(choice(both, limit: 1, credit: disliked).new.map(\.source) == [.readme])
  }

  @Test func `a body holds what others have written as text alone`() {
    let suggestion = SuggestionDraft(
      .todo, about: ["a"], title: "TODO `x`\nmore\u{1b}[31m",
      matter: block("```\n# heading\n- [ ] a criterion of theirs"),
      criteria: ["It is done"],
      evidence: [.init(path: "a`b.py", line: 1, text: "closes #1 @everybody")], strength: 2
    ).suggestion(at: 1)
    #expect(
      suggestion.strength == 1 && !suggestion.title.contains("\n")
        && !suggestion.title.contains("\u{1b}"))
    #expect(suggestion.body.contains("````\n```"))
    #expect(suggestion.body.contains("``a`b.py:1``"))
    #expect(suggestion.body.contains("`closes #1 @everybody`"))
  }
}
