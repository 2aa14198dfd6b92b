import Vocabulary

/// JUnit 5's launcher for the console: its tree of names, and its closing table.
///
/// Names are those of the tree, without the engine, joined by ` > `.
package enum JUnitConsoleRunner: Runner {
  package static let name = "junit5"
  package static let marks = ["Test run finished after "]

  package static func isCalled(by call: Call) -> Bool {
    call.program == "java"
      && call.words.contains { word in
        word == "org.junit.platform.console.ConsoleLauncher"
          || word.hasSuffix(".jar") && word.contains("junit-platform-console")
      }
  }

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    var tree = JUnitTree()
    var number = 0
    while number < output.lines.count {
      let line = output.lines[number]
      if line.hasPrefix("Test run finished after "),
        let table = table(output.lines[(number + 1)...].prefix(16))
      {
        reading.covers(number)
        reading.isClosed = true
        counts.passed += table.value(of: "tests successful")
        counts.failed += table.value(of: "tests failed") + table.value(of: "containers failed")
        counts.skipped += table.value(of: "tests skipped") + table.value(of: "tests aborted")
        reading.tests += tree.tests()
        tree = JUnitTree()
        reading.covers(number + table.count)
        number += table.count
      } else if tree.take(line) {
        reading.covers(number)
      }
      number += 1
    }
    guard reading.isClosed else { return nil }
    reading.counts = counts
    return reading
  }

  /// The lines `[         5 tests successful      ]` one below the other; `nil` where they do not come to their end.
  private static func table(_ lines: ArraySlice<Line>) -> [String: Int]? {
    var table: [String: Int] = [:]
    for line in lines {
      guard let inner = line.after("[ ")?.before("]")?.trimmed, let cut = inner.cut(at: " "),
        let count = cut.before.number
      else { return nil }
      table[cut.after.text] = count
      if cut.after.equals("tests failed") { return table }
    }
    return nil
  }
}

extension [String: Int] {
  fileprivate func value(of key: String) -> Int { self[key] ?? 0 }
}

/// The tree of a run, as it is drawn with lines or with ASCII's signs.
private struct JUnitTree {
  private var nodes: [(depth: Int, name: String, result: TestResult?)] = []

  /// Takes the next line; gives whether it is one of the tree's.
  mutating func take(_ line: Line) -> Bool {
    var rest = line
    var depth = 0
    // Lines are three columns wide, ASCII's signs two.
    while let inner = rest.after("│  ") ?? rest.after("   ") ?? rest.after("| ") ?? rest.after("  ")
    {
      rest = inner
      depth += 1
    }
    guard
      let text = rest.after("├─ ") ?? rest.after("└─ ") ?? rest.after("+-- ") ?? rest.after("'-- ")
        ?? rest.after("`-- ")
    else { return false }
    for (mark, result) in JUnitTree.marks {
      if let name = text.before(" " + mark) {
        nodes.append((depth, name.text, result))
        return true
      }
      if let cut = text.cut(at: " \(mark) ") {
        nodes.append((depth, cut.before.text, result))
        return true
      }
    }
    return false
  }

  private static let marks: [(String, TestResult)] = [
    ("✔", .passed), ("✘", .failed), ("↷", .skipped), ("■", .skipped), ("[OK]", .passed),
    ("[X]", .failed), ("[S]", .skipped), ("[A]", .skipped),
  ]

  /// The leaves, and whatever else failed; what stands outermost is an engine.
  func tests() -> [NamedTest] {
    var tests: [NamedTest] = []
    var path: [String] = []
    for (place, node) in nodes.enumerated() {
      path = Array(path.prefix(node.depth)) + [node.name]
      let isLeaf = place + 1 == nodes.count || nodes[place + 1].depth <= node.depth
      guard let result = node.result, node.depth > 0, isLeaf || result == .failed else { continue }
      tests.append(NamedTest(path.dropFirst().joined(separator: " > "), result))
    }
    return tests
  }
}
