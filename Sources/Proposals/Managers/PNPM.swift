/// pnpm (pnpm.io, pnpm install).
enum PNPM: PackageManager {
  static let family = Family.node

  static func isManifest(_ name: String) -> Bool {
    ["package.json"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    guard let package = NodePackage(in: folder) else { return Recognised() }
    guard folder.has("pnpm-lock.yaml") || package.names("pnpm") else { return Recognised() }
    let isLocked = folder.has("pnpm-lock.yaml")
    let reason =
      isLocked
      ? folder.reason("pnpm-lock.yaml", "the lock file of pnpm")
      : folder.reason("package.json", "it names pnpm", at: "\"packageManager\"")
    return Recognised(
      setups: [
        folder.setup(
          [isLocked ? "pnpm install --frozen-lockfile" : "pnpm install"], of: .node,
          from: Hosts.npm, because: [reason], rank: package.names("pnpm") ? 95 : 90)
      ], tests: package.tests(by: "pnpm test"))
  }
}
