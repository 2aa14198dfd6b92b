import Text

/// A build file of calls with parentheses, CMake's or Meson's, as far as it tells how tests are built and run. Pure.
struct BuildFile {
  /// Whose build file it is.
  enum Kind {
    /// `CMakeLists.txt`.
    case cmake
    /// `meson.build`.
    case meson
  }

  /// Its statements, each in one line, without comments.
  private let statements: [String]

  /// Takes `text` apart: a statement ends with its line, or with the last of its parentheses.
  init(_ text: String) {
    var statements: [String] = []
    var (open, depth) = ("", 0)
    for line in text.lines() {
      let bare = line.prefix { $0 != "#" }
      for character in bare { depth += character == "(" ? 1 : character == ")" ? -1 : 0 }
      open += (open.isEmpty ? "" : " ") + bare
      guard depth <= 0 else { continue }
      let words = open.split(whereSeparator: \.isWhitespace)
      if !words.isEmpty { statements.append(words.joined(separator: " ")) }
      (open, depth) = ("", 0)
    }
    if !open.isEmpty { statements.append(open) }
    self.statements = statements
  }

  /// The statements that say what the tests are, what their programs are made of, and with what settings all is
  /// compiled; in their order, each on a line.
  func judging(_ kind: Kind) -> String {
    let tests = statements.filter { isOfTests($0, kind) }
    let named = Set(tests.flatMap(BuildFile.words))
    return statements.filter { statement in
      if isOfTests(statement, kind) || isSetting(statement, kind) { return true }
      switch kind {
      case .cmake:
        let lower = statement.lowercased()
        guard lower.hasPrefix("add_executable") || lower.hasPrefix("target_") else { return false }
        return BuildFile.words(of: statement).dropFirst().first.map(named.contains) == true
      case .meson:
        guard statement.contains("executable("), let name = BuildFile.words(of: statement).first
        else { return false }
        return named.contains(name)
      }
    }.joined(separator: "\n")
  }

  private func isOfTests(_ statement: String, _ kind: Kind) -> Bool {
    switch kind {
    case .cmake:
      let lower = statement.lowercased()
      return [
        "add_test", "enable_testing", "discover_tests", "set_tests_properties", "include(ctest)",
        "add_custom_target(test", "add_custom_target(check",
      ].contains { lower.contains($0) } || statement.contains("TEST ")
    case .meson:
      return statement.contains("test(") || statement.contains("test_setup(")
    }
  }

  /// Whether a statement says how everything is compiled: assertions may be left out by that.
  private func isSetting(_ statement: String, _ kind: Kind) -> Bool {
    switch kind {
    case .cmake:
      let lower = statement.lowercased()
      return [
        "add_compile_options", "add_compile_definitions", "add_definitions", "cmake_build_type",
        "_flags",
      ].contains { lower.contains($0) }
    case .meson:
      return statement.contains("add_project_arguments")
        || statement.contains("add_global_arguments") || statement.contains("b_ndebug")
    }
  }

  /// Its words, quotes and punctuation left out.
  private static func words(of statement: String) -> [String] {
    statement.split { !($0.isLetter || $0.isNumber || "_-./".contains($0)) }.map(String.init)
  }
}
