import Text

/// What guides for contributors and for agents say in blocks of code under headings about setup and tests.
enum Guides: SaidElsewhere {
  private static let files: [(name: String, rank: Int, saysSetup: Bool)] = [
    ("AGENTS.md", 84, true), (".github/copilot-instructions.md", 70, true),
    ("CONTRIBUTING.md", 66, true), (".github/CONTRIBUTING.md", 66, true),
    ("docs/CONTRIBUTING.md", 66, true), ("CONTRIBUTING.rst", 66, true), ("HACKING.md", 66, true),
    ("DEVELOPMENT.md", 66, true), ("README.md", 60, false),
  ]

  /// Lines of a guide that are looked at.
  private static let limit = 3000

  static func said(in project: Project) -> Recognised {
    var recognised = Recognised()
    for file in files {
      guard let text = project.text(file.name) else { continue }
      var steps = SaidSteps(of: file.name, in: project)
      for block in blocks(of: text) {
        let step = ShellStep(block.lines.joined(separator: "\n"))
        steps.take(step, "the guide says so", rank: file.rank)
      }
      if file.saysSetup { steps.endSetup(rank: file.rank - 2) }
      recognised.add(steps.recognised)
    }
    return recognised
  }

  private struct Block {
    var lines: [String] = []
  }

  /// Blocks for a shell below headings that speak of tests or of setup; and, of lines that speak of tests, code in the line.
  private static func blocks(of text: String) -> [Block] {
    var (blocks, open, isMeant) = ([Block](), Block?.none, false)
    for line in text.lines().prefix(limit) {
      let plain = line.trimmed
      if plain.hasPrefix("```") || plain.hasPrefix("~~~") {
        if let block = open {
          blocks += split(block)
          open = nil
        } else {
          let language = plain.dropFirst(3).lowercased()
          let isShell = ["", "sh", "bash", "shell", "console", "zsh"].contains(language)
          open = Block(lines: isShell && isMeant ? [] : ["exit"])
        }
      } else if open != nil {
        if open?.lines.first != "exit" { open?.lines.append(command(plain)) }
      } else if plain.hasPrefix("#") {
        let words = [
          "test", "develop", "setup", "set up", "setting up", "install", "command", "build",
        ]
        isMeant = words.contains(where: plain.lowercased().contains)
      } else if plain.lowercased().contains("test"), !forbids(plain.lowercased()) {
        let parts = plain.split(separator: "`", omittingEmptySubsequences: false)
        if parts.count == 3 { blocks.append(Block(lines: [String(parts[1])])) }
      }
    }
    return blocks
  }

  /// Whether a sentence says what not to do.
  private static func forbids(_ line: String) -> Bool {
    ["never", "not ", "n't", "avoid", "instead of"].contains(where: line.contains)
  }

  /// The line without a prompt.
  private static func command(_ line: String) -> String {
    line.hasPrefix("$ ") ? String(line.dropFirst(2)) : line
  }

  /// Of a block, lines that set something up, together; and the first that tests: further ones are other ways to do it.
  private static func split(_ block: Block) -> [Block] {
    let lines = block.lines.filter { line in
      let plain = line.replacing("./...", with: "")
      return !plain.isEmpty
        && !["<", "...", "…", "path/to", "git clone"].contains(where: plain.contains)
    }
    let kinds = lines.map { ShellLine($0).kind }
    let setups = zip(lines, kinds).filter { $1 == .setup }.map(\.0)
    let test = zip(lines, kinds).first { $1 == .test }.map { [$0.0] } ?? []
    return [Block(lines: setups), Block(lines: test)].filter { !$0.lines.isEmpty }
  }
}
