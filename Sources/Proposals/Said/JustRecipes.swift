/// The recipes of a justfile (just.systems).
enum JustRecipes: SaidElsewhere {
  static func said(in project: Project) -> Recognised {
    let path = ["justfile", "Justfile", ".justfile"].first(where: project.has)
    guard let path, let text = project.text(path) else { return Recognised() }
    return Recipes(text).said(by: "just", at: path, in: project, rank: 78)
  }
}
