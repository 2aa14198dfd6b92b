import YAML

/// The pipeline of GitLab (docs.gitlab.com, CI/CD YAML syntax). It is read, never run.
enum GitLabPipeline: SaidElsewhere {
  private static let path = ".gitlab-ci.yml"

  /// Keys at the top that are no jobs.
  private static let others: Set = [
    "default", "include", "stages", "variables", "workflow", "image", "services", "cache", "spec",
    "before_script", "after_script", "pages",
  ]

  static func said(in project: Project) -> Recognised {
    guard let text = project.text(path) else { return Recognised() }
    var steps = SaidSteps(of: path, in: project)
    guard let document = try? YAMLNode.document(in: text) else {
      steps.omit(path, "a pipeline", .unreadable)
      return steps.recognised
    }
    for pair in document.pairs ?? [] {
      guard let name = pair.key.text, !others.contains(name), !name.hasPrefix(".") else { continue }
      let stage = value("stage", of: pair.value, in: document)?.text ?? ""
      guard !["deploy", "release", "publish"].contains(stage) else { continue }
      let before =
        value("before_script", of: pair.value, in: document)
        ?? document["default"]?["before_script"] ?? document["before_script"]
      let script = lines(before) + lines(value("script", of: pair.value, in: document))
      steps.take(
        ShellStep(script.joined(separator: "\n")), "CI runs it",
        rank: name.contains("test") ? 76 : 74)
      steps.endSetup(rank: 68)
    }
    return steps.recognised
  }

  /// The value of a key of a job, or of the one that it extends.
  private static func value(_ key: String, of job: YAMLNode, in document: YAMLNode) -> YAMLNode? {
    var job: YAMLNode? = job
    for _ in 0..<8 {
      guard let now = job else { return nil }
      if let value = now[key] ?? now["<<"]?[key] { return value }
      let parent = now["extends"]?.text ?? now["extends"]?.items?.last?.text
      job = parent.flatMap { document[$0] }
    }
    return nil
  }

  /// The lines of a script; a list in it is another's lines, unless it only says where they stand.
  private static func lines(_ node: YAMLNode?) -> [String] {
    guard let node else { return [] }
    if let text = node.text { return [text] }
    return (node.items ?? []).flatMap { item in
      if let text = item.text { return [text] }
      let inner = (item.items ?? []).compactMap(\.text)
      return inner.first?.hasPrefix(".") == true ? [] : inner
    }
  }
}
