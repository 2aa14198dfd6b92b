import Engine
import Support
import Testing
import Vocabulary

@testable import Exports

/// The steps of a run in a short form: `t1+a-b` are tests on tree 1 with a passing and b failing, `e2` an edit to tree 2,
/// `b3>1` a return to step 3 with tree 1, `r` a read, `x` a refused edit.
func steps(_ text: String) -> [Step] {
  var tree = Support.tree(1)
  return text.split(separator: " ").enumerated().map { index, word in
    let rest = word.dropFirst()
    func number(_ text: Substring) -> UInt8 { UInt8(text.prefix { $0.isNumber }) ?? 1 }
    switch word.first {
    case "t":
      let names = rest.drop { $0.isNumber }
      let passed = names.prefix { $0 != "-" }.filter(\.isLetter).map(String.init)
      let failed = names.drop { $0 != "-" }.filter(\.isLetter).map(String.init)
      return step(
        index + 1, .test(.working), tree: tree, tests: report(passed: passed, failed: failed))
    case "e":
      tree = Support.tree(number(rest))
      return step(
        index + 1, .edit([FileEdit(path: "a", change: .write("\(word)"))], why: ""), tree: tree)
    case "b":
      tree = Support.tree(number(rest.drop { $0 != ">" }.dropFirst()))
      return step(
        index + 1, .backtrack(toStep: Int(number(rest)), reason: "It led nowhere."), tree: tree)
    case "x":
      return step(
        index + 1, .edit([FileEdit(path: "x", change: .delete)], why: ""), tree: tree,
        refusal: "It is not there.")
    default: return step(index + 1, .read(path: "a", lines: nil), tree: tree)
    }
  }
}

@Suite struct `Labels of steps` {
  private func labels(_ text: String) -> [StepLabels] {
    StepLabels.labels(of: steps(text), from: tree(1))
  }

  @Test(arguments: [
    ("t+a-b", [nil] as [[String]?]), ("t+a-b e2 t+ab", [nil, ["b"], ["b"]]),
    ("t+a-b e2 r t+ab", [nil, ["b"], nil, ["b"]]),
    // The tree was changed again before it was judged: nobody knows of the first edit.
    ("t+a-b e2 e3 t+ab", [nil, nil, ["b"], ["b"]]),
    ("t+a-b e2 t+-ab e3 t+ab", [nil, [], [], ["a", "b"], ["a", "b"]]),
  ])
  func `name the tests that newly pass by a change that was judged`(
    text: String, passing: [[String]?]
  ) {
    #expect(labels(text).map(\.passing) == passing)
  }

  @Test func `name the tests that newly fail, also one that is new`() {
    #expect(labels("t+a-b e2 t+-ab").map(\.failing) == [nil, ["a"], ["a"]])
    #expect(labels("t+a-b e2 t+a-bc").map(\.failing) == [nil, ["c"], ["c"]])
    #expect(labels("t+a-b e2 t+a-b").map(\.failing) == [nil, [], []])
  }

  @Test(arguments: [
    ("t+a e2 r b1>1 e3", [nil, 4, 4, nil, nil] as [Int?]),
    ("t+a e2 t+a e3 b3>2 r", [nil, nil, nil, 5, nil, nil]),
    // What a later return passes over was given up by the first one.
    ("t+a e2 b1>1 e3 b0>1", [5, 3, 5, 5, nil]),
  ])
  func `say which return has given a step up`(text: String, givenUp: [Int?]) {
    #expect(labels(text).map(\.givenUpBy) == givenUp)
  }

  @Test func `say which step repeats an earlier one, and forget at a return`() {
    #expect(labels("r r e2 r").map(\.repeats) == [nil, 1, nil, nil])
    #expect(labels("r b0>1 r").map(\.repeats) == [nil, nil, nil])
  }

  @Test func `say when the run returns next`() {
    #expect(labels("t+a r b1>1 r").map(\.returnsAt) == [3, 3, nil, nil])
  }

  @Test func `call a step good that neither failed nor was given up, repeated or harmful`() {
    #expect(
      labels("t+a-b r r x e2 t+-ab b1>1 e3 t+ab").map(\.isGood)
        == [true, false, false, false, false, false, true, true, true])
  }
}

@Suite struct `Episodes of recovery` {
  private func episodes(_ text: String) -> [RecoveryEpisode] {
    RecoveryEpisode.episodes(in: steps(text), from: tree(1))
  }

  private static func episode(
    _ checkpoint: Int, _ harm: Int, _ shown: Int, _ end: Int?, _ means: RecoveryEpisode.Means?
  ) -> RecoveryEpisode {
    RecoveryEpisode(checkpoint: checkpoint, harm: harm, shown: shown, end: end, means: means)
  }

  @Test(arguments: [
    ("", []), ("t+a-b e2 t+ab", []), ("t+a-b e2 e3 r", []),
    ("t+a-b e2 t+-ab", [episode(1, 2, 3, nil, nil)]),
    ("t+a-b e2 t+-ab e3 t+ab", [episode(1, 2, 3, 5, .repair)]),
    ("t+a-b e2 t+-ab e3 t+-ab e4 t+a-b", [episode(1, 2, 3, 7, .repair)]),
    ("t+a-b e2 t+-ab e1 t+a-b", [episode(1, 2, 3, 5, .undo)]),
    ("t+a-b e2 r t+-ab r b1>1 t+a-b", [episode(1, 2, 4, 6, .backtrack)]),
    ("t+a-b e2 t+-ab t+a-b", [episode(1, 2, 3, 4, .rerun)]),
    // Several changes before the report: the first of them is where it may have begun.
    ("t+a-b e2 e3 t+-ab e4 t+ab", [episode(1, 2, 4, 6, .repair)]),
    // A gain first: measured against the best so far, not against the base.
    ("t-ab e2 t+a-b e3 t-ab e4 t+ab", [episode(3, 4, 5, 7, .repair)]),
    (
      "t+ab e2 t+a-b e3 t+ab e4 t+b-a e3 t+ab",
      [episode(1, 2, 3, 5, .repair), episode(5, 6, 7, 9, .undo)]
    ),
  ])
  func `run from the first step that made things worse to the first as good as the checkpoint`(
    text: String, expected: [RecoveryEpisode]
  ) {
    #expect(episodes(text) == expected)
  }

  @Test func `give each step of them one part`() {
    let labels = StepLabels.labels(of: steps("t+a-b e2 t+-ab r e3 t+ab r"), from: tree(1))
    #expect(labels.map(\.part) == [nil, .harm, .harm, .recovery, .recovery, .end, nil])
  }
}

@Suite struct `Lines that survive` {
  @Test(arguments: [
    ("", "a\nb\n", "a\nb\n", 2, 2), ("a\n", "a\nb\n", "a\n", 1, 0), ("a\n", "a\na\n", "a\n", 1, 1),
    ("", "a\na\n", "a\n", 2, 1), ("a\nb\n", "a\n", "a\n", 0, 0), ("", "", "", 0, 0),
    // Another order and other lines around them change nothing; the last line feed does not count.
    ("", "a\nb", "c\nb\na\n", 2, 2), ("x\ny\n", "y\nx\n", "", 0, 0),
  ])
  func `are counted as often as they were added and stand there`(
    before: String, after: String, later: String, added: Int, surviving: Int
  ) {
    let survival = LineSurvival(
      before: Array(before.utf8), after: Array(after.utf8), later: Array(later.utf8))
    #expect(survival == LineSurvival(added: added, surviving: surviving))
  }
}
