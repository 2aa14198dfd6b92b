import YAML

/// One job of a workflow that runs on Linux, with its steps as shell.
struct WorkflowJob {
  /// A step.
  enum Step {
    case run(ShellStep)
    /// A step that is left out, with its first line.
    case omitted(line: String, Omission.Cause)
  }

  private(set) var steps: [Step] = []

  /// The job `node` of `workflow`; `nil` for one that runs elsewhere, or only where something is to go out.
  init?(_ node: YAMLNode, of workflow: YAMLNode) {
    var expressions = WorkflowExpressions(matrix: node["strategy"]?["matrix"])
    let system = node["runs-on"]?.text.flatMap { expressions.resolved($0).text } ?? ""
    guard !WorkflowJob.isForeign(system.lowercased()), node["environment"] == nil else {
      return nil
    }
    expressions.add(workflow["env"])
    expressions.add(node["env"])
    let places = [
      node["defaults"]?["run"]?["working-directory"]?.text,
      workflow["defaults"]?["run"]?["working-directory"]?.text,
    ]
    for item in node["steps"]?.items ?? [] {
      guard let text = item["run"]?.text else { continue }
      let place = item["working-directory"]?.text ?? places.compactMap(\.self).first ?? ""
      steps.append(WorkflowJob.step(item, text, in: place, expressions))
    }
  }

  private static func isForeign(_ system: String) -> Bool {
    ["windows", "macos", "darwin", "osx"].contains(where: system.contains)
  }

  private static func step(
    _ item: YAMLNode, _ text: String, in place: String, _ outer: WorkflowExpressions
  ) -> Step {
    let line = text.split(separator: "\n").first.map(String.init) ?? ""
    var expressions = outer
    let own = expressions.add(item["env"])
    if own.usesSecret || text.contains("secrets.") {
      return .omitted(line: line, .usesSecret)
    }
    let shell = item["shell"]?.text ?? "sh"
    guard ["sh", "bash"].contains(shell.split(separator: " ").first.map(String.init) ?? "") else {
      return .omitted(line: line, .isForeign)
    }
    let condition = item["if"]?.text?.lowercased() ?? ""
    if isForeign(condition) || condition.contains("failure()") {
      return .omitted(line: line, .isForeign)
    }
    if condition.contains("secrets.") { return .omitted(line: line, .usesSecret) }
    let (script, folder) = (expressions.resolved(text), expressions.resolved(place))
    if let unresolved = script.unresolved ?? folder.unresolved ?? own.unresolved {
      return .omitted(line: line, .unresolved(unresolved))
    }
    return .run(
      ShellStep(
        script.text ?? "", in: folder.text ?? "", variables: expressions.variables))
  }
}
