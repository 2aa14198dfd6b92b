/// Swift's packages (swift package resolve).
enum SwiftPackages: PackageManager {
  static let family = Family.swift

  static func isManifest(_ name: String) -> Bool {
    ["Package.swift"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    guard let text = folder.text("Package.swift") else { return Recognised() }
    var found = Recognised()
    if text.contains("testTarget") {
      let reason = folder.reason("Package.swift", "it has a test target", at: "testTarget")
      found.tests = [
        folder.test("swift test --disable-sandbox", of: .swift, because: reason, rank: 78)
      ]
    }
    let hosts = text.split(separator: "\n").filter { $0.contains("url:") }.flatMap { line in
      Hosts.named(in: String(line))
    }
    guard !hosts.isEmpty else { return found }
    let isLocked = folder.has("Package.resolved")
    let command = "swift package --disable-sandbox resolve"
    found.setups = [
      folder.setup(
        [isLocked ? command + " --force-resolved-versions" : command], of: .swift, from: hosts,
        because: [
          isLocked
            ? folder.reason("Package.resolved", "versions of Swift's packages")
            : folder.reason("Package.swift", "it asks for packages", at: "https://")
        ], rank: isLocked ? 90 : 75)
    ]
    return found
  }
}
