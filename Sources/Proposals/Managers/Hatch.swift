/// Hatch (hatch.pypa.io), whose environments lie in the home.
enum Hatch: PackageManager {
  static let family = Family.python

  static func isManifest(_ name: String) -> Bool {
    ["pyproject.toml", "hatch.toml"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    let own = folder.toml("hatch.toml")
    let shared = folder.toml("pyproject.toml")
    let isOwn = own?.has("envs") == true
    guard isOwn || shared?.has("tool.hatch.envs") == true else { return Recognised() }
    let file = isOwn ? "hatch.toml" : "pyproject.toml"
    let tables = (isOwn ? own : shared)?.tables ?? [:]
    let prefix = isOwn ? "envs." : "tool.hatch.envs."
    let scripts = tables.filter { $0.key.hasPrefix(prefix) && $0.key.hasSuffix(".scripts") }
    let found = ["test", "tests", "cov"].lazy.compactMap { script in
      scripts.filter { $0.value[script] != nil }.keys.min().map { (table: $0, script: script) }
    }.first
    let environment = found.map { $0.table.dropFirst(prefix.count).dropLast(".scripts".count) }
    let name = environment.map(String.init) ?? "default"
    var recognised = Recognised(
      setups: [
        folder.setup(
          ["hatch env create \(name)"], of: .python, from: Hosts.pypi,
          because: [folder.reason(file, "environments of Hatch", at: "envs")], rank: 65)
      ])
    if let found {
      let place = name == "default" ? found.script : "\(name):\(found.script)"
      let reason = folder.reason(file, "a script of Hatch", at: found.table)
      recognised.tests = [folder.test("hatch run \(place)", of: .python, because: reason, rank: 50)]
    }
    return recognised
  }
}
