/// Stack (docs.haskellstack.org, stack build).
enum Stack: PackageManager {
  static let family = Family.haskell

  static func isManifest(_ name: String) -> Bool {
    ["stack.yaml"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    let lock = folder.first("stack.yaml.lock")
    let reason = folder.reason("stack.yaml", "a project of Stack's")
    return Recognised(
      setups: [
        folder.setup(
          ["stack build --test --only-dependencies"], of: .haskell, from: Hosts.stack,
          because: [lock.map { folder.reason($0, "the lock file of Stack") } ?? reason],
          rank: lock == nil ? 80 : 90)
      ], tests: [folder.test("stack test", of: .haskell, because: reason, rank: 77)])
  }
}
