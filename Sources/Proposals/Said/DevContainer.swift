import Text

/// What a development container runs once it is made (containers.dev, devcontainer.json).
enum DevContainer: SaidElsewhere {
  private static let keys = ["onCreateCommand", "updateContentCommand", "postCreateCommand"]

  static func said(in project: Project) -> Recognised {
    let path = [".devcontainer/devcontainer.json", ".devcontainer.json"].first(where: project.has)
    guard let path, let text = project.text(path) else { return Recognised() }
    var steps = SaidSteps(of: path, in: project)
    guard let json = JSONNode(text) else {
      steps.omit(path, "a development container", .unreadable)
      return steps.recognised
    }
    for command in keys.flatMap({ commands(json[$0]) }) {
      steps.take(ShellStep(command), "the development container runs it", rank: 60)
    }
    steps.endSetup(rank: 74)
    return steps.recognised
  }

  /// A command is a text for a shell, a list of words, or an object of either.
  private static func commands(_ node: JSONNode?) -> [String] {
    switch node {
    case .text(let text): [text]
    case .list(let words): [words.compactMap(\.text).map(shellQuoted).joined(separator: " ")]
    case .object(let named): named.keys.sorted().flatMap { commands(named[$0]) }
    case .word, nil: []
    }
  }
}
