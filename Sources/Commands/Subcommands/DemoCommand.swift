import ArgumentParser
import Git
import Glibc
import Records
import Text
import Vocabulary

/// `git colleague demo`: a small real repository with a bug and an issue, and a run on it.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "A small real repository with a bug and an issue, and a run on it.")

  @Argument(help: "The folder to make; it must not exist.")
  var directory = "colleague-demo"

  func run() async throws {
    let console = Console.standard
    guard mkdir(directory, 0o777) == 0 else {
      throw Failure(
        "cannot make '\(directory)': \(String(cString: strerror(errno)))",
        hint: "name a folder that does not exist yet: git colleague demo DIR")
    }
    let repository = try DemoRepository.make(at: directory)
    console.note("made \(directory): a repository with one failing behaviour and its issue")
    // A command of the user's for other projects says nothing here.
    let isNamed = try repository.config().values("colleague.test").isEmpty == false
    let options = isNamed ? ["--test", DemoProject.test] : []
    _ = consume repository
    guard chdir(directory) == 0 else {
      throw Failure("cannot enter '\(directory)': \(String(cString: strerror(errno)))")
    }
    let words = options + [DemoProject.issuePath]
    console.note(
      "$ cd \(directory) && git colleague work \(words.map(shellQuoted).joined(separator: " "))")
    let work = try WorkCommand.parse(words)
    try await work.run()
  }
}
