import Vocabulary

/// What a text in the Test Anything Protocol says, versions 12 to 14: one or more streams, one after the other.
///
/// A stream has a plan and test points. Points that are indented are parts of the next point further out.
struct TAPDocument {
  /// The streams, in the order printed.
  private(set) var streams: [TAPStream] = []
  /// From the first line of the protocol to the last.
  private(set) var span: Range<Int>?
  private var hasBlock: Int?

  /// Reads `lines`, the first of which has the number `start`.
  ///
  /// - Complexity: O(*n*).
  init(_ lines: ArraySlice<Line>) {
    for number in lines.indices where take(lines[number]) {
      span = min(span?.lowerBound ?? number, number)..<(number + 1)
    }
    for place in streams.indices { streams[place].settle() }
  }

  /// Whether anything shows that the text is of the protocol at all: a version, a plan with what it plans, or a
  /// numbered point.
  var isTAP: Bool {
    streams.contains { stream in
      stream.hasVersion || stream.isNumbered || stream.plan == 0
        || stream.plan != nil && (stream.count > 0 || stream.hasBailed)
    }
  }

  /// Takes the next line; gives whether it is of the protocol.
  private mutating func take(_ line: Line) -> Bool {
    guard let first = line.bytes.first else { return false }
    let indent = first == 0x20 ? line.indent : 0
    if let block = hasBlock {
      // A point further out ends a block that has no end of its own.
      if indent == block, line.trimmed.equals("...") {
        hasBlock = nil
        return true
      }
      guard indent < block, TAPPoint(line.dropping(indent)) != nil else { return false }
      hasBlock = nil
    }
    let text = line.dropping(indent)
    if indent == 0 { return takeOutermost(text) }
    if indent % 4 == 2, !streams.isEmpty, text.trimmed.equals("---") {
      hasBlock = indent
      return true
    }
    guard indent % 4 == 0, let point = TAPPoint(text) else { return false }
    if streams.isEmpty { streams.append(TAPStream()) }
    streams[streams.count - 1].add(part: point, depth: indent / 4)
    return false
  }

  private mutating func takeOutermost(_ line: Line) -> Bool {
    if line.hasPrefix("TAP version ") {
      if streams.isEmpty || streams[streams.count - 1].isBegun { streams.append(TAPStream()) }
      streams[streams.count - 1].hasVersion = true
      return true
    }
    if let plan = TAPPlan(line) {
      if streams.isEmpty || streams[streams.count - 1].plan != nil { streams.append(TAPStream()) }
      streams[streams.count - 1].plan = plan.count
      streams[streams.count - 1].hasFinalPlan = streams[streams.count - 1].count > 0
      return true
    }
    if line.hasPrefix("Bail out!") {
      if streams.isEmpty { streams.append(TAPStream()) }
      streams[streams.count - 1].hasBailed = true
      return true
    }
    if line.hasPrefix("# Criterion"), !streams.isEmpty {
      streams[streams.count - 1].isCriterion = true
    }
    if line.equals("}"), !streams.isEmpty {
      streams[streams.count - 1].close()
      return true
    }
    guard let point = TAPPoint(line) else { return false }
    // Without a plan before it, only a number or a dash tells a point from a sentence.
    let isBare = point.number == nil && !point.hasDash && !point.name.isEmpty
    if streams.isEmpty || streams[streams.count - 1].isComplete {
      guard !isBare else { return false }
      if streams.isEmpty || point.number == 1 || streams[streams.count - 1].hasFinalPlan {
        streams.append(TAPStream())
      }
    }
    streams[streams.count - 1].add(point)
    return true
  }
}

