/// Tells of files that a run adds whether they decide what tests that were there before do. Pure.
package struct NewFiles {
  /// Folders of the base, each with a slash at its end.
  private var folders: Set<Substring> = []
  /// Folders of the base's tests, and above them, each with a slash at its end; the top is the empty text.
  private var testFolders: Set<Substring> = [""]
  /// The base's Python tests, without their ending.
  private var modules: Set<Substring> = []

  /// Knows no file of the base yet; see ``note(_:)``.
  package init() {}

  /// Adds a file of the base.
  package mutating func note(_ path: String) {
    let isTest = TestFiles.isTest(path)
    if isTest && path.hasSuffix(".py") { modules.insert(path.dropLast(3)) }
    var folder = path[...]
    while let slash = folder.lastIndex(of: "/") {
      let isNew = folders.insert(folder[...slash]).inserted
      if isTest { testFolders.insert(folder[...slash]) }
      guard isNew || isTest else { return }
      folder = folder[..<slash]
    }
  }

  /// Whether the new file at `path` configures a runner, or is found in the place of a runner, of a library that
  /// runners use, or of a test.
  ///
  /// A `conftest.py` counts only for tests beside and below it.
  package func decide(_ path: String) -> Bool {
    let slash = path.lastIndex(of: "/")
    let (folder, name) = (
      slash.map { path[...$0] } ?? "", path[(slash.map(path.index(after:)) ?? path.startIndex)...]
    )
    if JudgingPart.isConfiguration(path) {
      return name != "conftest.py" || testFolders.contains(folder)
    }
    return shadowsTest(folder, name) || shadowsRunner(path, folder, name)
  }

  /// Whether a new file at `path` is about other things too, and may configure a runner for all tests below it: it decides
  /// where it has a part that judges.
  package static func mayConfigure(_ path: String) -> Bool {
    ["pyproject.toml", "setup.cfg"].contains(path.split(separator: "/").last)
  }

  /// Whether Python finds it before a test of the base: a package, or a compiled module.
  private func shadowsTest(_ folder: Substring, _ name: Substring) -> Bool {
    if name == "__init__.py" { return modules.contains(folder.dropLast()) }
    guard [".so", ".pyc", ".pyd"].contains(where: name.hasSuffix) else { return false }
    return modules.contains(folder + name.prefix { $0 != "." })
  }

  /// Whether an interpreter or compiler may find it before what the runner brings, or in its stead.
  private func shadowsRunner(_ path: String, _ folder: Substring, _ name: Substring) -> Bool {
    if folder.hasPrefix("node_modules/") || folder.contains("/node_modules/") { return true }
    if ["vendor/phpunit/", "vendor/bin/"].contains(where: folder.hasPrefix)
      || path == "vendor/autoload.php"
    {
      return true
    }
    let ending = name.drop { $0 != "." }
    if [".h", ".hpp"].contains(ending) {
      return NewFiles.headers.contains(name.dropLast(ending.count))
    }
    let modules: Set<Substring>
    switch ending {
    case ".py", ".pyc": modules = NewFiles.pythonModules
    case ".rb": modules = ["minitest", "rspec", "test-unit"]
    case ".lua": modules = ["busted", "luassert", "say"]
    case ".pm":
      modules = ["Test/More", "Test/Simple", "Test/Builder", "Test/Harness", "Test2", "TAP"]
    default: return name.hasSuffix(".so") && isFound(path, as: NewFiles.pythonModules)
    }
    return isFound(path, as: modules)
  }

  /// Whether one of these modules is found at `path` from where modules are looked for: the top, folders of tests, and
  /// the usual ones of sources. What lies in a folder that was there is the project's own.
  private func isFound(_ path: String, as modules: Set<Substring>) -> Bool {
    testFolders.union(["src/", "lib/"]).contains { root in
      guard path.hasPrefix(root) else { return false }
      return modules.contains { module in
        let rest = path.dropFirst(root.count)
        guard rest.hasPrefix(module), let next = rest.dropFirst(module.count).first else {
          return false
        }
        return next == "." || (next == "/" && !folders.contains(root + module + "/"))
      }
    }
  }

  /// Python's runners, and modules of its own that these import.
  private static let pythonModules: Set<Substring> = [
    "unittest", "pytest", "_pytest", "pluggy", "iniconfig", "xdist", "nose", "nose2", "doctest",
    "twisted", "behave", "robot", "testtools", "subunit", "stestr", "sitecustomize",
    "usercustomize",
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
