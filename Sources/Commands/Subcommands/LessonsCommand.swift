import ArgumentParser

/// `git colleague lessons`: what was learned in this project.
struct LessonsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lessons", abstract: "What was learned here, which later runs are told.",
    discussion: """
      Lessons come from what models wanted to be kept, from what people changed of what was delivered, from reviews, \
      from tests that could not run and then could, and from runs that got out of a circle; 'add' adds one of your own. \
      A run is told the few that fit. A lesson is text: nothing in it is ever run, and none gives a right. One whose \
      words came from outside, such as an issue, is proposed, and no run is told of it until you keep it.
      """,
    subcommands: [
      LessonsList.self, LessonsShow.self, LessonsAdd.self, LessonsDrop.self, LessonsCheck.self,
    ],
    defaultSubcommand: LessonsList.self)
}
