import Text

extension Canary {
  /// Tests of Python's beside the file `path`, of a name like its own.
  ///
  /// - Parameter functions: Lines of tests that are no methods, and how many tests they make.
  static func python(
    in project: TestedProject, beside path: String, functions: (text: String, count: Int) = ("", 0)
  ) -> Canary {
    let name = path.split(separator: "/").last ?? ""
    let stem = name.dropLast(3)
    let own = project.folder(of: path) + stemLike(stem, project.word) + ".py"
    let methods = checks.enumerated().map { number, check in
      "    def test_\(project.word)_\(number)(self):\n        \(check)\n"
    }
    let text =
      "import unittest\n\(functions.text)\n\nclass Test\(project.capitalWord)(unittest.TestCase):\n"
      + methods.joined(separator: "\n")
    return Canary(
      path: String(own), text: text, word: project.word, count: checks.count + functions.count,
      argument: project.argument(naming: String(own), like: path)
        ?? moduleArgument(in: project, beside: stem))
  }

  /// What names the canary where the command names the module `stem`.
  private static func moduleArgument(in project: TestedProject, beside stem: Substring) -> String? {
    for word in project.call?.words.dropFirst() ?? [] where !word.contains("/") {
      let parts = word.split(separator: ".", omittingEmptySubsequences: false)
      guard let place = parts.firstIndex(of: stem), parts.last != "py" else { continue }
      let own = parts[..<place] + [stemLike(stem, project.word)[...]]
      return shellQuoted(own.joined(separator: "."))
    }
    return nil
  }

  /// A name that the patterns of the project find as they find `stem`.
  private static func stemLike(_ stem: Substring, _ word: String) -> String {
    for ending in ["_test", "_tests"] where stem.hasSuffix(ending) { return word + ending }
    if stem.hasPrefix("test_") { return "test_\(word)" }
    if stem.hasPrefix("test") { return "test\(word)" }
    if let line = stem.firstIndex(of: "_") { return stem[...line] + word }
    return "test_\(word)"
  }

  /// One failing call of each assertion of `unittest`, on `self`.
  private static let checks = [
    "self.assertEqual(1, 2)", "self.assertNotEqual(1, 1)", "self.assertTrue(False)",
    "self.assertFalse(True)", "self.assertIs(1, None)", "self.assertIsNot(None, None)",
    "self.assertIsNone(1)", "self.assertIsNotNone(None)", "self.assertIn(1, [])",
    "self.assertNotIn(1, [1])", "self.assertIsInstance(1, str)", "self.assertGreater(1, 2)",
    "self.assertGreaterEqual(1, 2)", "self.assertLess(2, 1)", "self.assertLessEqual(2, 1)",
    "self.assertAlmostEqual(1, 2)", "self.assertRegex('a', 'b')",
    "self.assertCountEqual([1], [])", "self.assertListEqual([1], [])",
    "self.assertDictEqual({1: 1}, {})", "self.assertSetEqual({1}, set())",
    "self.assertTupleEqual((1,), ())", "self.assertMultiLineEqual('a', 'b')",
    "self.assertRaises(ValueError, int, '1')", "self.fail()", "raise AssertionError",
  ]
}

extension TestedProject {
  /// The file of the first test whose module is one of the project's: `tests.test_a.T.test_x`.
  var pythonModule: String? {
    names.lazy.prefix(50).compactMap { name in
      let parts = name.split(separator: ".")
      guard parts.count > 2 else { return nil }
      return path(called: parts.dropLast(2).joined(separator: "/") + ".py")
    }.first
  }
}

extension PytestRunner {
  package static func canary(in project: TestedProject) -> Canary? {
    let file = project.names.lazy.prefix(50).compactMap { name -> String? in
      let file = String(name.prefix { $0 != ":" })
      return file.hasSuffix(".py") ? project.path(called: file) : nil
    }.first
    guard let file else { return nil }
    let functions = """
      import pytest


      def test_\(project.word)():
          assert 1 == 2


      def test_\(project.word)_raises():
          with pytest.raises(ValueError):
              int("1")

      """
    return .python(in: project, beside: file, functions: (functions, 2))
  }
}

extension UnittestRunner {
  package static func canary(in project: TestedProject) -> Canary? {
    project.pythonModule.map { .python(in: project, beside: $0) }
  }
}

extension DjangoRunner {
  package static func canary(in project: TestedProject) -> Canary? {
    project.pythonModule.map { .python(in: project, beside: $0) }
  }
}

extension NoseRunner {
  package static func canary(in project: TestedProject) -> Canary? {
    project.pythonModule.map { .python(in: project, beside: $0) }
  }
}