/// One stream of the protocol.
struct TAPStream {
  /// The tests: points of the outermost level, and below them their parts.
  private(set) var tests: [NamedTest] = []
  /// What could not be started, by the words of a runner that has tests fail for it.
  private(set) var unloaded: [String] = []
  /// The number of points planned.
  var plan: Int?
  /// Whether the plan came after the points.
  var hasFinalPlan = false
  /// Whether a version was stated.
  var hasVersion = false
  /// Whether all was given up.
  var hasBailed = false
  /// Whether Criterion wrote it, which puts more than names behind its points.
  var isCriterion = false
  /// The points of the outermost level.
  private(set) var count = 0
  private var numbers: Set<Int> = []
  private var hasTwice = false
  private var last = 0
  private var parts: [(depth: Int, test: NamedTest)] = []
  private var open: String?

  /// Whether anything of it was there.
  var isBegun: Bool { plan != nil || count > 0 || hasVersion || hasBailed }

  /// Whether all points that were planned are there.
  var isComplete: Bool { plan.map { count >= $0 } ?? false }

  /// Whether a point had a number.
  private(set) var isNumbered = false

  /// How its tests came out.
  var counts: TestReport.Counts {
    var reading = Reading()
    reading.tests = tests
    return reading.total
  }

  /// What speaks against it; `nil` for a whole one.
  var doubt: String? {
    if hasBailed { return "the tests bailed out" }
    // A file whose set-up fails has fewer points than planned, which are told as failed.
    guard let plan, unloaded.isEmpty else { return nil }
    if plan != count { return "TAP planned \(plan) tests and tells of \(count)" }
    if hasTwice { return "TAP gives one number to two tests" }
    if let high = numbers.max(), high > plan { return "TAP numbers test \(high) of \(plan)" }
    return nil
  }

  /// Takes a point of the outermost level.
  mutating func add(_ point: TAPPoint) {
    count += 1
    let number = point.number ?? last + 1
    isNumbered = isNumbered || point.number != nil
    hasTwice = hasTwice || !numbers.insert(number).inserted
    last = number
    let name = point.name.isEmpty ? "test \(number)" : point.name
    tests.append(NamedTest(name, point.result))
    if TAPStream.failures.contains(name), point.result == .failed { unloaded.append(name) }
    if !point.opensBlock { place(under: name) }
    open = point.opensBlock ? name : nil
  }

  /// Takes the end of the braces with the last point's parts.
  mutating func close() {
    if let name = open { place(under: name) }
    open = nil
  }

  /// Takes a point that is a part of one to come.
  mutating func add(part point: TAPPoint, depth: Int) {
    let name = point.name.isEmpty ? "test \(point.number ?? parts.count + 1)" : point.name
    for place in parts.indices where parts[place].depth > depth {
      parts[place].test.name = "\(name) > \(parts[place].test.name)"
      parts[place].depth = depth
    }
    parts.append((depth, NamedTest(name, point.result, isPart: true)))
  }

  private mutating func place(under name: String) {
    for part in parts {
      tests.append(NamedTest("\(name) > \(part.test.name)", part.test.result, isPart: true))
    }
    parts = []
  }

  /// Takes away what is no part of a name but changes from run to run, once all names are known.
  fileprivate mutating func settle() {
    let ends = tests.map { TAPStream.withoutTime($0.name) }
    if !ends.isEmpty, ends.allSatisfy({ $0 != nil }) {
      for (place, name) in ends.enumerated() { tests[place].name = name ?? tests[place].name }
    }
    guard isCriterion else { return }
    for place in tests.indices {
      tests[place].name = String(tests[place].name.prefix { $0 != " " })
    }
  }

  /// `adds two` for `adds two in 8ms`; `nil` for what has no such end.
  private static func withoutTime(_ name: String) -> String? {
    let line = Line(name)
    guard let cut = line.cut(atLast: " in "),
      let unit = cut.after.before("ms")
        ?? cut.after.before("sec"), unit.number != nil
    else { return nil }
    return cut.before.text
  }

  /// Bats's names for what fails outside of tests.
  private static let failures: Set<String> = [
    "setup_file failed", "teardown_file failed", "setup_suite failed", "teardown_suite failed",
  ]
}

