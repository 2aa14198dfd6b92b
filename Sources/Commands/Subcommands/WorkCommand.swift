import ArgumentParser
import Git
import Glibc
import Records
import Runs
import Text
import Vocabulary
import Workspaces

/// `git colleague work`: carries out an issue now.
struct WorkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work", abstract: "Carry out an issue now.",
    discussion: """
      An issue of the same text that has a series which is open or merged, or a run that is under way or waits for \
      an answer, is not worked on once more, unless with --again or as a replay.

      Exit status: 0 resolved and verified, 1 not resolved, 2 waiting for a person, 3 nothing to do, 4 budget \
      spent, 5 the model's service failed, 6 stuck, 7 busy, 8 repository unsupported or tests that cannot run, \
      9 refused, 128 fatal, 129 usage, 130 interrupted.
      """)

  @Argument(help: "A file with the issue, Markdown or plain text or JSON of a forge; '-' is stdin.")
  var issue: String

  @Flag(help: "Print the run's id and go on in the background.")
  var detach = false

  @Flag(help: "Also where the same issue has a series, or a run that is under way.")
  var again = false

  @OptionGroup var options: RunOptions
  @OptionGroup var display: DisplayOptions

  func run() async throws {
    let opened = try OpenRepository.here()
    let file = issue
    let issue = try InputFile.issue(file, of: opened.repository.workingDirectory)
    let reporter = display.reporter
    let request = try options.request()
    // What a replay does was done before.
    guard !again, request.policy.replay == nil else {
      return try await carryOut(
        try NewRun(of: issue, by: request, in: opened, reporter: reporter), in: opened)
    }
    let lock = try IssueLock.take(on: issue, in: opened)
    defer { lock.release() }
    var earlier = try EarlierWork(in: opened, reporter: reporter)
    if let found = try earlier.find(on: issue, in: opened) {
      throw found.failure(again: "git colleague work --again \(shellQuoted(visible(file)))")
    }
    if let ended = try earlier.findEnded(on: issue, in: opened) {
      reporter.tell(sentence(ofEnded: ended))
    }
    let new = try NewRun(of: issue, by: request, in: opened, reporter: reporter)
    lock.name(new.run.id)
    try await carryOut(new, in: opened)
  }

  /// Works on the run, here or in a process of its own.
  private func carryOut(_ new: NewRun, in opened: consuming OpenRepository) async throws {
    if detach { return try leave(new, in: opened) }
    try await display.carryOut(new, in: opened)
  }

  /// Hands the run over to a process of its own and prints its id, once that process has taken it up.
  private func leave(_ new: NewRun, in opened: borrowing OpenRepository) throws {
    if case .replay = new.policy {
      throw Failure("a replay cannot be detached", hint: "leave --detach out", kind: .usage)
    }
    let run = new.run
    let lock = try opened.cache.lock(run.id, of: opened.repository)
    _ = try new.makeTrail(in: opened)
    lock.release()
    try ThisProgram.detach(
      ["resume", "--quiet", "\(run.id)"], in: opened.repository.gitDirectory, given: opened.given)
    for _ in 0..<300 where opened.cache.holder(of: run.id) == nil {
      let record = try StoredRun(run.id, in: opened.repository).record
      if record.outcome != nil { break }
      usleep(10_000)
    }
    Console.standard.write("\(run.id)\n")
  }
}
