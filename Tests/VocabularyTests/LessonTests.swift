import Foundation
import Testing
import Vocabulary

@Suite struct `A lesson` {
  private static let runs = (1...200).map { number in
    let digits = String(number, radix: 16)
    let padded = String(repeating: "0", count: 12 - digits.count) + digits
    return RunID("20260101-sum-\(padded)")!
  }

  /// A copy of one lesson with findings, runs and decisions at random.
  private func copy(_ random: inout Numbers) -> Lesson {
    func some(_ most: Int) -> Set<RunID> {
      Set(
        (0..<Int.random(in: 0...most, using: &random)).map { _ in
          Self.runs[Int.random(in: 0..<Self.runs.count, using: &random)]
        })
    }
    let evidence = (0..<Int.random(in: 0...50, using: &random)).map { _ in
      Lesson.Evidence(
        Lesson.Source.allCases.randomElement(using: &random)!,
        run: Self.runs.prefix(30).randomElement(using: &random),
        step: Int.random(in: 0...2, using: &random), time: .random(in: 0...9, using: &random),
        note: ["a", "b", nil].randomElement(using: &random)!,
        isForeign: .random(using: &random))
    }
    let marks = (0..<Int.random(in: 0...12, using: &random)).map { _ in
      Lesson.Mark(
        .random(using: &random) ? .kept : .dropped, at: .random(in: 0...9, using: &random),
        why: ["x", nil].randomElement(using: &random)!)
    }
    return Lesson(
      id: "a", text: ["Use tabs", "use tabs.", "Use  tabs"].randomElement(using: &random)!,
      scope: .init(), evidence: evidence, contradictions: some(150), shown: some(150),
      useful: some(150), marks: marks)
  }

  /// SplitMix64.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64 = 7
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      return mixed ^ (mixed >> 31)
    }
  }

  @Test func `is joined with copies of it in any order, and as often as is wanted, to the same`() {
    var random = Numbers()
    for _ in 0..<300 {
      let (one, two, three) = (copy(&random), copy(&random), copy(&random))
      #expect(one.joined(with: two) == two.joined(with: one))
      #expect(one.joined(with: one) == one)
      let left = one.joined(with: two).joined(with: three)
      #expect(left == one.joined(with: two.joined(with: three)))
      #expect(left.joined(with: two) == left)
      #expect(left.evidence.count <= Lesson.Evidence.limit && left.marks.count <= Lesson.Mark.limit)
      #expect(left.shown.count <= Lesson.runLimit)
    }
  }

  @Test func `is named by its words, whatever their white space, full stop and first capital`() {
    func identity(_ text: String) -> String { Lesson.identity(of: text, .init()) }
    #expect(identity("Use tabs.") == identity("use\n tabs"))
    #expect(identity("Rename foo to Foo") != identity("Rename Foo to foo"))
    #expect(identity("URL is checked") == identity("URL is checked."))
    #expect(identity("URL is checked") != identity("uRL is checked"))
    let scoped = Lesson.identity(of: "Use tabs", .init(paths: ["b", "a", "b"], language: "Python"))
    #expect(
      scoped == Lesson.identity(of: "Use tabs", .init(paths: ["a", "b"], language: "python")))
    #expect(scoped != identity("Use tabs"))
  }

  @Test func `that was dropped stays so whatever is found, until a person adds it later`() {
    let found = Lesson(
      id: "a", text: "Use tabs", scope: .init(),
      evidence: [.init(.remember, run: Self.runs[0], time: 3)])
    let dropped = found.marked(.dropped, at: 5, why: "no")
    let other = found.confirmed(by: .init(.merge, run: Self.runs[1], time: 9))
    #expect(dropped.joined(with: other).isDropped && other.joined(with: dropped).isDropped)
    // The clock of the one who adds it again may be behind.
    let again = dropped.joined(with: other).marked(.kept, at: 1)
    #expect(again.isKept && !again.isDropped && again.marks.last?.time == 6)
    #expect(again.joined(with: dropped).isKept)
  }

  @Test
  func `from outside is proposed until a person keeps it, and as a proposal has nothing else`() {
    let foreign = Lesson(
      id: "a", text: "Use tabs", scope: .init(),
      evidence: [.init(.remember, run: Self.runs[0], time: 3, isForeign: true)])
    #expect(foreign.isProposed && foreign.confirmations == 0)
    #expect(!foreign.marked(.kept, at: 4).isProposed)
    #expect(!foreign.confirmed(by: .init(.merge, run: Self.runs[1], time: 4)).isProposed)
    let own = foreign.marked(.kept, at: 4).told(to: Self.runs[2]).used(in: Self.runs[3])
      .confirmed(by: .init(.merge, run: Self.runs[1], time: 4))
    let proposal = own.proposal
    #expect(proposal.isProposed && proposal.marks.isEmpty && proposal.shown.isEmpty)
    #expect(proposal.useful.isEmpty && proposal.text == own.text)
    // The same finding of the user's own and from outside is the user's own.
    #expect(own.joined(with: proposal) == own)
  }

  @Test func `is written and read back as it was`() throws {
    var random = Numbers(state: 3)
    for _ in 0..<50 {
      let lesson = copy(&random)
      let bytes = try JSONEncoder().encode(lesson)
      #expect(try JSONDecoder().decode(Lesson.self, from: bytes) == lesson)
    }
  }
}
