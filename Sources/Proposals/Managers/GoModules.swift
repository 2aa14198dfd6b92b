/// Go's modules (go.dev, go mod download).
enum GoModules: PackageManager {
  static let family = Family.go

  static func isManifest(_ name: String) -> Bool {
    ["go.mod", "go.work"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    let manifest = folder.first("go.work", "go.mod") ?? "go.mod"
    var found = Recognised()
    if manifest == "go.mod", let path = folder.files.first(where: { $0.hasSuffix("_test.go") }) {
      let reason = folder.reason(path, "tests of a module of Go's")
      found.tests = [folder.test("go test ./...", of: .go, because: reason, rank: 78)]
    }
    let needs = folder.text("go.mod")?.contains("\nrequire") == true || manifest == "go.work"
    guard needs, !folder.has("vendor/modules.txt") else { return found }
    let lock = folder.first("go.sum", "go.work.sum")
    found.setups = [
      folder.setup(
        ["go mod download"], of: .go, from: Hosts.go,
        because: [
          lock.map { folder.reason($0, "checksums of Go's modules") }
            ?? folder.reason(manifest, "it asks for modules", at: "require")
        ], rank: lock == nil ? 75 : 90)
    ]
    return found
  }
}
