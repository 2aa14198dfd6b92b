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
    let index = FailureBlocks.index(of: failed)
    var place = 0
    for head in heads {
      while ends[place] <= head.line { place += 1 }
      let block = head.line..<ends[place]
      for name in FailureBlocks.names(of: head.title, index, in: lines[block]) {
        ranges[name, default: []].append(block)
      }
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

  /// Whether the line closes the block of a test.
  private static func ends(_ line: Line) -> Bool {
    line.hasPrefix("=====") || line.hasPrefix("!!!!!") || line.trimmed.hasPrefix("ok ")
      || line.contains("- Captured std") || line.contains("- Captured log")
  }

  /// The failing tests that a block of this title is about; none where that is not sure.
  private static func names(
    of title: String, _ index: [String: Set<String>], in block: ArraySlice<Line>
  ) -> [String] {
    let fitting = keys(of: title).lazy.compactMap { index[$0] }.first ?? []
    if fitting.count <= 1 { return Array(fitting) }
    // Several files may hold tests of one name: the one is meant that is spoken of.
    let sure = fitting.filter { name in
      guard let file = name.firstRange(of: "::") ?? name.firstRange(of: " > ") else { return false }
      let path = String(name[..<file.lowerBound])
      return block.contains { $0.contains(path + ":") || $0.contains(path + "\"") }
    }
    return sure.count == 1 ? Array(sure) : []
  }

  /// What a title can be looked for by, the surest first.
  private static func keys(of title: String) -> [String] {
    let title = title.replacing(" › ", with: " > ")
    guard let open = title.firstIndex(of: "("), title.hasSuffix(")") else { return [title] }
    // unittest: `test_c (a.test_b.T.test_c)`, before Python 3.11 `test_c (a.test_b.T)`; a module that could not be loaded
    // is `test_b (unittest.loader._FailedTest.test_b)`.
    let inner = String(title[title.index(after: open)...].dropLast())
    let method = String(title[..<open].trimmingSuffix { $0 == " " })
    let isFile = inner.hasPrefix("unittest.loader._FailedTest")
    return [title, inner, "\(inner).\(method)"] + (isFile ? [method] : [])
  }

  /// The tests, by all that runners may call them at the head of a block.
  ///
  /// - Complexity: O(*n*) in the names.
  private static func index(of failed: [String]) -> [String: Set<String>] {
    var index: [String: Set<String>] = [:]
    for name in failed {
      var titles = [name, "ERROR collecting \(name)"]
      // pytest: `a/test_b.py::T::test_c[1]` is `T.test_c[1]`.
      if let file = name.firstRange(of: "::") {
        let own = String(name[file.upperBound...]).replacing("::", with: ".")
        titles += [own, "ERROR at setup of \(own)"]
      }
      // RSpec, mocha, jest: `a/b_spec.rb > A b` is `A b`; `a.js > A > b` is `A b`, or `A > b`.
      let parts = name.split(separator: " > ").map(String.init)
      for start in parts.indices.dropFirst() {
        titles.append(parts[start...].joined(separator: " > "))
      }
      if parts.count > 1 {
        titles += [parts.dropFirst().joined(separator: " "), parts.joined(separator: " ")]
      }
      for title in titles { index[title, default: []].insert(name) }
    }
    return index
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
