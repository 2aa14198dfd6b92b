import Vocabulary

/// One session of pytest's, as far as it was read.
struct PytestSession {
  /// How well a closing line agrees with what came before it.
  enum Proof: Int, Comparable {
    /// More was seen to run than it tells of.
    case contradicted
    /// Nothing bears it out.
    case none
    /// It tells of a failure or of nothing, or the progress came to its end.
    case fair
    /// Its numbers are those announced or seen.
    case strong

    static func < (left: Proof, right: Proof) -> Bool { left.rawValue < right.rawValue }
  }

  /// Where in a session a line stands.
  enum Place {
    /// The header and the progress.
    case progress
    /// Reports of failures, warnings and the like, which hold what tests printed.
    case reports
    /// The short summary.
    case summary
  }

  /// Why a closing line is not believed that tells of fewer tests than were seen.
  static let contradiction = "pytest's progress shows more tests than its closing line"

  /// Whether its header was there.
  var hasHeader = false
  /// Whether another header stood in it; what is shown since then may be of another session, within a test.
  var isNested = false
  /// Whether its progress has names.
  var isVerbose = false
  /// The folder of its root below the project's, where that is another one.
  var root: String?
  /// Lines that look like its closing one.
  var closings: [(counts: TestReport.Counts, proof: Proof)] = []
  /// Where the next line stands.
  private(set) var place = Place.progress
  /// Tests that its progress showed by letters.
  private(set) var letters = 0
  /// The number of the first line with letters.
  private(set) var firstLetters: Int?
  /// The number of the line that is taken.
  var number = 0
  /// Whether its progress came to 100 %.
  private(set) var hasEnded = false
  /// Whether its progress told any share of the whole.
  private(set) var hasShare = false

  private var announced: Int?
  private var progress: [NamedTest] = []
  private var summary: [NamedTest] = []
  private var unloaded: [String] = []
  /// The test whose name was printed last: in `progress` where its result is known, else by its name.
  private var last: (name: String, place: Int?)?

  /// Whether it has no short summary.
  var isSilent: Bool { summary.isEmpty }

  /// Whether nothing of it is known.
  var isBare: Bool { !hasHeader && letters == 0 && !hasEnded }

  /// The closing line that is believed most; of equals one that tells of failures, else the last.
  var chosen: (counts: TestReport.Counts, proof: Proof)? {
    guard let best = closings.map(\.proof).max() else { return nil }
    let equals = closings.filter { $0.proof == best }
    return equals.last { $0.counts.failed > 0 } ?? equals.last
  }

  /// The tests named, and what could not be collected.
  ///
  /// Where the progress has names, the short summary is asked only about those, since a message in it may have several
  /// lines.
  var names: (tests: [NamedTest], unloaded: [String]) {
    guard !progress.isEmpty, !summary.isEmpty else {
      return (rooted(progress.isEmpty ? summary : progress), unloaded.map(rooted))
    }
    let known = Set(progress.lazy.map(\.name))
    let files = Set(unloaded)
    return (
      rooted(progress + summary.filter { known.contains($0.name) || files.contains($0.name) }),
      unloaded.map(rooted)
    )
  }

  /// Names as seen from the root of the configuration, as report files have them.
  private func rooted(_ tests: [NamedTest]) -> [NamedTest] {
    root == nil ? tests : tests.map { NamedTest(rooted($0.name), $0.result) }
  }

  private func rooted(_ name: String) -> String {
    guard let root, name.hasPrefix(root + "/") else { return name }
    return String(name.dropFirst(root.count + 1))
  }

  /// How well these numbers agree with what was seen.
  func proof(of counts: TestReport.Counts, isOneRun: Bool) -> Proof {
    let ran = counts.passed + counts.failed + counts.skipped
    if let announced {
      let isNamed = !isVerbose || hasEnded || counts.failed > 0 || progress.count >= ran
      if ran >= announced && counts.passed <= announced { return isNamed ? .strong : .none }
    } else if letters > 0 && letters == ran {
      return hasEnded || counts.failed > 0 || !isOneRun ? .strong : .none
    }
    if ran == 0 || counts.failed > 0 { return .fair }
    guard hasEnded else { return .none }
    // Tests may be left out after they were collected, without a word.
    if let announced { return ran < announced ? .fair : .none }
    return letters > ran ? .contradicted : .none
  }

