import Text
import Vocabulary

/// How much each line of a file is suspected: from 0, not at all, to 1.
struct Suspicion: Hashable, Sendable {
  /// The suspicion of each logical line, in the file's order.
  var lines: [Double]
  /// The reasons, for people, of the most suspected lines.
  var reasons: [Int: String]
}

/// What is known about a failure before any edit is tried.
struct Evidence: Sendable {
  /// Places named in the output of the failing tests: path and line, from 1, innermost last.
  var frames: [Place]
  /// Words of the issue, of the failing tests' names and of the output.
  var words: Set<String>
  /// Lines run by failing and by passing tests, by path, from 1; `nil` where that is not known.
  var coverage: Coverage?

  /// A line of a file.
  struct Place: Hashable, Sendable {
    var path: String
    var line: Int
  }

  /// What is read out of the issue and the baseline's output.
  init(issue: Issue, baseline: Observation, coverage: Coverage?, paths: [String]) {
    let output = baseline.output.text
    frames = Evidence.frames(in: output, paths: paths)
    words = Evidence.words(in: issue.title + " " + issue.body)
    for name in baseline.tests?.failed ?? [] { words.formUnion(Evidence.words(in: name)) }
    words.formUnion(Evidence.words(in: output))
    self.coverage = coverage
  }

  /// Names of at least two characters.
  static func words(in text: String) -> Set<String> {
    var words: Set<String> = []
    for word in text.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") })
    where word.count > 1 && word.first?.isNumber == false { words.insert(String(word)) }
    return words
  }

  /// Every `path:line` and `File "path", line N` that means a file of the tree.
  static func frames(in output: String, paths: [String]) -> [Place] {
    let byName = Dictionary(grouping: paths) {
      $0.split(separator: "/").last.map(String.init) ?? $0
    }
    var frames: [Place] = []
    for line in output.lines() {
      guard let (path, number) = place(in: line) else { continue }
      let bare =
        path.hasPrefix("/workspace/")
        ? String(path.dropFirst(11)) : path.hasPrefix("./") ? String(path.dropFirst(2)) : path
      let name = bare.split(separator: "/").last.map(String.init) ?? bare
      let candidates = byName[name] ?? []
      guard
        let found = candidates.first(where: { $0 == bare || bare.hasSuffix("/" + $0) })
          ?? (candidates.count == 1 ? candidates.first : nil)
      else { continue }
      frames.append(Place(path: found, line: number))
    }
    return frames
  }

  /// The first file name followed by a line number.
  private static func place(in line: Substring) -> (path: String, line: Int)? {
    if let range = line.firstRange(of: "File \"") {
      let rest = line[range.upperBound...]
      guard let quote = rest.firstIndex(of: "\""), let word = rest[quote...].firstRange(of: "line ")
      else { return nil }
      let digits = rest[word.upperBound...].prefix { $0.isNumber }
      return Int(digits).map { (String(rest[..<quote]), $0) }
    }
    for word in line.split(whereSeparator: { " \t()'\"[]".contains($0) }) {
      let parts = word.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count > 1, parts[0].contains("."), let number = Int(parts[1]), number > 0,
        Language.of(String(parts[0])) != nil
      else { continue }
      return (String(parts[0]), number)
    }
    return nil
  }
}

extension Suspicion {
  /// How much the lines of `file` are suspected.
  ///
  /// Where coverage is known, a line's suspicion is Ochiai's of the lines run, 0 for lines that no
  /// failing test runs. Without it all lines of functions are equal, those of functions that are named
  /// in the failure more. Lines in a stack trace are suspected more, the innermost most.
  init(of file: SourceFile, _ evidence: Evidence) {
    let named = file.functions.map { function in
      Suspicion.isNamed(file, function, evidence.words)
    }
    let anyNamed = named.contains(true)
    let frames = evidence.frames.filter { $0.path == file.path }
    lines = []
    reasons = [:]
    for (index, line) in file.lines.enumerated() {
      var value: Double
      if let coverage = evidence.coverage {
        value = coverage.ochiai(of: file.path, lines: (line.number + 1)...(line.last + 1))
        if value == 0, index > 0, coverage.knows(file.path), Suspicion.continues(file, index) {
          value = lines[index - 1] * 0.5
        }
      } else {
        value = line.function.map { anyNamed && !named[$0] ? 0.2 : 0.6 } ?? 0.1
      }
      // Imports and definitions are run by every test, and are seldom at fault.
      if line.function == nil { value *= 0.3 }
      if let frame = frames.lastIndex(where: {
        ($0.line - 1) >= line.number && ($0.line - 1) <= line.last
      }) {
        value = min(1, value + (frame == frames.count - 1 ? 0.4 : 0.25))
        reasons[index] = "in the stack trace of a failing test"
      }
      lines.append(value)
    }
  }

  /// A line without code of its own in the eyes of a tracer, such as `else:`.
  private static func continues(_ file: SourceFile, _ index: Int) -> Bool {
    ["else", "try", "finally", "global", "nonlocal"].contains {
      file.stands($0, at: file.lines[index].tokens.lowerBound)
    }
  }

  private static func isNamed(
    _ file: SourceFile, _ function: Range<Int>, _ words: Set<String>
  ) -> Bool {
    for token in file.lines[function.lowerBound].tokens where file.tokens[token].kind == .name {
      return words.contains(file.text(token)) && function.count > 1
    }
    return false
  }
}

extension Suspicion {
  /// Suspects the lines of functions more, within a bound, in which faults were mended before.
  mutating func raise(in file: SourceFile, knowing priors: RepairPriors) {
    guard !priors.places.isEmpty else { return }
    let shares = file.functions.map { function in
      file.lines[function.lowerBound].tokens.filter { file.tokens[$0].kind == .name }
        .map { priors.mended(file.path, function: file.text($0)) }.max() ?? 0
    }
    for index in lines.indices {
      guard let function = file.lines[index].function, shares[function] > 0 else { continue }
      lines[index] = min(1, lines[index] * (1 + Weights.standard.mendedFunction * shares[function]))
    }
  }
}
