import Vocabulary

/// A run as the reporter `tap` tells it: a parent is printed below its children, which are indented by four spaces
/// each, and below each point stands a block that begins with how long it took.
struct NodeTAP {
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