  /// `collected 5 items / 2 deselected / 3 selected`, `collected 5 items / 1 error / 1 skipped`
  mutating func collected(_ line: Line) -> Bool {
    guard let items = line.number(before: "items", "item") else { return false }
    guard hasHeader, !isNested, place == .progress, announced == nil else { return true }
    announced =
      (line.number(before: "selected") ?? (items - (line.number(before: "deselected") ?? 0)))
      + (line.number(before: "skipped") ?? 0)
    return true
  }

  /// Takes the title of a part; gives whether it is one of pytest's.
  mutating func enter(_ title: Line) -> Bool {
    for word in ["FAILURES", "ERRORS", "PASSES", "XFAILURES", "XPASSES", "warnings summary"]
    where title.hasPrefix(word + " ") {
      place = .reports
      return true
    }
    guard title.hasPrefix("short test summary info ") else { return false }
    // One before it was part of what a test printed.
    (place, summary, unloaded) = (.summary, [], [])
    return true
  }

  /// Takes a line of the progress or the short summary; gives whether it is one of pytest's.
  mutating func take(_ line: Line) -> Bool {
    switch place {
    case .reports: return false
    case .summary: return note(summary: line)
    case .progress:
      if isNested { return false }
      return note(progress: line)
    }
  }

  // MARK: Progress

  private mutating func note(progress line: Line) -> Bool {
    if line.hasPrefix("[gw"), let worker = line.cut(at: "] ") { return note(worker: worker.after) }
    if announced == nil, hasHeader, line.hasSuffix(" items]") || line.hasSuffix(" item]"),
      line.contains(" workers [") || line.contains(" worker [")
    {
      announced = line.number(before: "items", "item")
      return true
    }
    let (text, percent) = PytestSession.withoutPercent(line)
    if percent == true { hasEnded = true }
    if percent != nil { hasShare = true }
    if line.contains("::") { return note(named: text, isWhole: percent != nil) }
    if let name = last, let result = PytestSession.result(text, isWhole: percent != nil) {
      if let place = name.place {
        progress[place].result = result
      } else {
        last = (name.name, progress.count)
        progress.append(NamedTest(name.name, result))
      }
      return true
    }
    if !hasHeader {
      let count = PytestSession.letters(text)
      if count > 0 { firstLetters = firstLetters ?? number }
      letters += count
    }
    return percent != nil
  }

  /// `[ 33%] PASSED tests/a.py::test_x`, behind the worker's name; a test that begins is named alone.
  private mutating func note(worker line: Line) -> Bool {
    guard line.hasPrefix("["), let percent = line.cut(at: "] ") else { return false }
    if percent.before.equals("[100%") { hasEnded = true }
    for (word, result) in PytestSession.words + PytestSession.parts {
      guard let rest = percent.after.after(word) else { continue }
      guard result != nil || rest.contains("::") else { return true }
      if let result, rest.hasPrefix(" ") {
        progress.append(NamedTest(PytestSession.own(rest.trimmed), result))
      } else if word.hasPrefix("SUBFAIL"), let name = PytestSession.part(rest) {
        progress.append(NamedTest(name, .failed))
      }
      return true
    }
    return true
  }

