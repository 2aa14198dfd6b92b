/// uv (docs.astral.sh, uv sync).
enum UV: PackageManager {
  static let family = Family.python

  static func isManifest(_ name: String) -> Bool {
    ["pyproject.toml"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    guard folder.has("uv.lock") else { return Recognised() }
    let project = PythonProject(in: folder)
    var command = "uv sync --frozen"
    var reasons = [folder.reason("uv.lock", "the lock file of uv")]
    if let extra = project.extra {
      command += " --extra \(extra.name)"
      reasons.append(extra.reason)
    }
    // The group 'dev' is there without being asked for.
    if let group = project.group, group.name != "dev" {
      command += " --group \(group.name)"
      reasons.append(group.reason)
    }
    return Recognised(
      setups: [
        folder.setup([command], of: .python, from: Hosts.pypi, because: reasons, rank: 95)
      ], tests: project.tests)
  }
}
