import Foundation
import Support
import Testing
import Vocabulary

@testable import Repair

@Suite("What became of earlier repairs")
struct RankingPriorsTests {
  private let file = SourceFile(
    path: "sums.py", language: .python,
    bytes: Array(
      "def total(values):\n    if len(values) < 3:\n        return 1\n    return 2\n".utf8))

  private func ranked(_ priors: RepairPriors) -> [RankedCandidate] {
    let suspicion = Suspicion(lines: file.lines.map { _ in 0.6 }, reasons: [:])
    return Ranking.candidates(of: [file], [suspicion], knowing: priors)
  }

  /// The score of the edit that is the likeliest of its kind where nothing is known.
  private func score(_ template: Template, _ priors: RepairPriors) -> Double {
    let first = ranked(.none).first { $0.template == template }
    return ranked(priors).first { $0.candidate == first?.candidate }?.score ?? -.infinity
  }

  private func priors(_ counts: [(MergeStatus.Word, Int)], _ template: Template) -> RepairPriors {
    var priors = RepairPriors.none
    for (word, times) in counts { priors.count(word, of: template.rawValue, times: times) }
    return priors
  }

  @Test func `kinds that people merged move up, those that they rejected down, within a bound`() {
    let plain = score(.number, .none)
    let merged = score(.number, priors([(.merged, 3)], .number))
    let rejected = score(.number, priors([(.rejected, 3)], .number))
    #expect(abs(merged - plain - log(2.0)) < 1e-9)
    #expect(abs(plain - rejected - log(2.0)) < 1e-9)
    #expect(score(.number, priors([(.edited, 40)], .number)) == plain)
    let most = score(.number, priors([(.merged, 1_000_000)], .number))
    #expect(abs(most - plain - RepairPriors.mostShift) < 1e-9)
    #expect(
      score(.compareOperator, priors([(.merged, 9)], .number)) == score(.compareOperator, .none))
    #expect(
      Set(ranked(.none).map(\.candidate.id))
        == Set(ranked(priors([(.merged, 9)], .number)).map(\.candidate.id)))
  }

  @Test func `functions that had to be mended are suspected more, within a bound`() {
    var priors = RepairPriors.none
    priors.add(.init(path: "sums.py", function: "total", fixes: 800))
    priors.add(.init(path: "other.py", function: "total", fixes: 800))
    var suspicion = Suspicion(lines: file.lines.map { _ in 0.4 }, reasons: [:])
    suspicion.raise(in: file, knowing: priors)
    #expect(suspicion.lines.allSatisfy { abs($0 - 0.5) < 1e-9 })
  }

  @Test func `of files that nothing tells apart the one that was mended more comes first`() throws {
    let tree = MemoryTree(files: ["a.py": "x = 1\n", "b.py": "y = 1\n"])
    var priors = RepairPriors.none
    priors.add(.init(path: "b.py", fixes: 5))
    func files(_ priors: RepairPriors) throws -> [String] {
      try SearchSpace(
        issue: Issue(title: "Wrong"), baseline: Observation(tree: .zero), coverage: nil,
        priors: priors, in: tree
      ) { _ in true }.files.map(\.path)
    }
    #expect(try files(.none) == ["a.py", "b.py"])
    #expect(try files(priors) == ["b.py", "a.py"])
  }

  @Test func `are kept as the same text each time, within their bounds, and read again`() throws {
    var priors = RepairPriors.none
    for number in (0..<400).shuffled() {
      priors.count(.merged, of: "kind\(number % 90)")
      priors.add(.init(path: "a\(number).py", fixes: number))
      priors.add(.init(path: "a\(number).py", function: "f", fixes: number))
    }
    #expect(priors.templates.count == 64 && priors.places.count == 200)
    let text = try JSONEncoder().encode(priors)
    #expect(try JSONDecoder().decode(RepairPriors.self, from: text) == priors)
    let hostile =
      #"{"templates":[{"template":"x","merged":-5,"edited":1e30,"rejected":0}],"places":[]}"#
    _ = try? JSONDecoder().decode(RepairPriors.self, from: Data(hostile.utf8))
  }
}
