import Suggestions
import Vocabulary

/// How many of the first suggestions of each source were borne out, project by project.
struct SuggestionTable {
  private var projects: [(name: String, marks: [SuggestionBench.Mark])] = []

  /// Takes the marks of the project at `path`.
  mutating func add(_ marks: [SuggestionBench.Mark], of path: String) {
    var name = path
    for end in ["/", "/.git", "/repo"] where name.hasSuffix(end) { name.removeLast(end.count) }
    projects.append((String(name.split(separator: "/").last ?? "."), marks))
  }

  /// The table in Markdown: borne out of those made, and the share.
  var text: String {
    let sources = Suggestion.Source.allCases.filter { source in
      projects.contains { $0.marks.contains { $0.draft.source == source } }
    }
    var lines = [
      "| project | " + sources.map(\.rawValue).joined(separator: " | ") + " |",
      "| --- |" + sources.map { _ in " --- |" }.joined(),
    ]
    for project in projects {
      lines.append(
        "| \(project.name) | " + sources.map { cell(project.marks, $0) }.joined(separator: " | ")
          + " |")
    }
    let all = projects.flatMap(\.marks)
    lines.append(
      "| precision at 5 | " + sources.map { share(all, $0) }.joined(separator: " | ") + " |")
    return lines.joined(separator: "\n") + "\n"
  }

  private func cell(_ marks: [SuggestionBench.Mark], _ source: Suggestion.Source) -> String {
    let own = marks.filter { $0.draft.source == source }
    return own.isEmpty ? "–" : "\(own.count { $0.isBorneOut }) of \(own.count)"
  }

  private func share(_ marks: [SuggestionBench.Mark], _ source: Suggestion.Source) -> String {
    let own = marks.filter { $0.draft.source == source }
    let good = own.count { $0.isBorneOut }
    let percent = own.isEmpty ? 0 : (good * 100 + own.count / 2) / own.count
    return "\(percent) % (\(good) of \(own.count))"
  }
}
