extension TestCommand {
  /// The most tests a focused command names.
  private static let most = 20

  /// Failing tests up to which each is asked, so that a change that turns only some of them is seen.
  private static let few = 5

  /// A command that runs only `tests`, in their order; when there are many, it stops at the first that
  /// fails.
  ///
  /// - Returns: `nil` when it is not understood how to say so; the whole command has to do then.
  package static func focused(_ command: String, on tests: [String]) -> String? {
    guard !tests.isEmpty, tests.count <= most,
      !command.contains(where: { ";&|<>$`\n".contains($0) })
    else { return nil }
    let words = command.split(separator: " ").map(String.init)
    if words.contains("pytest") || words.first?.hasSuffix("/pytest") == true {
      return pytest(words, tests)
    }
    if words.starts(with: ["python3", "-m", "unittest"]) { return unittest(tests) }
    return nil
  }

  /// Node ids in the place of the paths of the command; its options stay.
  private static func pytest(_ words: [String], _ tests: [String]) -> String? {
    guard tests.allSatisfy({ $0.contains("::") }) else { return nil }
    let paths = Set(tests.map { $0.prefix { $0 != ":" } }.map(String.init))
    guard let start = words.firstIndex(where: { $0 == "pytest" || $0.hasSuffix("/pytest") }) else {
      return nil
    }
    let options = words[(start + 1)...].filter { word in
      !paths.contains(word) && !word.contains("::") && !paths.contains { $0.hasPrefix(word + "/") }
    }
    return (words[...start] + options + (tests.count > few ? ["-x"] : []) + tests.map(shellQuoted))
      .joined(separator: " ")
  }

  private static func unittest(_ tests: [String]) -> String? {
    guard tests.allSatisfy({ name in name.contains(".") && !name.contains(" ") }) else {
      return nil
    }
    return "python3 -m unittest -v \(tests.count > few ? "-f " : "")"
      + tests.map(shellQuoted).joined(separator: " ")
  }
}
