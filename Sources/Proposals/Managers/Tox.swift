import Text

/// tox (tox.wiki), by what its first environment says: in a virtual environment of the project's, which tests see without tox.
enum Tox: PackageManager {
  static let family = Family.python

  static func isManifest(_ name: String) -> Bool {
    ["tox.ini"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    guard let text = folder.text("tox.ini") else { return Recognised() }
    let outline = INIOutline(text)
    guard outline.has("testenv") else { return Recognised() }
    let deps = outline.lines("deps", of: "testenv").filter { !$0.contains(":") }
    var recognised = Recognised()
    if !deps.isEmpty, deps.allSatisfy({ !$0.contains("{") && !$0.hasPrefix("-c") }) {
      let skips = outline.lines("skip_install", of: "testenv").first?.lowercased() == "true"
      let isPackage = PythonProject(in: folder).isPackage && !skips
      let words = deps.flatMap(Tox.words) + (isPackage ? ["-e", "."] : [])
      let files = deps.filter { $0.hasPrefix("-r") }.map { $0.dropFirst(2).trimmed }
      recognised.setups = [
        folder.setup(
          ["python3 -m venv .venv", ".venv/bin/pip install \(words.joined(separator: " "))"],
          of: .python, from: PythonProject(in: folder).hosts(for: files),
          because: [folder.reason("tox.ini", "what tox installs for tests", at: "deps")], rank: 72)
      ]
    }
    let commands = outline.lines("commands", of: "testenv").compactMap(Tox.command)
    if let command = commands.first(where: { ShellLine($0).kind == .test }) {
      let reason = folder.reason("tox.ini", "the tests of tox", at: "commands")
      recognised.tests = [folder.test(command, of: .python, because: reason, rank: 76)]
    }
    return recognised
  }

  private static func words(_ dep: String) -> [String] {
    dep.hasPrefix("-r") ? ["-r", shellQuoted(dep.dropFirst(2).trimmed)] : [shellQuoted(dep)]
  }

  /// A command without tox's own words; `nil` where one of them cannot be left out.
  private static func command(_ line: String) -> String? {
    var text = ""
    var rest = line[...]
    while let open = rest.firstIndex(of: "{") {
      text += rest[..<open]
      guard let close = rest[open...].firstIndex(of: "}") else { return nil }
      let inner = rest[rest.index(after: open)..<close]
      if inner.hasPrefix("posargs") {
        text += inner.dropFirst("posargs".count).drop { $0 == ":" }
      } else if inner == "toxinidir" || inner == "tox_root" {
        text += "."
      } else if inner == "envpython" {
        text += "python3"
      } else {
        return nil
      }
      rest = rest[rest.index(after: close)...]
    }
    return (text + rest).trimmed
  }
}
