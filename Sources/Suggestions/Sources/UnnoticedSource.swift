import Engine
import Git
package import Repair
import Text
package import Vocabulary

/// Changes that no test notices: mutants of lines that were changed lately, which all tests pass.
///
/// The templates are those of repairs; lines that only say something, such as messages and logs, are left out, since no
/// test has to notice them.
package struct UnnoticedSource: Sendable {
  /// Makes one.
  package init() {}

  /// The newest commits along first parents whose lines are looked at.
  private static let commitLimit = 30
  /// The most mutants of one function.
  private static let functionLimit = 5

  /// A function with its mutants.
  private struct Place: Hashable {
    let path: String
    let function: String
  }

  /// The mutants of the lines that were changed lately, at most `limit`: of each function some, the files that were changed
  /// most first.
  package func mutants(in project: inout Project, limit: Int) -> [Mutant] {
    var past = project.read(project.commit)
    for _ in 0..<UnnoticedSource.commitLimit {
      guard let next = past?.parents.first.flatMap({ project.read($0) }) else { break }
      past = next
    }
    guard let past, past.id != project.commit,
      let paths = try? project.repository.changes(from: past.tree, to: project.tree)
    else { return [] }
    let wanted = paths.filter { change in
      change.new != nil && SourceEndings.sources.contains(ending(change.path))
        && !TestFiles.isTest(change.path)
        && !isForeign(change.path) && !TestFiles.runsLater(change.path)
        && !["setup.py", "conftest.py", "noxfile.py"].contains(fileName(change.path))
        && !["docs", "doc", "examples", "example", "benchmarks"].contains(
          String(change.path.split(separator: "/").first ?? ""))
    }.map(\.path)
    guard !wanted.isEmpty,
      let difference = try? project.repository.lineDifference(
        from: past.tree, to: project.tree, at: Array(wanted.prefix(40)))
    else { return [] }
    let files = difference.files.sorted { left, right in
      let (one, other) = (UnnoticedSource.size(left), UnnoticedSource.size(right))
      return (other, left.path) < (one, right.path)
    }
    var found: [Mutant] = []
    var counts: [Place: Int] = [:]
    for file in files {
      guard !project.isOverdue else { break }
      guard let bytes = project.bytes(of: file.path, limit: 256 << 10) else { continue }
      let lines = file.blocks.map(\.new)
      for mutant in Mutants.mutants(
        of: file.path, bytes: bytes, where: { line in lines.contains { $0.contains(line) } })
      {
        let place = Place(path: file.path, function: mutant.function)
        guard counts[place, default: 0] < UnnoticedSource.functionLimit else { continue }
        counts[place, default: 0] += 1
        found.append(mutant)
      }
    }
    return Array(found.prefix(limit))
  }

  private static func size(_ file: LineChange) -> Int {
    file.blocks.reduce(0) { $0 + $1.new.count }
  }

  /// The drafts for functions some of whose mutants pass all tests.
  ///
  /// - Parameters:
  ///   - results: What became of the mutants, by the names of their candidates; those that are missing were not tried.
  ///   - command: The test command.
  ///   - summary: What the tests print of themselves.
  package func drafts(
    of mutants: [Mutant], _ results: [String: CandidateResult.Mark], command: String,
    summary: String
  ) -> SourceResult {
    var places: [Place: (survived: [Mutant], tried: Int)] = [:]
    for mutant in mutants {
      guard let mark = results[mutant.candidate.id], mark != .refused,
        let path = mutant.candidate.edits.first?.path
      else { continue }
      places[Place(path: path, function: mutant.function), default: ([], 0)].tried += 1
      guard mark == .passes else { continue }
      places[Place(path: path, function: mutant.function), default: ([], 0)].survived.append(mutant)
    }
    // Where nothing at all is noticed, the tests say nothing of these files, and one word of that is enough.
    let drafts = places.sorted { ($0.key.path, $0.key.function) < ($1.key.path, $1.key.function) }
      .compactMap { place, found -> SuggestionDraft? in
        guard let first = found.survived.first else { return nil }
        return draft(place, first, found.survived.count, found.tried, command, summary)
      }
    return SourceResult(drafts, isComplete: mutants.allSatisfy { results[$0.candidate.id] != nil })
  }

  private func draft(
    _ place: Place, _ mutant: Mutant, _ survived: Int, _ tried: Int, _ command: String,
    _ summary: String
  ) -> SuggestionDraft {
    let name = place.function.isEmpty ? "" : "\(code(place.function)) of "
    let proof =
      "--- a/\(place.path)\n+++ b/\(place.path)\n@@ -\(mutant.line) +\(mutant.line) @@\n-\(mutant.before)\n+\(mutant.after)"
    let share = Double(survived) / Double(max(1, tried))
    return SuggestionDraft(
      .unnoticed, about: [place.path, place.function],
      title:
        "A test is missing for \(name)\(code(place.path)): \(code(mutant.before, limit: 70)) can be changed unnoticed",
      matter:
        "All tests pass when \(code("\(place.path):\(mutant.line)")) is changed in this way:\n\n"
        + block(proof, language: "diff")
        + "\n\nOf \(counted(tried, "such change")) to lines there that were written lately, \(survived) \(survived == 1 ? "is" : "are") not noticed.",
      criteria: [
        "A test fails with the change above and passes without it",
        "Nothing but tests is changed, unless the line is wrong as it is",
        "The tests pass",
      ],
      evidence: [
        .init(path: place.path, line: mutant.line, text: proof),
        .init(command: command, text: "with the change: \(summary)"),
      ], reasons: [mutant.before, mutant.after],
      strength: 0.35 + 0.4 * share + (tried > 1 ? 0.1 : 0))
  }
}
