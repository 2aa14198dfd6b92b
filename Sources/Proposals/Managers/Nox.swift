import Text

/// Nox (nox.thea.codes), whose sessions are set up once and used again without a network.
enum Nox: PackageManager {
  static let family = Family.python

  static func isManifest(_ name: String) -> Bool {
    ["noxfile.py"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    guard let text = folder.text("noxfile.py") else { return Recognised() }
    let names = text.lines().compactMap { line -> String? in
      guard line.hasPrefix("def ") else { return nil }
      return String(line.dropFirst(4).prefix { $0.isLetter || $0.isNumber || $0 == "_" })
    }
    guard let session = ["tests", "test", "unit", "pytest"].first(where: names.contains) else {
      return Recognised()
    }
    let reason = folder.reason("noxfile.py", "its session '\(session)'", at: "def \(session)")
    return Recognised(
      setups: [
        folder.setup(
          ["nox --install-only -s \(session)"], of: .python, from: Hosts.pypi, because: [reason],
          rank: 60)
      ],
      tests: [folder.test("nox -R -s \(session)", of: .python, because: reason, rank: 50)])
  }
}
