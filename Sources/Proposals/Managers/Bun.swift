/// Bun (bun.sh, bun install, bun test).
enum Bun: PackageManager {
  static let family = Family.node

  static func isManifest(_ name: String) -> Bool {
    ["package.json"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    guard let package = NodePackage(in: folder) else { return Recognised() }
    guard let lock = folder.first("bun.lock", "bun.lockb") else { return Recognised() }
    let reason = folder.reason(lock, "the lock file of Bun")
    var tests = package.tests(by: "bun run test")
    if tests.isEmpty, folder.files.contains(where: { $0.contains(".test.") }) {
      tests = [folder.test("bun test", of: .node, because: reason, rank: 70)]
    }
    return Recognised(
      setups: [
        folder.setup(
          ["bun install --frozen-lockfile"], of: .node, from: Hosts.npm, because: [reason],
          rank: package.names("bun") ? 95 : 90)
      ], tests: tests)
  }
}
