import Vocabulary

/// node's own test runner, by its reporters `tap` and `spec`.
///
/// A suite is no test to it, a test with subtests is one. A file that ends before its first test is a passed test to
/// it, whose name is the file's path.
package enum NodeRunner: Runner {
  package static let name = "node"
  package static let marks = ["duration_ms", "ms)", "TAP version 13"]

  package static func isCalled(by call: Call) -> Bool {
    guard let own = call.arguments(after: "node") else { return false }
    // Options behind a script are its own.
    var options: [String] = []
    var takesValue = false
    for word in own {
      if !takesValue && !word.hasPrefix("-") { break }
      takesValue = !takesValue && valued.contains(word)
      options.append(word)
    }
    let reporters = options.indices.compactMap { place -> String? in
      if options[place] == "--test-reporter" { return options.dropFirst(place + 1).first ?? "" }
      let prefix = "--test-reporter="
      return options[place].hasPrefix(prefix) ? String(options[place].dropFirst(prefix.count)) : nil
    }
    return (options.contains("--test") || !reporters.isEmpty)
      && reporters.allSatisfy { ["tap", "spec"].contains($0) }
  }

  /// Options whose value is a word of its own.
  private static let valued: Set<String> = [
    "--import", "-r", "--require", "--loader", "--experimental-loader", "--env-file", "-C",
    "--conditions", "--test-name-pattern", "--test-concurrency", "--test-timeout",
    "--test-reporter", "--test-reporter-destination",
  ]

  package static func read(_ output: Output) -> Reading? {
    var tap = NodeTAP()
    var spec = NodeSpec()
    var reading = Reading()
    reading.counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    var number = 0
    while number < output.lines.count {
      guard
        let next = tap.take(number, of: output.lines) ?? spec.take(number, of: output.lines)
      else {
        number += 1
        continue
      }
      reading.covers(number)
      reading.covers(next - 1)
      number = next
      if let run = tap.closed() ?? spec.closed() { reading.add(run) }
    }
    let open = [tap.end(), spec.end()].compactMap(\.self)
    guard reading.isClosed || !open.isEmpty else { return nil }
    for run in open { reading.add(run) }
    reading.isClosed = open.isEmpty
    return reading
  }
}

/// One run of node's.
private struct NodeRun {
  var tests: [NamedTest] = []
  /// Files that ended with a failure before their first test.
  var unloaded: [String] = []
  /// Suites that failed by themselves, which node does not count.
  var broken: [String] = []
  /// The closing numbers; `nil` where they are missing.
  var counts: TestReport.Counts?
  /// Whether what came before it in the output was not closed.
  var isLost = false
}

extension Reading {
  fileprivate mutating func add(_ run: NodeRun) {
    if run.isLost { doubt = "a run of node's has no closing lines" }
    tests += run.tests + run.broken.map { NamedTest($0, .failed) }
    unloaded += run.unloaded + run.broken
    isClosed = true
    var own = Reading()
    own.tests = run.tests
    own.counts = run.counts
    counts = TestReport.Counts(
      passed: (counts?.passed ?? 0) + own.total.passed,
      failed: (counts?.failed ?? 0) + own.total.failed + run.broken.count,
      skipped: (counts?.skipped ?? 0) + own.total.skipped)
  }
}

/// The closing lines, `# tests 3` to `# duration_ms 12.5`, one below the other.
private struct NodeTotals {
  private var numbers: [String: Int] = [:]

  subscript(_ word: String) -> Int { numbers[word] ?? 0 }

  var counts: TestReport.Counts {
    TestReport.Counts(
      passed: self["pass"], failed: self["fail"] + self["cancelled"],
      skipped: self["skipped"] + self["todo"])
  }

  /// Those that begin at line `number`, and the line behind them; `nil` where there are none.
  static func read(_ number: Int, of lines: [Line], after sign: String) -> (NodeTotals, Int)? {
    guard lines[number].hasPrefix(sign), lines[number].hasPrefix(sign + "tests ") else {
      return nil
    }
    var totals = NodeTotals()
    var next = number
    while next < lines.count, let words = lines[next].after(sign)?.words, words.count == 2 {
      next += 1
      if words[0].equals("duration_ms") {
        let counts = totals.counts
        let sum = counts.passed + counts.failed + counts.skipped
        return totals.numbers["pass"] != nil && sum == totals["tests"] ? (totals, next) : nil
      }
      guard let value = words[1].number else { return nil }
      totals.numbers[words[0].text] = value
    }
    return nil
  }
}

