/// Tells what a file is for by its path. Pure.
package enum TestFiles {
  private static let folders: Set<String> = [
    "test", "tests", "testing", "spec", "specs", "__tests__", "testdata", "test_data", "fixtures",
    "t",
  ]
  private static let names: Set<String> = ["conftest.py", "pytest.ini", "tox.ini"]

  /// Whether the file is a test, or belongs to the tests.
  package static func isTest(_ path: String) -> Bool {
    let parts = path.split(separator: "/").map(String.init)
    guard let name = parts.last else { return false }
    if names.contains(name) { return true }
    let isInFolder = parts.dropLast().contains { part in
      folders.contains(part.lowercased()) || part.hasSuffix("Tests")
        || part.lowercased().hasSuffix("_tests")
        || part.lowercased().hasSuffix("testcases")
    }
    return isInFolder || isTestName(name)
  }

  private static func isTestName(_ name: String) -> Bool {
    let stem = name.split(separator: ".", maxSplits: 1).first.map(String.init) ?? name
    let lower = stem.lowercased()
    if lower.hasPrefix("test_") || lower.hasSuffix("_test") || lower.hasSuffix("_tests") {
      return true
    }
    if lower == "test" || lower == "tests" || lower == "run-tests" { return true }
    if name.contains(".test.") || name.contains(".spec.") { return true }
    return stem.hasSuffix("Test") || stem.hasSuffix("Tests") || stem.hasSuffix("Spec")
  }

  /// Whether a name says that something checks: a script, a target or a source file of a test program.
  package static func soundsLikeCheck(_ path: String) -> Bool {
    let name = path.split(separator: "/").last?.lowercased() ?? ""
    let words = name.split { !$0.isLetter }
    let signs: Set<Substring> = [
      "test", "tests", "check", "checks", "spec", "specs", "verify", "ci", "selftest", "unittest",
      "runtests",
    ]
    return words.contains(where: signs.contains)
  }

  /// Whether the file is run later and elsewhere: by a forge, a hook, an editor, a build; see
  /// ``LaterFiles``.
  package static func runsLater(_ path: String) -> Bool {
    let parts = path.split(separator: "/").map { $0.lowercased() }
    guard let name = parts.last else { return false }
    return LaterFiles.names.contains(name) || LaterFiles.endings.contains(where: name.hasSuffix)
      || parts.dropLast().contains(where: LaterFiles.folders.contains)
  }
}
