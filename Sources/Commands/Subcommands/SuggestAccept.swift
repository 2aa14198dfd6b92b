import ArgumentParser
import Records
import Runs
import Suggestions
import Text
import Vocabulary

/// `git colleague suggest accept`.
struct SuggestAccept: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Put suggestions into the queue.",
    discussion:
      "One that was dismissed can be accepted, too. The next sweep carries out what is in the queue."
  )

  @Argument(help: "The ids, or the starts of them, four digits at least.")
  var ids: [String]

  func run() async throws {
    Console.standard.putWorkFirst()
    let opened = try OpenRepository.here()
    var accepted: [Suggestion] = []
    for id in ids {
      let suggestion = try opened.suggestions().suggestion(matching: id)
      switch suggestion.state {
      case .accepted(let key):
        throw Failure(
          "\(suggestion.id.prefix(12)) is in the queue already, as \(key.prefix(12))",
          hint: "git colleague queue list --all", kind: .nothingToDo)
      case .gone:
        throw Failure(
          "\(suggestion.id.prefix(12)) is gone: its evidence does not hold any more",
          hint: "git colleague suggest find", kind: .nothingToDo)
      case .open, .dismissed: accepted.append(suggestion)
      }
    }
    for suggestion in accepted {
      let (entry, isNew) = try opened.accept(suggestion, trigger: .manual, at: SystemClock().now)
      Console.standard.write("\(entry.key.prefix(12))  \(visible(entry.issue.title))\n")
      if !isNew { Console.standard.note("it is in the queue already, as \(entry.state.rawValue)") }
    }
    Console.standard.note("hint: git colleague sweep works on what is in the queue")
  }
}
