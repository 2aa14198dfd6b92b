import Engine
import Support
import Testing
import Vocabulary

@Suite struct `Going in circles` {
  private func runs(_ command: String, _ count: Int, output: String = "") -> [Step] {
    (0..<count).map { step($0, .run(command: command, keepsChanges: true), output: output) }
  }

  @Test func `four equal actions with equal observations are a circle, three are none`() {
    #expect(stuckPattern(in: runs("ls", 3)) == nil)
    #expect(stuckPattern(in: runs("ls", 4)) == .repetition(4))
  }

  @Test func `what the run is told beside an observation breaks no circle`() {
    var steps = runs("ls", 4)
    steps[0].observation.recollections = [Recollection(kind: .lesson, text: "Be quick.")]
    #expect(stuckPattern(in: steps) == .repetition(4))
  }

  @Test func `an observation that changes breaks the circle`() {
    let steps = runs("ls", 2) + runs("ls", 2, output: "new")
    #expect(stuckPattern(in: steps) == nil)
  }

  @Test func `the same action refused three times is a circle even when the reasons differ`() {
    let steps = ["a", "b", "c"].map { step(1, .edit([], why: ""), refusal: $0) }
    #expect(stuckPattern(in: steps) == .repeatedFailure(3))
  }

  @Test func `two actions that take turns for six steps are a circle`() {
    let pair = runs("a", 1) + runs("b", 1)
    #expect(stuckPattern(in: pair + pair) == nil)
    #expect(stuckPattern(in: pair + pair + pair) == .alternation)
  }

  @Test func `files that keep coming back to the same state are a circle`() {
    let steps = (0..<8).map {
      step($0, .run(command: "\($0)", keepsChanges: true), tree: tree($0 % 2 == 0 ? 1 : 2))
    }
    #expect(stuckPattern(in: Array(steps.prefix(4))) == nil)
    #expect(stuckPattern(in: Array(steps.prefix(5))) == .returningTree(3))
  }

  @Test(arguments: [
    StuckPattern.repetition(4), .repeatedFailure(3), .alternation, .returningTree(3),
    .noProgress(25),
  ])
  func `the reason that a step keeps is read as its pattern again`(pattern: StuckPattern) {
    #expect(StuckPattern(reason: pattern.sentence) == pattern)
  }

  @Test(arguments: ["", "The tests are best there.", "The same action failed many times.", "3"])
  func `another reason is read as no pattern`(reason: String) {
    #expect(StuckPattern(reason: reason) == nil)
  }
}