/// A test's name, or a file's without the sandbox's place of the project.
private func nodeName(_ line: Line) -> String { (line.after("/workspace/") ?? line).text }

// MARK: The reporter `tap`

/// A run as the reporter `tap` tells it: a parent is printed below its children, which are indented by four spaces
/// each, and below each point stands a block that begins with how long it took.
private struct NodeTAP {
  private struct Point {
    var name: String
    var result: TestResult
    var isSuite = false
    var isFile = false
    /// Whether it failed by itself, not by what is in it.
    var isCause = true
  }

  private var tests: [NamedTest] = []
  private var unloaded: [String] = []
  private var broken: [String] = []
  /// The places in ``tests`` of those whose parent is not printed yet, by their depth.
  private var waiting: [Int: [Int]] = [:]
  private var hasHead = false
  private var hasPlan = false
  /// Whether a run began before the one before it was closed.
  private var isLost = false
  private var totals: NodeTotals?

  /// Takes what begins at line `number`; gives the line behind it, `nil` where nothing of node's does.
  mutating func take(_ number: Int, of lines: [Line]) -> Int? {
    let line = lines[number]
    switch line.bytes.first {
    case UInt8(ascii: "1"):
      guard hasHead || !tests.isEmpty, line.after("1..")?.number != nil else { return nil }
      hasPlan = true
      return number + 1
    case UInt8(ascii: "#"):
      guard hasPlan, let (totals, next) = NodeTotals.read(number, of: lines, after: "# ") else {
        return nil
      }
      self.totals = totals
      return next
    case nil: return nil
    default: break
    }
    if line.hasSuffix("TAP version 13") {
      guard NodeTAP.isNode(number, of: lines) else { return nil }
      if hasHead || !tests.isEmpty { isLost = true }
      hasHead = true
      return number + 1
    }
    return point(number, of: lines)
  }

  /// Whether it is node whose head stands in line `number`: a time of node's comes before the next head, or nothing
  /// comes but a first subtest.
  private static func isNode(_ number: Int, of lines: [Line]) -> Bool {
    for line in lines[(number + 1)...] {
      let text = Line(line.bytes.drop { $0 == 0x20 })
      if text.hasPrefix("duration_ms: ") || text.hasPrefix("# duration_ms ") { return true }
      if text.hasSuffix("TAP version 13") { return false }
    }
    return lines[(number + 1)...].prefix(5).allSatisfy { line in
      line.isEmpty || line.hasPrefix("# ") || line.hasPrefix("    # Subtest: ")
        || line.hasPrefix("ok 1 - ") || line.hasPrefix("not ok 1 - ") || line.equals("  ---")
    }
  }

  private mutating func point(_ number: Int, of lines: [Line]) -> Int? {
    guard number + 2 < lines.count, lines[number + 1].hasSuffix("  ---") else { return nil }
    let indent = lines[number + 1].indent
    guard lines[number + 1].bytes.count == indent + 3, lines[number + 2].indent == indent,
      Line(lines[number + 2].bytes.dropFirst(indent)).hasPrefix("duration_ms: ")
    else { return nil }
    guard var point = NodeTAP.point(lines[number]) else { return nil }
    var next = number + 2
    while next < lines.count {
      let entry = Line(lines[next].bytes.dropFirst(min(indent, lines[next].indent)))
      next += 1
      if entry.equals("...") { break }
      if entry.equals("type: 'suite'") { point.isSuite = true }
      if entry.hasPrefix("exitCode: ") { point.isFile = true }
      if entry.equals("failureType: 'subtestsFailed'") { point.isCause = false }
    }
    add(point, at: (indent - 2) / 4)
    return next
  }

  private mutating func add(_ point: Point, at depth: Int) {
    let below = waiting.removeValue(forKey: depth + 1) ?? []
    for place in below { tests[place].name = "\(point.name) > \(tests[place].name)" }
    waiting[depth, default: []] += below
    if point.isSuite {
      // A suite that fails by a failure in it, or whose tests were cancelled with it, is counted there.
      let isCounted = below.contains { tests[$0].result == .failed }
      if point.result == .failed && !isCounted { broken.append(point.name) }
      return
    }
    waiting[depth, default: []].append(tests.count)
    tests.append(NamedTest(point.name, point.result))
    if point.isFile && point.result == .failed { unloaded.append(point.name) }
  }

