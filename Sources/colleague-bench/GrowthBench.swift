import Engine
import FoundationEssentials
import Git
import Glibc
import Records
import Text
import Vocabulary
import Workspaces

/// Measures what many finished runs and notes cost the next step, `runs` and a sweep that finds nothing.
struct GrowthBench {
  private let repository: BenchRepository
  private let place: BenchPlace
  private let directory: String
  private let rounds: Int

  /// Finished runs in the archive, and settled issues.
  static let runs = 10_000
  /// Notes at the ref of ours.
  static let notes = 100_000

  /// What was measured, in seconds.
  struct Measured {
    /// One edit and its step.
    var step: Double
    /// `git colleague runs`.
    var list: Double
    /// A sweep of a repository whose one issue is settled.
    var sweep: Double
    /// Putting a note on a commit.
    var note: Double
  }

  /// A bench that makes a repository of 100 files in a folder of its own.
  init(in place: BenchPlace, rounds: Int) throws {
    self.place = place
    directory = place.directory + "/growth"
    try BenchProcess(["mkdir", "-p", directory]).run()
    repository = try BenchRepository(files: 100, in: directory, of: place)
    self.rounds = rounds
  }

  /// Measures young, lets it grow, measures again.
  func measured() async throws -> (young: Measured, old: Measured) {
    try repository.configure("issues", "issue.md")
    try SmallFile.write("# Nothing\n", to: repository.path + "/issue.md")
    try BenchProcess(["git", "add", "-A"], in: repository.path).run()
    try BenchProcess(["git", "commit", "-qm", "issue"], in: repository.path).run()
    try BenchProcess(
      [place.program, "sweep", "--quiet", "--policy", "repair"], in: repository.path
    ).run()
    let young = try await measuredOnce()
    try grow()
    return (young, try await measuredOnce())
  }

  private func measuredOnce() async throws -> Measured {
    var measured = Measured(step: 0, list: 0, sweep: 0, note: 0)
    measured.step = try await RecordedStep(on: repository).seconds(rounds: rounds)
    measured.list = try time([place.program, "runs"])
    measured.sweep = try time([place.program, "sweep", "--quiet"])
    let handle = try Repository(discovering: repository.path, environment: [:])
    let signature = BenchRepository.author.signature(at: 1_700_000_000)
    let commit = try repository.run(test: nil).base
    var times: [Double] = []
    for round in 0...rounds {
      let start = ContinuousClock.now
      try handle.addNote(
        on: commit, text: Redactor()("note \(round)\n" as Outgoing), ref: RefNames.notes,
        signature: signature)
      times.append((.now - start) / .seconds(1))
    }
    measured.note = median(times.dropFirst())
    return measured
  }

  private func time(_ command: [String]) throws -> Double {
    var times: [Double] = []
    for _ in 0...rounds {
      times.append(try BenchProcess(command, in: repository.path).run().seconds)
    }
    return median(times.dropFirst())
  }

  /// Brings in what years of work would have left, by git's own importer.
  private func grow() throws {
    let file = directory + "/history"
    guard let stream = fopen(file, "we") else { throw BenchError(system: "write \(file)") }
    func put(_ text: String) { fputs(text, stream) }
    func data(_ text: String) -> String { "data \(text.utf8.count)\n\(text)\n" }
    func commit(_ ref: String, mark: Int? = nil, _ subject: String) -> String {
      "commit \(ref)\n" + (mark.map { "mark :\($0)\n" } ?? "")
        + "committer Bench <bench@localhost> 1700000000 +0000\n" + data(subject)
    }
    let run = try repository.run(test: nil)
    for number in 0..<GrowthBench.runs {
      var record = RunRecord(beginning: run)
      record.run.id = GrowthBench.id(number)
      record.phase = .ended
      record.outcome = .unresolved
      let text = GrowthBench.json(ArchivedRun(record, tip: run.base))
      put(commit("refs/bench/run", mark: number + 1, "outcome: unresolved"))
      put("M 100644 inline run.json\n" + data(text))
      put(commit(RefNames.archive, "\(record.run.id)"))
      put("merge :\(number + 1)\n")
      put("M 100644 inline \(ArchivedRun.path(of: record.run.id))\n" + data(text))
    }
    put(commit(RefNames.settled, "settled"))
    for number in 0..<GrowthBench.runs {
      let key = GrowthBench.key(number)
      var entry = QueueEntry(key: key, issue: run.issue, trigger: .cron, added: number)
      entry.state = .settled
      put("M 100644 inline \(key.prefix(2))/\(key.dropFirst(2))\n" + data(GrowthBench.json(entry)))
    }
    put(commit(RefNames.notes, "notes"))
    put("from \(RefNames.notes)^0\n")
    for number in 0..<GrowthBench.notes {
      let key = GrowthBench.key(number)
      put("M 100644 inline \(key.prefix(2))/\(key.dropFirst(2))\n" + data("note \(number)"))
    }
    fclose(stream)
    let script = "git fast-import --quiet < \(file) && git update-ref -d refs/bench/run"
    try BenchProcess(["sh", "-c", script], in: repository.path).run()
  }

  /// A run's name, a new day every hundred runs.
  private static func id(_ number: Int) -> RunID {
    var generator = SystemRandomNumberGenerator()
    return RunID(
      slug: Slug("bench"), time: 1_672_531_200 + number / 100 * 86_400, using: &generator)
  }

  /// Forty digits, spread out like a hash's.
  private static func key(_ number: Int) -> String {
    var digits = ""
    var value = UInt64(number)
    while digits.count < 40 {
      value = (value ^ (value >> 29)) &* 0xbf58_476d_1ce4_e5b9 &+ 0x9e37_79b9_7f4a_7c15
      let text = String(value, radix: 16)
      digits += String(repeating: "0", count: 16 - text.count) + text
    }
    return String(digits.prefix(40))
  }

  private static func json(_ value: some Encodable) -> String {
    String(decoding: (try? JSONEncoder().encode(value)) ?? Data(), as: UTF8.self)
  }
}
