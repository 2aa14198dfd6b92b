import Vocabulary

/// A run as the reporter `spec` tells it: what has others in it opens with a triangle, those are indented by two
/// spaces each, and it is named again when it is through. Nothing tells a suite from a test with subtests, but for
/// the closing numbers.
struct NodeSpec {
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
