package import ArgumentParser
import Git
import Glibc
import Processes
import Runs
import Synchronization

/// `git colleague`: the root of all subcommands.
package struct Colleague: AsyncParsableCommand {
  /// Name, abstract and subcommands.
  package static let configuration = CommandConfiguration(
    commandName: "git colleague",
    abstract: "A contributor who lives in a git repository.",
    discussion: """
      Hand it an issue; it works in a copy of its own and comes back with a branch: a short patch \
      series, each patch tested, each with its rationale in a git note.
      """,
    version: ThisProgram.version,
    subcommands: [
      WorkCommand.self, ResumeCommand.self, AnswerCommand.self, ReviewCommand.self,
      StopCommand.self, QueueCommand.self, SuggestCommand.self,
      SweepCommand.self, CarryCommand.self, HookCommand.self, RunsCommand.self, LogCommand.self,
      ShowCommand.self, SeriesCommand.self, WhyCommand.self, LessonsCommand.self,
      ExportCommand.self,
      ImportCommand.self, EvaluateCommand.self, WorkInstanceCommand.self, InstallCommand.self,
      TrustCommand.self, SetupCommand.self, DoctorCommand.self, DemoCommand.self, ACPCommand.self,
    ])

  /// Parsed by ArgumentParser.
  package init() {}

  /// Carries out the command in `arguments`, C's own, and ends the process with its exit status.
  package static func main(
    arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  ) async -> Never {
    var words: [[UInt8]] = []
    var place = 1
    while let word = arguments[place] {
      words.append(
        Array(UnsafeBufferPointer(start: word, count: strlen(word))).map(UInt8.init(bitPattern:)))
      place += 1
    }
    await main(words: words)
  }

  private static func main(words: [[UInt8]]) async -> Never {
    signal(SIGPIPE, SIG_IGN)
    MemoryFault.explain()
    StandardStreams.fill()
    let arguments: [String]
    do { arguments = try ArgumentText.words(words) } catch {
      Glibc.exit(Console.standard.report(error).rawValue)
    }
    StaleLock.tell.withLock { $0 = { Console.standard.note($0) } }
    // Overlaps with the parsing of arguments; an ending process must not pull it from under itself.
    let isCommand = arguments.first.map { !$0.hasPrefix("-") } ?? false
    let start = Task.detached { if isCommand { Libgit2.start } }
    let work = Task { await run(arguments) }
    Interruption.stop.onRequest { work.cancel() }
    let status = await work.value
    await start.value
    Console.standard.close()
    Glibc.exit(status.rawValue)
  }

  private static func run(_ arguments: [String]) async -> ExitStatus {
    if let word = arguments.first, let failure = Failure(absentPart: word) {
      return Console.standard.report(failure)
    }
    var command: any ParsableCommand
    do {
      command = try parseAsRoot(arguments)
    } catch {
      return usage(error)
    }
    do {
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return .resolved
    } catch let status as ExitStatus {
      return status
    } catch {
      // What the parser throws late, such as help asked for, has a status of its own.
      if [ExitCode.success, .validationFailure].contains(exitCode(for: error)) {
        return usage(error)
      }
      return Console.standard.report(Failure(error))
    }
  }

  /// Help asked for goes to stdout with 0; a wrong call goes to stderr with 129.
  private static func usage(_ error: any Error) -> ExitStatus {
    let isAnswer = exitCode(for: error) == .success
    let text = fullMessage(for: error)
    if isAnswer {
      Console.standard.write(Array((text + "\n").utf8))
      return .resolved
    }
    Console.standard.note(text)
    return .usage
  }
}
