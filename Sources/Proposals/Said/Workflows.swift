import YAML

/// Workflows of GitHub Actions, Forgejo and Gitea (docs.github.com, Workflow syntax). They are read, never run.
enum Workflows: SaidElsewhere {
  private static let folders = [".github/workflows/", ".forgejo/workflows/", ".gitea/workflows/"]

  /// Workflows that are read at most.
  private static let limit = 60

  static func said(in project: Project) -> Recognised {
    var recognised = Recognised()
    let paths = project.paths.filter { path in
      folders.contains(where: path.hasPrefix) && (path.hasSuffix(".yml") || path.hasSuffix(".yaml"))
    }
    for path in paths.prefix(limit) {
      guard let text = project.text(path) else { continue }
      var steps = SaidSteps(of: path, in: project)
      if let document = try? YAMLNode.document(in: text) {
        take(document, path, into: &steps)
      } else {
        steps.omit(path, "a workflow", .unreadable)
      }
      recognised.add(steps.recognised)
    }
    return recognised
  }

  private static func take(_ document: YAMLNode, _ path: String, into steps: inout SaidSteps) {
    let isSetup = path.contains("copilot-setup-steps")
    for pair in document["jobs"]?.pairs ?? [] {
      guard let job = WorkflowJob(pair.value, of: document) else { continue }
      for step in job.steps {
        switch step {
        case .run(let shell): steps.take(shell, "CI runs it", rank: rank(of: path))
        case .omitted(let line, let cause): steps.omit(line, "CI runs it", cause)
        }
      }
      steps.endSetup(rank: isSetup ? 88 : 68)
    }
  }

  /// Files whose names speak of tests count a little more.
  private static func rank(of path: String) -> Int {
    let name = path.split(separator: "/").last?.lowercased() ?? ""
    return name.contains("test") || name.hasPrefix("ci") ? 76 : 74
  }
}