  /// `ok 1 - name # SKIP why`; what a test prints without a line feed may stand before it.
  private static func point(_ line: Line) -> Point? {
    let trimmed = Line(line.bytes.drop { $0 == 0x20 })
    var isOK = trimmed.hasPrefix("ok ")
    var text = trimmed.after("ok ") ?? trimmed.after("not ok ")
    if text == nil {
      isOK = !line.contains("not ok ")
      text = line.cut(at: isOK ? "ok " : "not ok ")?.after
    }
    guard let title = text?.cut(at: " - "), title.before.number != nil else { return nil }
    let (name, isAside) = NodeTAP.title(title.after)
    return Point(name: name, result: isAside ? .skipped : isOK ? .passed : .failed)
  }

  /// The name without escapes, and whether a directive stands behind it.
  private static func title(_ text: Line) -> (name: String, isAside: Bool) {
    guard text.contains("#") || text.contains("\\") else { return (nodeName(text), false) }
    var name: [UInt8] = []
    var isEscaped = false
    for place in text.bytes.indices {
      let byte = text.bytes[place]
      let rest = Line(text.bytes[place...])
      if !isEscaped, rest.hasPrefix("# SKIP") || rest.hasPrefix("# TODO") {
        return (nodeName(Line(name[...]).trimmed), true)
      }
      if !isEscaped && byte == UInt8(ascii: "\\") {
        isEscaped = true
        continue
      }
      if isEscaped && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "#") {
        name.append(UInt8(ascii: "\\"))
      }
      isEscaped = false
      name.append(byte)
    }
    return (nodeName(Line(name[...]).trimmed), false)
  }

  /// The run that has just been closed.
  mutating func closed() -> NodeRun? { totals == nil ? nil : end() }

  /// The run so far; `nil` where there is none.
  mutating func end() -> NodeRun? {
    defer { self = NodeTAP() }
    guard totals != nil || !tests.isEmpty || !broken.isEmpty || hasHead else { return nil }
    return NodeRun(
      tests: tests, unloaded: unloaded, broken: broken, counts: totals?.counts, isLost: isLost)
  }
}

// MARK: The reporter `spec`

/// A run as the reporter `spec` tells it: what has others in it opens with a triangle, those are indented by two
/// spaces each, and it is named again when it is through. Nothing tells a suite from a test with subtests, but for
/// the closing numbers.
private struct NodeSpec {
  private struct Entry {
    var name: String
    var result: TestResult
    var isGroup: Bool
    /// Whether something in it failed.
    var hasFailure = false
  }

  private var entries: [Entry] = []
  private var groups: [(name: String, hasFailure: Bool)] = []
  private var unloaded: [String] = []
  private var totals: NodeTotals?
  /// The path in `test at PATH:1:1` in the line above.
  private var retold: String?

  /// Takes what begins at line `number`; gives the line behind it, `nil` where nothing of node's does.
  mutating func take(_ number: Int, of lines: [Line]) -> Int? {
    let line = lines[number]
    if let (totals, next) = NodeTotals.read(number, of: lines, after: "ℹ ") {
      self.totals = totals
      return next
    }
    if line.hasPrefix("test at "), number + 1 < lines.count,
      lines[number + 1].hasPrefix("✖ ") || lines[number + 1].hasPrefix("⚠ ")
    {
      return number + 2
    }
    guard let (mark, start) = NodeSpec.mark(in: line) else { return nil }
    let text = Line(line.bytes[(start + mark.utf8.count)...])
    let ownIndent = line.bytes[..<start].reversed().prefix { $0 == 0x20 }.count
    if mark == "▶ " {
      if let title = NodeSpec.title(text, mark, isInside: true),
        groups.last(where: { $0.name == title.name }) != nil
      {
        // Up to version 20 this sign stands before what has others in it whatever came of it.
        let detail = lines.dropFirst(number + 1).prefix(2)
        let hasFailed =
          detail.first?.isEmpty ?? false
          && detail.last?.indent ?? 0 > ownIndent && NodeSpec.mark(in: detail.last ?? line) == nil
        close(title.name, hasFailed: hasFailed, at: ownIndent / 2)
        return number + 1
      }
      guard number + 1 < lines.count, lines[number + 1].indent >= 2 else { return nil }
      close(to: ownIndent / 2)
      groups.append((nodeName(text), false))
      return number + 1
    }
    guard let title = NodeSpec.title(text, mark, isInside: !entries.isEmpty || !groups.isEmpty)
    else {
      return nil
    }
    add(title.name, title.result, at: ownIndent / 2)
    return number + 1
  }

  private static let marks = ["✔ ", "✖ ", "﹣ ", "⚠ ", "▶ "]

