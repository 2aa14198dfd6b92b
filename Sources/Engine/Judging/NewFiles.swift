/// Tells of files that a run adds whether they decide what tests that were there before do. Pure.
package struct NewFiles {
  /// Folders of the base's tests, each with a slash at its end; the top is the empty text.
  private var folders: Set<String> = []
  /// The base's Python tests, without their ending.
  private var modules: Set<Substring> = []

  /// Beside these test files of the base.
  package init(beside tests: [String]) {
    for path in tests {
      var folder = path[...]
      while let slash = folder.lastIndex(of: "/") {
        folder = folder[..<slash]
        folders.insert(folder + "/")
      }
      folders.insert("")
      if path.hasSuffix(".py") { modules.insert(path.dropLast(3)) }
    }
  }

  /// Whether the new file at `path` configures a runner, or is found in the place of a runner, of a library that
  /// runners use, or of a test.
  ///
  /// A `conftest.py` counts only for tests beside and below it.
  package func decide(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    guard let name = parts.last else { return false }
    if JudgingPart.isConfiguration(path) {
      guard name == "conftest.py" else { return true }
      return folders.contains(String(path.dropLast(name.count)))
    }
    return shadowsTest(path) || shadowsRunner(parts)
  }

  /// Whether Python finds it before a test of the base: a package, or a compiled module.
  private func shadowsTest(_ path: String) -> Bool {
    if path.hasSuffix("/__init__.py") || path.hasSuffix("/__init__.pyc") {
      return modules.contains(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
    }
    guard path.hasSuffix(".so") || path.hasSuffix(".pyc") || path.hasSuffix(".pyd") else {
      return false
    }
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let end = path[start...].firstIndex(of: ".") ?? path.endIndex
    return modules.contains(path[..<end])
  }

  /// Whether an interpreter or compiler may find it before what the runner brings.
  private func shadowsRunner(_ parts: [Substring]) -> Bool {
    let name = parts.last ?? ""
    let stem = name.prefix { $0 != "." }
    let ending = name.drop { $0 != "." }.dropFirst()
    let above = parts.dropLast()
    if above.contains("node_modules") { return true }
    if above.contains("vendor"),
      above.contains("phpunit") || above.contains("bin") || name == "autoload.php"
    {
      return true
    }
    switch ending {
    case "py", "pyc", "so":
      if above.contains(where: NewFiles.pythonRunners.contains)
        || NewFiles.pythonRunners.contains(stem)
      {
        return true
      }
      // Where commands are called, and beside tests, modules are found before Python's own.
      let top = above.first ?? stem
      return NewFiles.pythonLibrary.contains(top)
        || (NewFiles.pythonLibrary.contains(stem)
          && folders.contains(above.joined(separator: "/") + "/"))
    case "pm": return above.contains { ["Test", "Test2", "TAP"].contains($0) } || stem == "Test"
    case "rb": return ([stem] + above).contains { ["minitest", "rspec", "test-unit"].contains($0) }
    case "lua": return ([stem] + above).contains { ["busted", "luassert", "say"].contains($0) }
    case "h", "hpp": return NewFiles.headers.contains(stem)
    default: return false
    }
  }

  private static let pythonRunners: Set<Substring> = [
    "unittest", "pytest", "_pytest", "pluggy", "iniconfig", "xdist", "nose", "nose2", "doctest",
    "trial",
    "behave", "robot", "testtools", "subunit", "stestr", "sitecustomize", "usercustomize",
  ]

  /// Modules of Python's own that its runners import.
  private static let pythonLibrary: Set<Substring> = [
    "abc", "argparse", "ast", "asyncio", "atexit", "builtins", "codecs", "collections",
    "contextlib", "copy", "dataclasses", "difflib", "dis", "enum", "fnmatch", "functools", "gc",
    "glob", "importlib", "inspect", "io", "itertools", "json", "linecache", "locale", "logging",
    "math", "operator", "os", "pathlib", "pdb", "pickle", "platform", "pprint", "queue", "random",
    "re", "runpy", "shutil", "signal", "site", "stat", "string", "subprocess", "sys", "tempfile",
    "textwrap", "threading", "time", "timeit", "token", "tokenize", "traceback", "types", "typing",
    "warnings", "weakref",
  ]

  /// Headers of test libraries, and C's own of assertions.
  private static let headers: Set<Substring> = [
    "assert", "check", "gtest", "gmock", "catch", "doctest", "cmocka", "CUnit", "criterion",
    "unity",
  ]
}
