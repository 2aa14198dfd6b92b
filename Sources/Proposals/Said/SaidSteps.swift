import Text

/// What the steps of one file say, collected one after the other.
struct SaidSteps {
  private let project: Project
  private let path: String
  private let lines: [Substring]
  private var setups: [String] = []
  private var setupReason: Reason?
  private(set) var recognised = Recognised()

  /// Steps of the file `path`.
  init(of path: String, in project: Project) {
    (self.project, self.path) = (project, path)
    lines = project.text(path)?.lines() ?? []
  }

  /// Takes what a step gives.
  ///
  /// - Parameters:
  ///   - words: What the file is.
  ///   - rank: How much its tests count.
  mutating func take(_ step: ShellStep, _ words: String, rank: Int) {
    for finding in step.findings {
      switch finding {
      case .setup(let commands):
        let added = commands.filter { !setups.contains($0) }
        if setupReason == nil { setupReason = reason(words, at: commands.first ?? "") }
        setups += added
      case .test(let command, let line):
        recognised.tests.append(
          TestProposal(
            command, of: Tooling.family(of: [line]), because: [reason(words, at: line)],
            rank: rank))
      case .omitted(let line, let cause): omit(line, words, cause)
      }
    }
  }

  /// Leaves a step out.
  mutating func omit(_ line: String, _ words: String, _ cause: Omission.Cause) {
    let omission = Omission(line, at: reason(words, at: line), for: cause)
    if !recognised.omissions.contains(omission) { recognised.omissions.append(omission) }
  }

  /// Makes one proposal of what has been set up so far, and begins anew.
  mutating func endSetup(rank: Int) {
    defer { (setups, setupReason) = ([], nil) }
    guard let setupReason else { return }
    let commands = Tooling.isolated(setups)
    recognised.setups.append(
      SetupProposal(
        commands, of: Tooling.family(of: commands), from: Tooling.hosts(of: commands),
        because: [setupReason], rank: rank))
  }

  /// The place of a line; a lead that was put before it is not in the file.
  private func reason(_ words: String, at command: String) -> Reason {
    let last = command.split(separator: " && ").last.map { $0.trimmed } ?? command
    // An expression in it was resolved; its first words are as they were.
    let start = last.split(separator: " ").prefix(2).joined(separator: " ")
    let line = [command, last, start].lazy.compactMap { text in
      lines.firstIndex {
        $0.trimmed == text || $0.hasSuffix(": " + text) || $0.hasSuffix("- " + text)
      }
        ?? lines.firstIndex { $0.contains(text) }
    }.first
    return Reason(path: path, line: line.map { $0 + 1 }, words: words)
  }
}
