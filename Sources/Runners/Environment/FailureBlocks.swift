import Vocabulary

/// What was printed about each test that failed, taken apart by the lines with which runners begin it. Pure.
struct FailureBlocks {
  /// The lines that speak of a failing test, by its name; a test that is spoken of in several places has them all.
  private(set) var ranges: [String: [Range<Int>]] = [:]

  /// Takes `lines` apart for the tests named `failed`.
  ///
  /// - Complexity: O(*n*) in the lines, and for each that begins a block in the names.
  init(of failed: [String], in lines: [Line]) {
    var heads: [(title: String, line: Int)] = []
    var ends: [Int] = []
    for (number, line) in lines.enumerated() {
      if let title = FailureBlocks.title(line, after: number > 0 ? lines[number - 1] : nil) {
        heads.append((title, number))
        ends.append(number)
      } else if FailureBlocks.ends(line) {
        ends.append(number)
      }
    }
    ends.append(lines.count)
    for head in heads {
      let end = ends.first { $0 > head.line } ?? lines.count
      let names = FailureBlocks.names(of: head.title, among: failed, in: lines[head.line..<end])
      for name in names { ranges[name, default: []].append(head.line..<end) }
    }
  }

  /// What the line says it begins to speak of; `nil` where it begins nothing.
  private static func title(_ line: Line, after before: Line?) -> String? {
    // `____ test_a ____`, `____ ERROR collecting tests/test_a.py ____`
    if line.hasPrefix("___"), line.hasSuffix("___") || line.bytes.count >= 79 {
      let title = line.text.drop { $0 == "_" || $0 == " " }
      guard let end = title.lastIndex(where: { $0 != "_" && $0 != " " }) else { return nil }
      return String(title[...end])
    }
    // `ERROR: test_a (tests.test_a.T.test_a)`
    if before?.hasPrefix("=====") == true, let title = line.after("ERROR: ") ?? line.after("FAIL: ")
    {
      return title.text
    }
    let bare = line.trimmed
    // `--- FAIL: TestA (0.00s)`, `# example.com/a`, `---- tests::a stdout ----`
    if let title = bare.after("--- FAIL: ") { return title.before(last: " (").text }
    if let title = line.after("---- "), let name = title.before(" stdout ----") { return name.text }
    if let title = line.after("# "), title.words.count == 1, before?.hasPrefix("#") != true {
      return title.text
    }
    // `● a › b`, `1) a b`, `not ok 1 - a`
    if let title = bare.after("● ") { return title.text }
    if let cut = bare.cut(at: ") "), cut.before.number != nil { return cut.after.text }
    if let cut = bare.after("not ok ")?.cut(at: " - "), cut.before.number != nil {
      return cut.after.text
    }
    return nil
  }

  /// Whether the line ends what is said of a test.
  private static func ends(_ line: Line) -> Bool {
    line.hasPrefix("=====") || line.hasPrefix("!!!!!") || line.trimmed.hasPrefix("ok ")
      || line.contains("- Captured std") || line.contains("- Captured log")
  }

  /// The failing tests that a block of this title is about; none where that is not sure.
  private static func names(
    of title: String, among failed: [String], in block: ArraySlice<Line>
  ) -> [String] {
    let title = title.replacing(" › ", with: " > ")
    let exact = failed.filter { $0 == title || $0.hasSuffix(" > " + title) }
    if exact.count == 1 { return exact }
    let fitting = failed.filter { name in FailureBlocks.fits(name, title) }
    if fitting.count <= 1 { return fitting }
    // Several files may hold tests of one name: the one is meant that is spoken of.
    let sure = fitting.filter { name in
      guard let file = name.firstRange(of: "::") ?? name.firstRange(of: " > ") else { return false }
      let path = String(name[..<file.lowerBound])
      return block.contains { $0.contains(path + ":") || $0.contains(path + "\"") }
    }
    return sure.count == 1 ? sure : []
  }

  /// Whether `title` can be of the test `name`: it says what the name says behind its file.
  private static func fits(_ name: String, _ title: String) -> Bool {
    // pytest: `a/test_b.py::T::test_c[1]` is `T.test_c[1]`.
    if let file = name.firstRange(of: "::") {
      let own = name[file.upperBound...].replacing("::", with: ".")
      if title == own || title == "ERROR at setup of \(own)" { return true }
    }
    if title == "ERROR collecting \(name)" { return true }
    // unittest: `test_c (a.test_b.T.test_c)`, `setUpClass (a.test_b.T)`
    if let open = title.firstIndex(of: "("), title.hasSuffix(")") {
      let inner = title[title.index(after: open)...].dropLast()
      let method = title[..<open].trimmingSuffix { $0 == " " }
      if name == inner || name == "\(inner).\(method)" || name == title { return true }
      // A module that could not be loaded: `test_b (unittest.loader._FailedTest.test_b)`.
      if inner.hasPrefix("unittest.loader._FailedTest"), name == method { return true }
    }
    // RSpec, mocha, jest: `a/b_spec.rb > A b` is `A b`; `a.js > A > b` is `A b`.
    let parts = name.split(separator: " > ").map(String.init)
    guard parts.count > 1 else { return false }
    return parts.dropFirst().joined(separator: " ") == title
      || parts.joined(separator: " ") == title
      || parts.dropFirst().joined(separator: " > ") == title
  }
}

extension Substring {
  fileprivate func trimmingSuffix(where isLeft: (Character) -> Bool) -> Substring {
    lastIndex { !isLeft($0) }.map { self[...$0] } ?? ""
  }
}

extension Line {
  /// What stands before the last `text`, the whole where it does not stand.
  fileprivate func before(last text: String) -> Line { cut(atLast: text)?.before ?? self }
}
