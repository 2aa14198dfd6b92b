/// A kind of file that says how a project is set up and tested, though it was written for somebody else.
///
/// A kind has its file here, and its place in ``sayings``.
protocol SaidElsewhere: Sendable {
  /// What such files of the project say.
  static func said(in project: Project) -> Recognised
}

/// All kinds of files that are asked.
let sayings: [any SaidElsewhere.Type] = [
  Workflows.self, GitLabPipeline.self, CIFolder.self, DevContainer.self, MakeTargets.self,
  JustRecipes.self, Guides.self,
]
