/// Poetry (python-poetry.org, poetry install), with its environment in the project.
enum Poetry: PackageManager {
  static let family = Family.python

  static func isManifest(_ name: String) -> Bool {
    ["pyproject.toml"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    let project = PythonProject(in: folder)
    guard folder.has("poetry.lock") || project.pyproject?.has("tool.poetry") == true else {
      return Recognised()
    }
    let isLocked = folder.has("poetry.lock")
    var command = "POETRY_VIRTUALENVS_IN_PROJECT=true poetry install --no-interaction"
    var reasons = [
      isLocked
        ? folder.reason("poetry.lock", "the lock file of Poetry")
        : folder.reason("pyproject.toml", "it is Poetry's", at: "[tool.poetry]")
    ]
    if let extra = project.extra {
      command += " --extras \(extra.name)"
      reasons.append(extra.reason)
    }
    for (table, values) in project.pyproject?.tables ?? [:]
    where table.hasPrefix("tool.poetry.group.") && values["optional"] == .other("true") {
      let name = table.dropFirst("tool.poetry.group.".count)
      guard ["test", "tests", "dev"].contains(name) else { continue }
      command += " --with \(name)"
    }
    // pip builds a project of Poetry's as any other; what its groups name does not come with it.
    let plain = folder.setup(
      ["python3 -m venv .venv", ".venv/bin/pip install -e . pytest"], of: .python,
      from: Hosts.pypi, because: [folder.reason("pyproject.toml", "pip builds it without Poetry")],
      rank: 60)
    return Recognised(
      setups: [
        folder.setup(
          [command], of: .python, from: Hosts.pypi, because: reasons, rank: isLocked ? 93 : 80),
        plain,
      ], tests: project.tests)
  }
}