  /// The mark at the line's begin, or behind what a test printed without a line feed.
  private static func mark(in line: Line) -> (String, Int)? {
    // Each of the marks begins with one of two bytes; few lines hold them.
    guard let first = line.bytes.firstIndex(where: { $0 == 0xe2 || $0 == 0xef }) else { return nil }
    let rest = Line(line.bytes[first...])
    for mark in marks where rest.hasPrefix(mark) { return (mark, first) }
    for mark in marks where mark != "▶ " {
      if let range = rest.lastRange(of: mark), line.hasSuffix("ms)") {
        return (mark, range.lowerBound)
      }
    }
    return nil
  }

  /// `name (1.5ms)`, `name (1.5ms) # reason`; what never began has no time.
  private static func title(
    _ text: Line, _ mark: String, isInside: Bool
  ) -> (name: String, result: TestResult)? {
    var result: TestResult =
      mark == "✖ " ? .failed : mark == "✔ " || mark == "▶ " ? .passed : .skipped
    var title = text
    if let cut = text.cut(atLast: "ms) # ") {
      title = Line(text.bytes[..<(cut.before.bytes.endIndex + 3)])
      result = .skipped
    }
    if let inner = title.before("ms)"), let cut = inner.cut(atLast: " ("),
      cut.after.contains("."),
      cut.after.bytes.allSatisfy({ $0 == 0x2e || (0x30...0x39).contains($0) })
    {
      return (nodeName(cut.before), result)
    }
    return mark == "✖ " && isInside ? (nodeName(text), .failed) : nil
  }

  /// Forgets groups that are open at `depth` and deeper: nothing closes them any more.
  private mutating func close(to depth: Int) {
    while groups.count > max(0, depth) { groups.removeLast() }
  }

  /// Ends a group whose result only what is in it tells, and the words of a failure below its name.
  private mutating func close(_ name: String, hasFailed: Bool, at depth: Int) {
    let place = groups.lastIndex { $0.name == name }
    let hasFailure = place.map { groups[$0].hasFailure } ?? false
    add(name, hasFailed || hasFailure ? .failed : .passed, at: depth)
  }

  private mutating func add(_ name: String, _ result: TestResult, at depth: Int) {
    var hasFailure = false
    var isGroup = false
    if let place = groups.lastIndex(where: { $0.name == name }),
      place == depth
        || depth == 0 && place == groups.count - 1
    {
      hasFailure = groups[place].hasFailure
      isGroup = true
      close(to: place)
    } else if depth > 0 || groups.count == 1 {
      close(to: max(depth, 0))
    }
    let path = groups.map(\.name) + [name]
    if result == .failed {
      for place in groups.indices { groups[place].hasFailure = true }
    }
    entries.append(
      Entry(
        name: path.joined(separator: " > "), result: result, isGroup: isGroup,
        hasFailure: hasFailure))
  }

  /// The run that has just been closed.
  mutating func closed() -> NodeRun? { totals == nil ? nil : end() }

  /// The run so far; `nil` where there is none.
  mutating func end() -> NodeRun? {
    defer { self = NodeSpec() }
    guard totals != nil || !entries.isEmpty || !groups.isEmpty else { return nil }
    guard let totals else { return NodeRun(tests: tests { !$0.isGroup }) }
    var run = NodeRun(counts: totals.counts)
    let groups = entries.count { $0.isGroup }
    let suites = totals["suites"]
    let isSuite: (Entry) -> Bool
    if suites == 0 {
      isSuite = { _ in false }
    } else if entries.count - totals["tests"] == suites && groups == suites {
      isSuite = { $0.isGroup }
    } else {
      // Which is a suite stays open: what has others in it is no test of its own, unless it failed by itself.
      isSuite = { $0.isGroup && !($0.result == .failed && !$0.hasFailure) }
    }
    run.tests = tests { !isSuite($0) }
    run.broken = entries.filter { isSuite($0) && $0.result == .failed && !$0.hasFailure }.map(
      \.name)
    var named = Reading()
    named.tests = run.tests
    let more = named.total.failed - totals.counts.failed
    if more > 0 {
      // Suites that failed by themselves are not counted by node, and are failures.
      run.counts?.failed += more
    }
    let excess = named.total.passed - totals.counts.passed
    if excess > 0 && excess <= suites { run.tests.removeAll { $0.result == .passed } }
    return run
  }

  private func tests(_ isTest: (Entry) -> Bool) -> [NamedTest] {
    entries.filter(isTest).map { NamedTest($0.name, $0.result) }
  }
}
