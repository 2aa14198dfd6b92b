/// PDM (pdm-project.org, pdm sync), whose environment is the project's `.venv`.
enum PDM: PackageManager {
  static let family = Family.python

  static func isManifest(_ name: String) -> Bool {
    ["pyproject.toml"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    guard folder.has("pdm.lock") else { return Recognised() }
    let reason = folder.reason("pdm.lock", "the lock file of PDM")
    return Recognised(
      setups: [
        folder.setup(["pdm sync"], of: .python, from: Hosts.pypi, because: [reason], rank: 92)
      ], tests: PythonProject(in: folder).tests)
  }
}
