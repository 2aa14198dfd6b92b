/// Cargo (doc.rust-lang.org, cargo fetch).
enum Cargo: PackageManager {
  static let family = Family.rust

  static func isManifest(_ name: String) -> Bool {
    ["Cargo.toml"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    guard let text = folder.text("Cargo.toml") else { return Recognised() }
    let isWorkspace = text.contains("[workspace]")
    let mark = isWorkspace ? "[workspace]" : "[package]"
    var found = Recognised(tests: [
      folder.test(
        isWorkspace ? "cargo test --offline --workspace" : "cargo test --offline", of: .rust,
        because: folder.reason(
          "Cargo.toml", isWorkspace ? "a workspace of Cargo's" : "a package of Cargo's", at: mark),
        rank: 78)
    ])
    let lock = folder.text("Cargo.lock")
    let config = folder.first(".cargo/config.toml", ".cargo/config")
    let isVendored = config.flatMap(folder.text)?.contains("vendored-sources") == true
    // What lies in the project has no source.
    let needsNothing =
      lock.map { !$0.contains("\nsource = ") } ?? (!text.contains("dependencies") && !isWorkspace)
    guard !isVendored, !needsNothing else { return found }
    let reason =
      lock == nil
      ? folder.reason("Cargo.toml", "it asks for packages, and nothing locks them")
      : folder.reason("Cargo.lock", "the lock file of Cargo")
    found.setups = [
      folder.setup(
        [lock == nil ? "cargo fetch" : "cargo fetch --locked"], of: .rust,
        from: Hosts.crates + gitHosts(lock ?? ""), because: [reason],
        rank: lock == nil ? 75 : 90)
    ]
    return found
  }

  /// The hosts of packages that are taken from repositories of git.
  private static func gitHosts(_ lock: String) -> [String] {
    lock.split(separator: "\n").filter { $0.contains("git+https://") }.prefix(1000)
      .flatMap { Hosts.named(in: String($0)) }
  }
}
