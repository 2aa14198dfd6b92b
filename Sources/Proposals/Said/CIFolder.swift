import Text

/// Scripts in a folder for CI that are called after tests.
enum CIFolder: SaidElsewhere {
  private static let folders = [".ci/", "ci/", "scripts/", "script/"]

  static func said(in project: Project) -> Recognised {
    var recognised = Recognised()
    for path in project.paths {
      guard let folder = folders.first(where: path.hasPrefix),
        !path.dropFirst(folder.count).contains("/"), let text = project.text(path),
        text.hasPrefix("#!"), let first = text.lines().first
      else { continue }
      let isShell = first.hasSuffix("sh")
      let shell = first.contains("bash") ? "bash" : "sh"
      let command = isShell ? "\(shell) \(shellQuoted(path))" : "./" + shellQuoted(path)
      guard ShellLine(command).kind == .test else { continue }
      let reason = Reason(path: path, words: "a script that is called so")
      let lines = isShell ? text.lines().prefix(400).map { ShellLine(String($0)).kind } : []
      let refused = lines.lazy.compactMap { kind in
        if case .refused(let cause) = kind { cause } else { nil }
      }.first
      if let refused {
        recognised.omissions.append(Omission(command, at: reason, for: refused))
      } else {
        recognised.tests.append(
          TestProposal(command, of: .other, because: [reason], rank: 73))
      }
    }
    return recognised
  }
}
