/// The targets of a Makefile at the top (gnu.org, GNU make).
enum MakeTargets: SaidElsewhere {
  static func said(in project: Project) -> Recognised {
    let path = ["GNUmakefile", "makefile", "Makefile"].first(where: project.has)
    guard let path, let text = project.text(path) else { return Recognised() }
    return Recipes(text).said(by: "make -s", at: path, in: project, rank: 79)
  }
}
