import ACP
import ArgumentParser
import Glibc
import Processes
import Runs
import Threads

/// `git colleague acp`: speaks the Agent Client Protocol on the standard streams, for editors and harnesses.
struct ACPCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acp",
    abstract: "Speak the Agent Client Protocol on stdin and stdout, for editors.",
    discussion: """
      An editor starts it and says in which folder a session works. A prompt is an issue, each update a step; what the \
      run asks is asked there, and a cancelled run can be taken up again. The options are those of every run that is \
      begun. It ends when the editor closes stdin; runs under way are interrupted then.
      """)

  @OptionGroup var options: RunOptions

  func run() async throws {
    _ = try options.request()
    // Stdout carries the protocol alone: whatever else is written there goes to stderr.
    let output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    guard output >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else {
      throw Failure(
        "cannot set standard output apart: \(String(cString: strerror(errno)))",
        hint: "it has to be open for writing, a pipe as an editor gives it")
    }
    defer { close(output) }
    if isatty(STDIN_FILENO) == 1 {
      Console.standard.note("waiting for an editor's messages on stdin")
    }
    Interruption.stop.arm()
    let server = Server(
      RunWorkbench(options: options.arguments), name: "git-colleague",
      version: ThisProgram.version, output: output)
    let isDone = await withCheckedContinuation { continuation in
      let thread = Thread {
        continuation.resume(returning: server.serve(from: STDIN_FILENO, until: Interruption.stop))
      }
      guard let thread else { return continuation.resume(returning: false) }
      thread.detach()
    }
    guard !Interruption.stop.isRequested else { throw ExitStatus.interrupted }
    if !isDone { throw ExitStatus.fatal }
  }
}
