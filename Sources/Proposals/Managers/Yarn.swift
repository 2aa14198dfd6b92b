/// Yarn, classic and modern (classic.yarnpkg.com, yarnpkg.com, yarn install).
enum Yarn: PackageManager {
  static let family = Family.node

  static func isManifest(_ name: String) -> Bool {
    ["package.json"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    guard let package = NodePackage(in: folder) else { return Recognised() }
    guard folder.has("yarn.lock") || package.names("yarn") else { return Recognised() }
    let isLocked = folder.has("yarn.lock")
    let isClassic = folder.text("yarn.lock")?.contains("# yarn lockfile v1") == true
    let reason =
      isLocked
      ? folder.reason("yarn.lock", isClassic ? "the lock file of Yarn 1" : "the lock file of Yarn")
      : folder.reason("package.json", "it names Yarn", at: "\"packageManager\"")
    let command = isClassic ? "yarn install --frozen-lockfile" : "yarn install --immutable"
    return Recognised(
      setups: [
        folder.setup(
          [isLocked ? command : "yarn install"], of: .node, from: Hosts.yarn,
          because: [reason], rank: package.names("yarn") ? 95 : 90)
      ], tests: package.tests(by: "yarn test"))
  }
}