/// A plan, `1..3` or `1..0 # SKIP no display`.
struct TAPPlan {
  /// The points planned.
  var count: Int

  /// The plan in `line`; `nil` for anything else.
  init?(_ line: Line) {
    guard let rest = line.after("1..") else { return nil }
    let digits = rest.bytes.prefix { (0x30...0x39).contains($0) }
    let end = Line(rest.bytes.dropFirst(digits.count)).trimmed
    guard let count = Line(digits).number, end.isEmpty || end.hasPrefix("#") else { return nil }
    self.count = count
  }
}

/// A test point, `not ok 2 - carries # TODO later`.
struct TAPPoint {
  /// Its number; `nil` where it has none.
  var number: Int?
  /// Whether a dash stands before its description.
  var hasDash = false
  /// Its description, without the directive.
  var name = ""
  /// Whether its parts follow it, in braces.
  var opensBlock = false
  /// How it came out.
  var result: TestResult

  /// The point in `line`; `nil` for anything else.
  init?(_ line: Line) {
    let isGood: Bool
    let words: Line
    if let rest = line.after("ok") {
      (isGood, words) = (true, rest)
    } else if let rest = line.after("not ok") {
      (isGood, words) = (false, rest)
    } else {
      return nil
    }
    result = isGood ? .passed : .failed
    guard let next = words.bytes.first else { return }
    guard next == 0x20 else { return nil }
    var rest = words.trimmed
    let digits = rest.bytes.prefix { (0x30...0x39).contains($0) }
    let end = rest.bytes.dropFirst(digits.count)
    if let number = Line(digits).number, end.first == nil || end.first == 0x20 {
      self.number = number
      rest = Line(end).trimmed
    }
    if let dashed = rest.after("- ") {
      hasDash = true
      rest = dashed.trimmed
    } else if rest.equals("-") {
      rest = Line("")
    }
    if let directive = TAPPoint.directive(in: rest) {
      // What failed as expected and what was skipped are one to us; a test that was to fail and did not passed.
      if directive.isSkip || !isGood { result = .skipped }
      rest = Line(rest.bytes[..<directive.start]).trimmed
    }
    if let time = rest.cut(atLast: "# time=") {
      opensBlock = opensBlock || time.after.hasSuffix("{")
      rest = time.before.trimmed
    }
    if let open = rest.before("{"), open.isEmpty || open.hasSuffix(" ") {
      opensBlock = true
      rest = open.trimmed
    }
    name = TAPPoint.unescaped(rest)
  }

  /// The first `# SKIP` or `# TODO` that is not escaped.
  private static func directive(in text: Line) -> (start: Int, isSkip: Bool)? {
    var place = text.bytes.startIndex
    while let hash = text.bytes[place...].firstIndex(of: UInt8(ascii: "#")) {
      place = hash + 1
      if hash > text.bytes.startIndex, text.bytes[hash - 1] == UInt8(ascii: "\\") { continue }
      let word = Line(text.bytes[place...]).trimmed.bytes.prefix { $0 | 0x20 >= 0x61 && $0 >= 0x41 }
      switch Line(word).text.uppercased() {
      case let word where word.hasPrefix("SKIP"): return (hash, true)
      case "TODO": return (hash, false)
      default: continue
      }
    }
    return nil
  }

  private static func unescaped(_ text: Line) -> String {
    guard text.bytes.contains(UInt8(ascii: "\\")) else { return text.text }
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in text.bytes {
      if !isEscaped, byte == UInt8(ascii: "\\") {
        isEscaped = true
        continue
      }
      if isEscaped, byte != UInt8(ascii: "#"), byte != UInt8(ascii: "\\") {
        bytes.append(UInt8(ascii: "\\"))
      }
      bytes.append(byte)
      isEscaped = false
    }
    if isEscaped { bytes.append(UInt8(ascii: "\\")) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Line {
  /// The line without its first `count` bytes.
  fileprivate func dropping(_ count: Int) -> Line { Line(bytes.dropFirst(count)) }
}
