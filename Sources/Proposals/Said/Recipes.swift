import Text

/// The targets of a Makefile, or the recipes of a justfile, with their lines.
struct Recipes {
  private(set) var lines: [String: [String]] = [:]

  /// The recipes in `text`; those whose names hold variables or patterns are left out.
  init(_ text: String) {
    var names: [String] = []
    // No name is that long; a machine's lists are.
    for line in text.lines() where line.utf8.count <= 4096 {
      if line.first?.isWhitespace == true {
        let plain = line.trimmed.drop { "@-+".contains($0) }.trimmed
        if !plain.isEmpty { for name in names { lines[name, default: []].append(plain) } }
      } else if let colon = line.firstIndex(of: ":"), !line.hasPrefix("#") {
        let rest = line[line.index(after: colon)...]
        names = rest.hasPrefix("=") || rest.hasPrefix(":=") ? [] : Recipes.names(line[..<colon])
        for name in names { lines[name] = lines[name] ?? [] }
      } else if !line.allSatisfy(\.isWhitespace) {
        names = []
      }
    }
  }

  private static func names(_ head: Substring) -> [String] {
    head.split(separator: " ").map(String.init).filter { name in
      name.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) } && !name.hasPrefix(".")
    }
  }

  private static let setups = [
    "setup", "bootstrap", "deps", "install-deps", "install-dev", "dev-install", "dependencies",
    "develop",
  ]

  /// What the recipes of the file `path` give, called by `program`.
  func said(by program: String, at path: String, in project: Project, rank: Int) -> Recognised {
    var recognised = Recognised()
    let all = project.text(path)?.lines() ?? []
    func reason(_ name: String) -> Reason {
      let line = all.firstIndex { $0.hasPrefix(name) && $0.contains(":") }.map { $0 + 1 }
      return Reason(path: path, line: line, words: "it has '\(name)'")
    }
    func refusal(_ name: String) -> Omission.Cause? {
      (lines[name] ?? []).lazy.compactMap { line in
        if case .refused(let cause) = ShellLine(line).kind { cause } else { nil }
      }.first
    }
    func take(_ name: String, _ add: (inout Recognised, [String]) -> Void) {
      let command = "\(program) \(name)"
      if let cause = refusal(name) {
        recognised.omissions.append(Omission(command, at: reason(name), for: cause))
      } else {
        add(&recognised, [command])
      }
    }
    if let name = ["test", "tests", "check"].first(where: { lines[$0] != nil }) {
      let family = Tooling.family(of: lines[name] ?? [])
      take(name) { recognised, commands in
        recognised.tests.append(
          TestProposal(commands[0], of: family, because: [reason(name)], rank: rank))
      }
    }
    if let name = Recipes.setups.first(where: { lines[$0]?.isEmpty == false }) {
      let body = lines[name] ?? []
      take(name) { recognised, commands in
        recognised.setups.append(
          SetupProposal(
            commands, of: Tooling.family(of: body), from: Tooling.hosts(of: body),
            because: [reason(name)], rank: rank - 9))
      }
    }
    return recognised
  }
}
