import ArgumentParser
import Git
import Glibc
import Records
import Runs
import Sweeps
import Text
import Vocabulary
import Workspaces

/// `git colleague queue add`.
struct QueueAdd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Put issues into the queue.",
    discussion: """
      An issue that has had its run is not carried out once more, nor is one of the same text that has a series \
      which is open or merged, unless with --again: it waits for a new run then.
      """)

  @Flag(help: "Also issues that are settled or dropped: each waits for a new run.")
  var again = false

  @Argument(
    help: "Files with an issue each; '-' is stdin. With --again also keys, or the starts of them.")
  var files: [String]

  func run() async throws {
    Console.standard.putWorkFirst()
    let opened = try OpenRepository.here()
    let place = opened.repository.workingDirectory
    let queue = try opened.queue()
    var issues: [(word: String, issue: Issue?, key: String)] = []
    for word in files {
      if again, isKey(word) {
        issues.append((word, nil, try queue.entry(matching: word).key))
      } else if again, word != "-", access(word, F_OK) != 0 {
        throw Failure(
          "'\(visible(word))' is neither a file nor the start of a key",
          hint: "git colleague queue list --all")
      } else {
        let issue = try InputFile.issue(word, of: place)
        issues.append((word, issue, try queue.key(of: issue)))
      }
    }
    for (word, issue, key) in issues {
      if again {
        try ask(again: key, of: issue, queue, opened)
      } else if let issue {
        try add(issue, of: key, from: word, queue, opened)
      }
    }
  }

  /// Whether a word names an entry and no file.
  private func isKey(_ word: String) -> Bool {
    (4...40).contains(word.utf8.count) && word.allSatisfy { "0123456789abcdef".contains($0) }
      && access(word, F_OK) != 0
  }

  private func add(
    _ issue: Issue, of key: String, from file: String, _ queue: borrowing Queue,
    _ opened: borrowing OpenRepository
  ) throws {
    let now = SystemClock().now
    let known = try queue.entry(key)
    var done: EarlierRun?
    if known == nil || known?.state == .replaced {
      var earlier = try EarlierWork(in: opened, reporter: TerminalReporter())
      if let found = try earlier.find(on: issue, in: opened), found.isDone { done = found }
    }
    let (entry, isNew) = try queue.add(
      issue, trigger: .manual, at: now, as: done == nil ? .waiting : .settled,
      run: done?.record.run.id)
    Console.standard.write("\(entry.key.prefix(12))  \(visible(entry.issue.title))\n")
    if let done, isNew {
      return Console.standard.note(
        "\(visible(file)) is settled: \(done.sentence)\n\(hint(file))")
    }
    if isNew || entry.state == .dropped || (entry.state == .waiting && !entry.isDue(at: now)) {
      try queue.update(entry.key, subject: "asked for", at: now) { $0.askedFor }
      if case .file = issue.origin { try dropOthers(of: issue.origin, than: entry.key, queue) }
    }
    guard !isNew else { return }
    let isSettled = entry.state == .settled
    let words =
      isSettled
      ? "\(visible(file)) is settled already\(ending(of: entry, opened))\n\(hint(file))"
      : "\(visible(file)) is in the queue already, as \(entry.state.rawValue)"
        + (entry.state == .asking ? "" : "; it waits for the next sweep")
    Console.standard.note(words)
  }

  private func hint(_ file: String) -> String {
    "hint: 'git colleague queue add --again \(shellQuoted(visible(file)))' has it done once more"
  }

  /// By which run an issue was settled, and how that ended.
  private func ending(of entry: QueueEntry, _ opened: borrowing OpenRepository) -> String {
    guard let run = entry.run else { return "" }
    let record = readableRun(run, in: opened.repository)?.record
    return ", by the run \(run)"
      + (record.map { ", which ended as \($0.state)" } ?? ", which is not kept any more")
  }

  private func ask(
    again key: String, of issue: Issue?, _ queue: borrowing Queue,
    _ opened: borrowing OpenRepository
  ) throws {
    let now = SystemClock().now
    if let claim = try opened.claims().claim(on: key), !claim.isFree(at: now) {
      throw Failure(
        "the issue \(key.prefix(12)) is at work\(claim.run.map { ", as the run \($0)" } ?? "")",
        hint: claim.run.map { "'git colleague stop \($0)' ends that" }, kind: .busy)
    }
    if let issue { _ = try queue.add(issue, trigger: .manual, at: now) }
    let entry = try queue.ask(again: key, of: issue, at: now)
    guard entry.state == .waiting else {
      throw Failure(
        "the issue \(key.prefix(12)) is \(entry.state.rawValue): its source says something else now",
        hint: "git colleague queue add --again FILE, with the file that has the text",
        kind: .nothingToDo)
    }
    Console.standard.write("\(entry.key.prefix(12))  \(visible(entry.issue.title))\n")
    if case .file = entry.issue.origin {
      try dropOthers(of: entry.issue.origin, than: entry.key, queue)
    }
  }

  /// Takes other texts of the same file out: the one that a person has given takes their place.
  private func dropOthers(
    of origin: Issue.Origin, than key: String, _ queue: borrowing Queue
  ) throws {
    for other in try queue.readableEntries()
    where other.issue.origin == origin && other.key != key && !other.isClosed {
      try queue.update(other.key, subject: "dropped for \(key)", at: SystemClock().now) {
        $0.ended(as: .dropped)
      }
      Console.standard.note("it takes the place of \(other.key.prefix(12)), an older text of it")
    }
  }
}
