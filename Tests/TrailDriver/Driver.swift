import Delivery
import Engine
import Git
import Glibc
import Records
import Text
import Vocabulary

private typealias Issue = Vocabulary.Issue

/// Keeps one short run in each of many repositories, or takes it up where its trail ends, and delivers it.
///
/// `trail-driver FOLDER NAME…`: the repositories are `FOLDER/NAME/project`. Each is worked on by a
/// process of its own, to which the name is the number of the call at which a fault happens. What it
/// says goes to `FOLDER/NAME/said`, a line at once for each step that is on the trail; how it ended, to
/// `FOLDER/NAME/status`, as a shell would put it.
///
/// Everything about the run is fixed, its times too, so that however often it is broken off, its refs
/// end at the same commits.
@main
enum Driver {
  private static let id = RunID("20240101-print-three-0123456789ab")
  private static let author = Author(name: "Colleague", email: "colleague@example.org")

  static func main() {
    let folder = CommandLine.arguments[1]
    _ = Libgit2.start
    // The rules of secrets are made ready once, for all processes.
    _ = Redactor()("a key, a token, a secret and a password")
    var names: [pid_t: String] = [:]
    for name in CommandLine.arguments.dropFirst(2) {
      if names.count == atOnce { reap(&names, in: folder) }
      let process = fork()
      guard process != 0 else { work(on: name, in: folder) }
      names[process] = name
    }
    while !names.isEmpty { reap(&names, in: folder) }
  }

  /// How many processes there are at a time: most of what they do is to wait for locks of dead ones.
  private static let atOnce = 12

  private static func work(on name: String, in folder: String) -> Never {
    setenv("FAULTS_AT", name, 1)
    dup2(creat("\(folder)/\(name)/said", 0o600), STDOUT_FILENO)
    do { try drive(in: "\(folder)/\(name)/project") } catch {
      say("failed: \(error)")
      _exit(128)
    }
    _exit(0)
  }

  /// Waits for the end of one of the processes, and writes down how it ended.
  private static func reap(_ names: inout [pid_t: String], in folder: String) {
    var status: Int32 = 0
    let process = waitpid(-1, &status, 0)
    guard let name = names.removeValue(forKey: process) else { return }
    let code = status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    let file = creat("\(folder)/\(name)/status", 0o600)
    say("\(code)", to: file)
    close(file)
  }

  private static func drive(in path: String) throws {
    var trail = try takeUp(in: path)
    say("found \(trail.steps.count)")
    if trail.record.phase == .working {
      for step in try steps(in: try open(path)).dropFirst(trail.steps.count) {
        try trail.append(step)
        say("kept \(step.number)")
      }
    }
    if !trail.record.isConcluded {
      try SeriesDelivery.conclude(&trail, as: .resolved, at: 1_700_000_100)
    }
    say("ended")
  }

  private static func open(_ path: String) throws -> Repository {
    try Repository(discovering: path, environment: [:])
  }

  private static func takeUp(in path: String) throws -> GitTrail {
    let repository = try open(path)
    guard let id else { throw RecordsError.noSuchRun("") }
    if try repository.hasReference(RefNames.run(id)) {
      return try GitTrail.resume(id, in: repository, author: author, secrets: [])
    }
    // As for a new run where an old one has left its traces.
    try repository.setTornObjectsAside(since: 0)
    let base = try repository.resolve("main")
    let run = Run(
      id: id,
      issue: Issue(title: "print three", body: "It prints 1.", origin: .file("issue.md")),
      base: base, baseTree: try repository.readCommit(base).tree, baseName: "main",
      mandate: Mandate(paths: []), trigger: .manual, policy: .repair, began: 1_700_000_000)
    return try GitTrail.begin(run, in: repository, author: author, secrets: [])
  }

  /// A test, an edit that mends, the claim.
  private static func steps(in repository: borrowing Repository) throws -> [Step] {
    let base = try repository.readCommit(try repository.resolve("main")).tree
    let blob = try repository.writeBlob(Array("print(3)\n".utf8))
    let mended = try repository.editTree(base, [TreeEdit("a.py", .put(blob, .file))])
    let report = Action.Report(
      claim: .resolved, subject: "a: print 3", why: "It has to be 3.", alternatives: "none",
      risks: "none")
    let taken: [(Action, Observation)] = [
      (
        .test(.working),
        Observation(
          tree: base, ending: .exited(1), output: Excerpt("one failed\n"),
          tests: TestReport(passed: [], failed: ["one"], succeeded: false, reader: "pytest"))
      ),
      (
        .edit([FileEdit(path: "a.py", change: .write("print(3)\n"))], why: "3 is right"),
        Observation(tree: mended, changed: ["a.py"])
      ),
      (.finish(report), Observation(tree: mended)),
    ]
    return taken.enumerated().map { index, pair in
      Step(
        number: index + 1, action: pair.0, observation: pair.1, decidedBy: .policy(.repair),
        time: 1_700_000_001 + index,
        cost: Budget(steps: 1, seconds: 0.5, tokens: 0, costMicros: 0, candidates: 0))
    }
  }

  /// Writes one line at once.
  private static func say(_ line: String, to file: Int32 = STDOUT_FILENO) {
    let bytes = Array("\(line)\n".utf8)
    _ = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
  }
}
