import Text

/// What a Python project says, for all its tools.
struct PythonProject {
  let folder: ProjectFolder
  let pyproject: TOMLOutline?

  init(in folder: ProjectFolder) {
    self.folder = folder
    pyproject = folder.toml("pyproject.toml")
  }

  /// Names of extras and of groups that hold what tests need, best first.
  private static let names = ["test", "tests", "testing", "dev", "develop", "development"]

  /// Whether the project itself can be installed.
  var isPackage: Bool {
    folder.has("setup.py") || folder.has("setup.cfg") || pyproject?.has("project") == true
      || pyproject?.has("build-system") == true
  }

  /// The extra that tests need; `nil` where none is named so.
  var extra: (name: String, reason: Reason)? {
    let known = pyproject?.lists(of: "project.optional-dependencies") ?? [:]
    if let name = PythonProject.names.first(where: { known[$0] != nil }) {
      return (name, folder.reason("pyproject.toml", "its extra '\(name)'", at: "\(name) = ["))
    }
    let config = folder.text("setup.cfg").map { INIOutline($0) }
    let name = PythonProject.names.first {
      config?.lines($0, of: "options.extras_require").isEmpty == false
    }
    return name.map { ($0, folder.reason("setup.cfg", "its extra '\($0)'", at: "\($0) =")) }
  }

  /// The group of dependencies that tests need, with what it asks for; `nil` where none is named so.
  var group: (name: String, needs: [String], reason: Reason)? {
    let known = pyproject?.lists(of: "dependency-groups") ?? [:]
    guard let name = PythonProject.names.first(where: { known[$0] != nil }) else { return nil }
    let reason = folder.reason(
      "pyproject.toml", "its dependency group '\(name)'", at: "\(name) = [")
    return (name, known[name] ?? [], reason)
  }

  /// Files of requirements, those of tests and of development among them.
  var requirements: [String] {
    let own = folder.files.filter { path in
      let parts = path.split(separator: "/")
      let isOwn = parts.count == 1 || parts.count == 2 && parts[0] == "requirements"
      return isOwn && path.hasSuffix(".txt") && path.contains("requirements")
    }
    let words = ["dev", "test", "tests", "testing", "base", "ci", "requirements"]
    return own.filter { path in
      path.split { !$0.isLetter }.dropLast().allSatisfy { words.contains($0.lowercased()) }
    }
  }

  /// The hosts that pip reaches for `files`: none where one of them says `--no-index`.
  func hosts(for files: [String]) -> [String] {
    var hosts: Set<String> = []
    var hasIndex = false
    for text in files.compactMap(folder.text) {
      if text.contains("--no-index") { return [] }
      for line in text.split(separator: "\n") where line.contains("https://") {
        hosts.formUnion(Hosts.named(in: String(line)))
        hasIndex = hasIndex || line.contains("--index-url") || line.hasPrefix("-i ")
      }
    }
    return hosts.sorted() + (hasIndex ? [] : Hosts.pypi)
  }

  /// Whether tests need pytest, as far as their configuration and themselves say.
  var usesPytest: Bool {
    if folder.has("pytest.ini") || folder.files.contains(where: { $0.hasSuffix("conftest.py") }) {
      return true
    }
    let marks = [
      ("pyproject.toml", "[tool.pytest"), ("setup.cfg", "[tool:pytest]"), ("tox.ini", "[pytest]"),
    ]
    if marks.contains(where: { folder.text($0)?.contains($1) == true }) { return true }
    return folder.files.filter { path in
      let name = path.split(separator: "/").last ?? ""
      return name.hasSuffix(".py") && (name.hasPrefix("test_") || name.hasSuffix("_test.py"))
    }.prefix(20).contains { folder.text($0)?.contains("import pytest") == true }
  }

  /// How the tests of a folder below the top are run; those of the top are recognised by ``TestCommand``.
  var tests: [TestProposal] {
    if folder.has("manage.py"), !usesPytest {
      let reason = folder.reason("manage.py", "a project of Django's")
      return [folder.test("python3 manage.py test", of: .python, because: reason, rank: 75)]
    }
    guard !folder.path.isEmpty else { return [] }
    let recognised = TestCommand.recognise(paths: folder.files) { path in
      folder.text(path).map { Array($0.utf8) }
    }
    guard let recognised, recognised.command.hasPrefix("python3") else { return [] }
    let reason = Reason(path: folder.path + "/", words: recognised.reason)
    // The environment of the top alone comes first on PATH.
    let isSetUp = isPackage || !requirements.isEmpty || folder.has("Pipfile")
    let command = (isSetUp ? ".venv/bin/" : "") + recognised.command
    return [folder.test(command, of: .python, because: reason, rank: 75)]
  }
}
