import Vocabulary

/// Tells which of the files that the base's tests were seen to open judge, though no name says so: what tests compare with,
/// and code of the tests' own that lies beside the project's. Pure but for the reading.
///
/// A file that nothing but tests and their files speak of, and that is no program text, is what they read. Program text is
/// the tests' own where nothing of the project's names it and it is written with a test framework, or defines assertions,
/// or says by its name that it is a fixture.
package struct SupportFiles {
  /// The texts of the tests, and of what else is known to judge.
  private var judges: [String] = []
  /// The texts of the other program files that were opened.
  private var project: [(path: String, text: String)] = []

  /// Finds them among `opened`.
  ///
  /// - Parameters:
  ///   - opened: Paths of files that were opened, of the base's tree alone.
  ///   - judges: Whether a path is known to judge.
  ///   - read: Gives the text of a file; `nil` for one that is not to be looked into.
  /// - Complexity: O(*n* · *m*) in the bytes of what was opened and the files that may be meant.
  package static func among(
    _ opened: Set<String>, knowing judges: (String) -> Bool, read: (String) -> String?
  ) -> [String] {
    var support = SupportFiles()
    var candidates: [(path: String, text: String?)] = []
    for path in opened.sorted() {
      if judges(path) {
        if let text = read(path) { support.judges.append(text) }
        continue
      }
      let text = read(path)
      let kind = ScriptKind(path, text: text ?? "")
      if kind == .content {
        candidates.append((path, nil))
      } else if let text {
        support.project.append((path, text))
        if isTestCode(path, text) { candidates.append((path, text)) }
      }
    }
    return candidates.filter { support.isOfTests($0.path, $0.text) }.map(\.path)
  }

  /// Whether nothing but the tests speaks of the file.
  private func isOfTests(_ path: String, _ text: String?) -> Bool {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let stem = String(name.prefix { $0 != "." })
    // Data is named with its ending, or by its folder, all of which is read; code is imported without its ending.
    let folder = path.split(separator: "/").dropLast().last.map(String.init)
    let words = (text == nil ? [name, folder].compactMap(\.self) : [stem]).filter { $0.count > 1 }
    func isNamed(in text: String) -> Bool {
      words.contains { SupportFiles.names($0, in: text) }
    }
    return judges.contains(where: isNamed)
      && !project.contains { !$0.path.isExactly(path) && isNamed(in: $0.text) }
  }

  /// Whether program text is written for tests.
  private static func isTestCode(_ path: String, _ text: String) -> Bool {
    let name = path.split(separator: "/").last?.lowercased() ?? ""
    let signs = [
      "helper", "fixture", "mock", "fake", "stub", "support", "testutil", "test_util", "factory",
      "factories", "harness", "expected",
    ]
    if signs.contains(where: { name.contains($0) }) { return true }
    let frameworks = [
      "import pytest", "import unittest", "from unittest", "raise AssertionError",
      "require('assert", "require(\"assert", "node:assert",
      "require('node:test", "from 'vitest'", "from \"vitest\"", "from 'chai'", "require('chai",
      "\t\"testing\"", "import XCTest", "import Testing",
      "org.junit", "minitest", "RSpec.", "PHPUnit\\", "def assert", "function assert",
      "def expect_", "def check_", "ExUnit",
    ]
    return frameworks.contains { text.contains($0) }
  }

  /// Whether `word` stands in `text` as a word of its own.
  private static func names(_ word: String, in text: String) -> Bool {
    var rest = text[...]
    while let range = rest.firstRange(of: word) {
      let before = text[..<range.lowerBound].unicodeScalars.last
      let after = text[range.upperBound...].unicodeScalars.first
      func isPart(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map { $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0) } ?? false
      }
      if !isPart(before) && !isPart(after) { return true }
      rest = text[range.upperBound...]
    }
    return false
  }
}