  /// `tests/a.py::test_x PASSED`, `tests/a.py::test_x <- b.py FAILED`, `tests/a.py::test_x SKIPPED (why)`; or the name
  /// alone, before what the test prints.
  private mutating func note(named text: Line, isWhole: Bool) -> Bool {
    guard isVerbose, let first = text.bytes.first, first != UInt8(ascii: ">") else { return false }
    // Most names have no space, and nothing stands behind the result.
    if let space = text.bytes.firstIndex(of: 0x20) {
      let word = Line(text.bytes[(space + 1)...])
      for case (let known, let result?) in PytestSession.words where word.equals(known) {
        let name = Line(text.bytes[..<space]).text
        last = (name, progress.count)
        progress.append(NamedTest(name, result))
        return true
      }
    }
    for part in ["SUBFAIL", "SUBPASS", "SUBSKIP", "RERUN"] {
      guard isWhole, let cut = text.cut(atLast: " " + part) else { continue }
      guard part == "SUBFAIL" else { return true }
      progress.append(NamedTest(PytestSession.whole(cut.before), .failed))
      return true
    }
    if let found = PytestSession.nameAndResult(text) {
      var name = found.name
      if !isWhole, !name.contains("["), let space = name.cut(at: " "), space.before.contains("::") {
        name = space.before
      }
      last = (PytestSession.own(name), progress.count)
      progress.append(NamedTest(PytestSession.own(name), found.result))
      return true
    }
    guard !isWhole, let word = text.words.first, word.contains("::"), first != UInt8(ascii: "E")
    else { return false }
    let name = PytestSession.identity(word.contains("[") ? text : word)
    last = (name, nil)
    if let result = PytestSession.result(text, isWhole: false) {
      last = (name, progress.count)
      progress.append(NamedTest(name, result))
    }
    return true
  }

  /// The words of a result.
  private static let words: [(word: String, result: TestResult?)] = [
    ("PASSED", .passed), ("FAILED", .failed), ("ERROR", .failed), ("SKIPPED", .skipped),
    ("XFAIL", .skipped), ("XPASS", .passed),
  ]

  /// The words for a part of a test.
  private static let parts: [(word: String, result: TestResult?)] = [
    ("SUBFAILED", nil), ("SUBFAIL", nil), ("SUBPASSED", nil), ("SUBPASS", nil), ("SUBSKIP", nil),
    ("RERUN", nil),
  ]

  /// The text before `[ 33%]` or `[ 1/3]` at the end, and whether that says that all is done; `nil` where neither
  /// stands.
  private static func withoutPercent(_ line: Line) -> (text: Line, isEnd: Bool?) {
    guard line.bytes.last == UInt8(ascii: "]"),
      let bracket = line.bytes.lastIndex(of: UInt8(ascii: "["))
    else { return (line.trimmed, nil) }
    let open = (before: Line(line.bytes[..<bracket]), after: Line(line.bytes[(bracket + 1)...]))
    let inner = Line(open.after.bytes.dropLast()).trimmed
    if let number = inner.before("%")?.number { return (open.before.trimmed, number == 100) }
    guard let slash = inner.cut(at: "/"), let done = slash.before.trimmed.number,
      let all = slash.after.number
    else { return (line.trimmed, nil) }
    return (open.before.trimmed, done == all)
  }

  /// How many results a line of letters alone has; tries that were made again and parts of tests are none.
  private static func letters(_ text: Line) -> Int {
    guard text.bytes.allSatisfy({ ".FEsxXRu,-".utf8.contains($0) }) else { return 0 }
    return text.bytes.count { !"Ru,-".utf8.contains($0) }
  }

  /// The result that stands alone, or at the end of what a test printed.
  private static func result(_ text: Line, isWhole: Bool) -> TestResult? {
    for (word, result) in words {
      if text.equals(word) || text.hasPrefix(word + " (") && text.hasSuffix(")") { return result }
      if !isWhole && text.hasSuffix(word) { return result }
    }
    return nil
  }

