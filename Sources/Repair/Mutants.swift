import Text
package import Vocabulary

/// One edit that a test should notice.
package struct Mutant: Hashable, Sendable {
  /// The edit, as a trial takes it.
  package var candidate: Candidate
  /// The line of text that it changes, from 1.
  package var line: Int
  /// The line as it is, and as it would be, without white space around them.
  package var before: String, after: String
  /// The name of the function that the line is in; empty at the top of the file.
  package var function: String
}

/// Makes mutants of some lines with the templates of repairs. Pure.
package enum Mutants {
  /// The kinds of edits that change what a line does rather than what it says.
  private static let templates: [Template] = [
    .compareOperator, .booleanOperator, .negate, .offByOne, .arithmeticOperator, .truth,
    .conditionAlways, .number, .dropOperand, .swapOperands, .assignmentOperator, .antonym,
    .deleteStatement,
  ]

  /// Words of lines whose change a test has no business to notice: messages, logs, names for people, versions.
  private static let quiet = [
    "log", "logger", "logging", "warn", "warnings", "print", "println", "printf", "console",
    "debug",
    "message", "msg", "raise", "throw", "__repr__", "__str__", "repr", "version", "__version__",
    "assert", "import", "from", "__all__", "help", "description", "__doc__", "typing",
    "TYPE_CHECKING",
    "deprecated", "stacklevel", "pass", "sleep", "timeout", "cache", "perf_counter",
  ]

  /// The mutants of the lines for which `isWanted` is true, lines counted from 1, at most two for each, the kinds that
  /// tests notice best first.
  ///
  /// - Returns: None for a file in no language that is known.
  /// - Complexity: As of the proposals of a repair of these lines.
  package static func mutants(
    of path: String, bytes: [UInt8], where isWanted: (Int) -> Bool
  ) -> [Mutant] {
    guard let language = Language.of(path), String(validating: bytes, as: UTF8.self) != nil else {
      return []
    }
    let file = SourceFile(path: path, language: language, bytes: bytes)
    let order = Dictionary(uniqueKeysWithValues: templates.enumerated().map { ($1, $0) })
    let proposals = ProposalMaker.proposals(for: file) { index in
      let line = file.lines[index]
      return line.function != nil && line.number == line.last && isWanted(line.number + 1)
        && !isQuiet(line, in: file) && !file.decidesExit(at: index)
    }.filter { order[$0.template] != nil && !$0.new.contains("\n") && !$0.old.contains("\n") }
    var byLine: [Int: [Proposal]] = [:]
    for proposal in proposals { byLine[proposal.line, default: []].append(proposal) }
    var mutants: [Mutant] = []
    for (line, proposals) in byLine.sorted(by: { $0.key < $1.key }) {
      var kinds: Set<Template> = []
      let sorted = proposals.sorted {
        (order[$0.template] ?? 0, $0.offset, $0.new) < (order[$1.template] ?? 0, $1.offset, $1.new)
      }
      for proposal in sorted where kinds.count < 2 && kinds.insert(proposal.template).inserted {
        mutants.append(mutant(proposal, at: line, in: file))
      }
    }
    return mutants
  }

  private static func isQuiet(_ line: Line, in file: SourceFile) -> Bool {
    line.tokens.contains { token in
      file.tokens[token].kind != .string && quiet.contains { file.stands($0, at: token) }
    }
      // A head of a function or a class, whose defaults and types mean little to a test.
      || line.tokens.first.map { first in
        ["def", "class", "func", "function", "fn", "@", "async"].contains {
          file.stands($0, at: first)
        }
      } ?? true
  }

  private static func mutant(_ proposal: Proposal, at index: Int, in file: SourceFile) -> Mutant {
    let line = file.lines[index]
    let splice = FileEdit.Splice(offset: proposal.offset, old: proposal.old, new: proposal.new)
    let start = proposal.offset - line.range.lowerBound
    let before = Array(file.bytes[line.range])
    let end = min(before.count, max(0, start) + proposal.old.utf8.count)
    let after =
      Array(before[..<min(before.count, max(0, start))]) + Array(proposal.new.utf8)
      + Array(before[end...])
    func text(_ bytes: [UInt8]) -> String {
      String(String(decoding: bytes, as: UTF8.self)[...].trimmingSpace)
    }
    let about = "\(file.path):\(line.number + 1)"
    return Mutant(
      candidate: Candidate(
        id: Ranking.id(of: splice, in: file.path),
        edits: [FileEdit(path: file.path, change: .splice([splice]))], about: about),
      line: line.number + 1, before: text(before), after: text(after),
      function: line.function.map { file.head(of: $0) } ?? "")
  }
}
