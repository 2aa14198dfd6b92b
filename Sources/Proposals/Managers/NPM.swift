/// npm (docs.npmjs.com, npm-ci).
enum NPM: PackageManager {
  static let family = Family.node

  static func isManifest(_ name: String) -> Bool {
    ["package.json"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    guard let package = NodePackage(in: folder) else { return Recognised() }
    let others = ["pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb"].contains(
      where: folder.has)
    let isOther = package.namesManager && !package.names("npm")
    var found = Recognised()
    if let lock = folder.first("package-lock.json", "npm-shrinkwrap.json") {
      found.setups = [
        folder.setup(
          ["npm ci"], of: .node, from: hosts(folder, lock),
          because: [folder.reason(lock, "the lock file of npm")], rank: isOther ? 60 : 90)
      ]
    } else if others || isOther {
      return found
    } else if package.needsPackages {
      let reason = folder.reason("package.json", "it asks for packages, and nothing locks them")
      found.setups = [
        folder.setup(
          ["npm install --no-package-lock"], of: .node, from: package.isLocal ? [] : Hosts.npm,
          because: [reason], rank: 60)
      ]
    }
    found.tests = package.tests(by: "npm test --silent")
    return found
  }

  /// The hosts from which what is locked was taken.
  private static func hosts(_ folder: ProjectFolder, _ lock: String) -> [String] {
    guard let text = folder.text(lock) else { return Hosts.npm }
    var hosts: Set<String> = []
    for line in text.split(separator: "\n") where line.contains("\"resolved\"") {
      guard hosts.count < 20 else { break }
      hosts.formUnion(Hosts.named(in: String(line)))
      if line.contains("git+ssh://") { hosts.insert("github.com") }
    }
    return hosts.sorted()
  }
}