  /// The name before the first result that ends the text, or is followed by a reason in parentheses.
  private static func nameAndResult(_ text: Line) -> (name: Line, result: TestResult)? {
    var best: (name: Line, result: TestResult)?
    for (word, result) in words {
      guard let result else { continue }
      var rest = text
      while let cut = rest.cut(at: " " + word) {
        let isEnd = cut.after.isEmpty
        if isEnd || cut.after.hasPrefix(" (") && cut.after.hasSuffix(")") {
          let name = Line(text.bytes[..<cut.before.bytes.endIndex])
          if name.contains("::"), best.map({ name.bytes.count < $0.name.bytes.count }) ?? true,
            isClosed(name)
          {
            best = (name.trimmed, result)
          }
        }
        rest = cut.after
      }
    }
    return best
  }

  /// Whether the brackets with parameters, where there are any, are closed at its end.
  private static func isClosed(_ name: Line) -> Bool {
    guard let open = name.bytes.firstIndex(of: UInt8(ascii: "[")) else { return true }
    if let arrow = name.range(of: "] <- "), arrow.lowerBound > open { return true }
    return name.trimmed.hasSuffix("]")
  }

  /// The name without the file that a test was inherited from.
  private static func own(_ name: Line) -> String {
    (name.cut(atLast: " <- ")?.before ?? name).trimmed.text
  }

  // MARK: Short summary

  /// `FAILED tests/a.py::test_x - why`, `SUBFAILED[text] (i=1) tests/a.py::test_x - why`
  private mutating func note(summary line: Line) -> Bool {
    for (word, result) in PytestSession.words {
      guard let result, let rest = line.after(word + " ") else { continue }
      guard !rest.hasPrefix("[") else { return true }
      let name = PytestSession.identity(rest)
      if name.contains("::") {
        summary.append(NamedTest(name, result))
        return true
      }
      guard word == "ERROR" || word == "FAILED", !name.isEmpty, !name.contains(" ") else {
        return false
      }
      summary.append(NamedTest(name, .failed))
      unloaded.append(name)
      return true
    }
    guard line.hasPrefix("SUBFAIL") || line.contains(" SUBFAIL "),
      let name = PytestSession.part(line.cut(at: "SUBFAIL")?.after ?? line)
    else { return false }
    summary.append(NamedTest(name, .failed))
    return true
  }

  /// The test's name in `ED[text] (i=1) tests/a.py::test_x - why`.
  private static func part(_ text: Line) -> String? {
    guard let id = text.words.first(where: { $0.contains("::") }) else { return nil }
    return identity(Line(text.bytes[id.bytes.startIndex...]))
  }

  /// The test's name in `tests/a.py::test_x[1] [text] (i=1)`.
  private static func whole(_ text: Line) -> String {
    guard let word = text.words.first, word.contains("[") else {
      return text.words.first?.text ?? ""
    }
    var depth = 0
    for place in text.bytes.indices {
      if text.bytes[place] == UInt8(ascii: "[") { depth += 1 }
      guard text.bytes[place] == UInt8(ascii: "]") else { continue }
      depth -= 1
      if depth == 0 { return Line(text.bytes[...place]).text }
    }
    return text.text
  }

  /// The name before ` - ` and the message; brackets with parameters, which may hold anything, are kept whole.
  static func identity(_ text: Line) -> String {
    let bytes = text.bytes
    let dash = text.range(of: " - ")
    let open = bytes.firstIndex(of: UInt8(ascii: "["))
    guard let open, open < dash?.lowerBound ?? bytes.endIndex else {
      return dash.map { Line(bytes[..<$0.lowerBound]).text } ?? text.trimmed.text
    }
    var depth = 0
    for place in open..<bytes.endIndex {
      if bytes[place] == UInt8(ascii: "[") { depth += 1 }
      guard bytes[place] == UInt8(ascii: "]") else { continue }
      depth -= 1
      let rest = Line(bytes[(place + 1)...])
      if depth <= 0, rest.trimmed.isEmpty || rest.hasPrefix(" - ") {
        return Line(bytes[...place]).text
      }
    }
    if let end = text.range(of: "] - ") { return Line(bytes[...end.lowerBound]).text }
    return dash.map { Line(bytes[..<$0.lowerBound]).text } ?? text.trimmed.text
  }
}
