import Text

/// pip in a virtual environment of the project's (packaging.python.org).
enum Pip: PackageManager {
  static let family = Family.python

  static func isManifest(_ name: String) -> Bool {
    [
      "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "requirements-dev.txt",
      "requirements-test.txt", "dev-requirements.txt", "test-requirements.txt",
    ].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    let project = PythonProject(in: folder)
    let files = project.requirements
    var (words, reasons) = ([String](), [Reason]())
    for file in files {
      words += ["-r", shellQuoted(file)]
      reasons.append(folder.reason(file, "it lists requirements"))
    }
    if project.isPackage {
      if let extra = project.extra {
        words += ["-e", "'.[\(extra.name)]'"]
        reasons.append(extra.reason)
      } else {
        words += ["-e", "."]
        let name = folder.first("pyproject.toml", "setup.py", "setup.cfg") ?? "setup.py"
        reasons.append(folder.reason(name, "the project is a package"))
      }
    }
    if project.extra == nil, let group = project.group {
      words += group.needs.map(shellQuoted)
      reasons.append(group.reason)
    }
    guard !words.isEmpty else { return Recognised(tests: project.tests) }
    let hasPytest = files.contains { folder.text($0)?.contains("pytest") == true }
    let hosts = project.hosts(for: files)
    if project.extra == nil, project.group == nil, !hasPytest, !hosts.isEmpty, project.usesPytest {
      words.append("pytest")
    }
    return Recognised(
      setups: [
        folder.setup(
          ["python3 -m venv .venv", ".venv/bin/pip install \(words.joined(separator: " "))"],
          of: .python, from: hosts, because: reasons, rank: 70)
      ], tests: project.tests)
  }
}
