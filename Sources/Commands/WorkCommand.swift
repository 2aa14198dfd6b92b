import ArgumentParser
import Git
import Glibc
import Issues
import Records
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
      spent, 6 stuck, 8 repository unsupported, 128 fatal, 129 usage, 130 interrupted.
      """)

  @Argument(help: "A file with the issue, Markdown or plain text or JSON of a forge; '-' is stdin.")
  var issue: String

  @Flag(help: "Print the run's id and go on in the background.")
  var detach = false

  @Flag(help: "Also where the same issue has a series, or a run that is under way.")
  var again = false

  @OptionGroup var terms: RunTerms
  @OptionGroup var display: RunDisplay

  func run() async throws {
    let opened = try OpenRepository.here()
    let file = issue
    let issue = try readIssue(file, of: opened.repository.workingDirectory)
    // What a replay does was done before.
    if !again, terms.choice.replay == nil {
      var earlier = try EarlierWork(in: opened)
      if let found = try earlier.find(on: issue, in: opened) {
        throw found.failure(again: "git colleague work --again \(shellQuoted(visible(file)))")
      }
    }
    let beginning = try Beginning(of: issue, by: terms, in: opened, display: display)
    if detach { return try leave(beginning, in: opened) }
    try await beginning.workOn(in: opened, display: display)
  }

  /// Hands the run over to a process of its own and prints its id, once that process has taken it up.
  private func leave(_ beginning: Beginning, in opened: borrowing OpenRepository) throws {
    guard beginning.recording == nil else {
      throw Failure("a replay cannot be detached", hint: "leave --detach out", status: .usage)
    }
    let run = beginning.run
    let lock = try RunLock.take(of: run.id, in: opened.repository)
    _ = try beginning.makeTrail(in: opened)
    lock.release()
    try ThisProgram.detach(["resume", "--quiet", run.id], in: opened.repository.gitDirectory)
    for _ in 0..<300 where RunLock.holder(of: RunFolder.lockFile(of: run.id)) == nil {
      let record = try StoredRun(run.id, in: opened.repository).record
      if record.outcome != nil { break }
      usleep(10_000)
    }
    Console.standard.write(run.id + "\n")
  }
}

/// The issue in the file `path`, or on stdin for `-`.
///
/// A file of the project is named from the project's top, wherever the caller stands: the same issue has the same
/// origin then, however it comes.
///
/// - Throws: ``Failure`` for a file that cannot be read, or an issue that says nothing.
func readIssue(_ path: String, of workingDirectory: String?) throws -> Issue {
  let bytes = try InputFile.read(path, limit: IssueReader.byteLimit)
  guard path != "-" else { return try IssueReader.read(bytes, origin: .standardInput) }
  return try IssueReader.read(bytes, origin: .file(placeInProject(path, workingDirectory)))
}

/// `path` from the top of the project where it lies within, else as it is.
private func placeInProject(_ path: String, _ workingDirectory: String?) -> String {
  guard let workingDirectory, let absolute = realpath(path, nil) else { return path }
  defer { free(absolute) }
  guard let top = realpath(workingDirectory, nil) else { return path }
  defer { free(top) }
  let (file, folder) = (String(cString: absolute), String(cString: top) + "/")
  return file.hasPrefix(folder) ? String(file.dropFirst(folder.count)) : path
}
