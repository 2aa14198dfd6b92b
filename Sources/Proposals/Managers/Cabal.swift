/// Cabal (cabal.readthedocs.io, cabal build).
enum Cabal: PackageManager {
  static let family = Family.haskell

  static func isManifest(_ name: String) -> Bool {
    name == "cabal.project" || name.hasSuffix(".cabal")
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    let own = folder.files.first { !$0.contains("/") && $0.hasSuffix(".cabal") }
    guard let manifest = folder.first("cabal.project") ?? own else { return Recognised() }
    let freeze = folder.first("cabal.project.freeze")
    return Recognised(
      setups: [
        folder.setup(
          ["cabal update", "cabal build all --enable-tests --only-dependencies"], of: .haskell,
          from: Hosts.hackage,
          because: [
            freeze.map { folder.reason($0, "versions that Cabal has frozen") }
              ?? folder.reason(manifest, "a package of Cabal's")
          ], rank: freeze == nil ? 78 : 88)
      ],
      tests: [
        folder.test(
          "cabal test all --offline", of: .haskell,
          because: folder.reason(manifest, "a package of Cabal's"), rank: 76)
      ])
  }
}
