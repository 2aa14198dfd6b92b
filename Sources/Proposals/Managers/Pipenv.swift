/// Pipenv (pipenv.pypa.io, pipenv sync), with its environment in the project.
enum Pipenv: PackageManager {
  static let family = Family.python

  static func isManifest(_ name: String) -> Bool {
    ["Pipfile"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    let isLocked = folder.has("Pipfile.lock")
    let reason =
      isLocked
      ? folder.reason("Pipfile.lock", "the lock file of Pipenv")
      : folder.reason("Pipfile", "the manifest of Pipenv")
    let command = "PIPENV_VENV_IN_PROJECT=1 pipenv \(isLocked ? "sync" : "install") --dev"
    return Recognised(
      setups: [
        folder.setup(
          [command], of: .python, from: Hosts.pypi, because: [reason], rank: isLocked ? 91 : 75)
      ], tests: PythonProject(in: folder).tests)
  }
}
