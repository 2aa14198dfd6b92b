import Foundation
import Loopback
import Support
import Testing

/// What a kill met a run at.
enum KillMoment: String, CaseIterable, Sendable {
  case beforeFirst = "before the first step"
  case between = "between steps"
  case inCommand = "in a command"
  case splitting = "splitting the change"
  case delivering = "delivering"
  case after = "after the end"

  /// The moment that the last event shows.
  ///
  /// - Parameter events: What the killed process printed, one event a line.
  /// - Parameter hasSteps: Whether earlier processes have kept steps of the run.
  init(after events: [String], hasSteps: Bool) {
    let last = events.last ?? ""
    let commands = ["\"test\"", "\"trial\"", "\"run\""]
    if last.contains(#""event":"run.ended""#) {
      self = .after
    } else if last.contains(#""action":"arrange""#) {
      self = last.contains("step.started") ? .splitting : .delivering
    } else if last.contains(#""scope":"verdict""#) {
      self = .delivering
    } else if last.contains(#""event":"step.started""#),
      commands.contains(where: { last.contains("\"action\":\($0)") })
    {
      self = .inCommand
    } else {
      self = hasSteps || last.contains("step.") ? .between : .beforeFirst
    }
  }
}

/// What was found after kills, counted.
struct KillTable: Sendable {
  /// What may be found.
  enum Finding: String, CaseIterable, Sendable {
    case fsck, lost, doubled, rewritten, processes, mounts, locks, folders, series
  }

  private(set) var kills: [KillMoment: Int] = [:]
  private(set) var found: [KillMoment: [Finding: Int]] = [:]
  private(set) var runs = 0

  /// How many kills there were.
  var total: Int { kills.values.reduce(0, +) }

  /// All that was found.
  var findings: Int { found.values.reduce(0) { $0 + $1.values.reduce(0, +) } }

  mutating func add(_ moment: KillMoment) { kills[moment, default: 0] += 1 }

  mutating func endRun() { runs += 1 }

  mutating func add(_ finding: Finding, at moment: KillMoment, _ count: Int = 1) {
    if count > 0 { found[moment, default: [:]][finding, default: 0] += count }
  }

  mutating func add(_ other: KillTable) {
    kills.merge(other.kills, uniquingKeysWith: +)
    for (moment, findings) in other.found {
      for (finding, count) in findings { add(finding, at: moment, count) }
    }
    runs += other.runs
  }

  /// The table as text.
  var text: String {
    func cell(_ text: String) -> String {
      String(repeating: " ", count: max(1, 11 - text.count)) + text
    }
    let head = ["kills"] + Finding.allCases.map(\.rawValue)
    var lines = [String(repeating: " ", count: 22) + head.map(cell).joined()]
    for moment in KillMoment.allCases {
      let name = moment.rawValue
      let numbers =
        [kills[moment] ?? 0] + Finding.allCases.map { found[moment]?[$0] ?? 0 }
      lines.append(
        name + String(repeating: " ", count: 22 - name.count)
          + numbers.map { cell("\($0)") }.joined())
    }
    return lines.joined(separator: "\n") + "\n\(total) kills in \(runs) runs\n"
  }
}

/// Work that is killed again and again.
struct KilledWork: Sendable {
  /// The project.
  var files: [String: String]
  /// What is to be done in it.
  var issue: String
  /// A review of what was delivered, which is killed as well.
  var comment: String?
  /// Whether the kills come only once all is done that a policy decides: at the verdict, the split into
  /// patches, the delivery.
  var isKilledLate = false
  /// What the model says; without one the policy that is built in decides.
  var say: (@Sendable (ScriptedModel.Turn) -> ScriptedModel.Say?)?

  /// The commands, one after the other; the last argument of each is a file.
  fileprivate func commands(in journey: Journey) throws -> [[String]] {
    let issue = ["work", "--json", "--quiet", try journey.issue(issue)]
    guard let comment else { return [issue] }
    try journey.repository.directory.write(comment, to: "comment.md")
    let file = journey.repository.directory.path + "/comment.md"
    return [issue, ["review", "--json", "--quiet", "", file]]
  }
}

/// Runs that are killed again and again at random moments, and taken up until they end.
struct RandomKills {
  private let work: KilledWork
  private let model: ScriptedModel?
  private var generator: SeededGenerator
  /// How many events each command tells of when nothing disturbs it.
  private var events: [Int] = []
  /// What the patches are after each command; see `patches(of:)`.
  private var series: [[String]] = []
  private(set) var table = KillTable()

  /// Has the work end undisturbed, to know what it comes to and what it tells of.
  init(seed: UInt64, of work: KilledWork) throws {
    self.work = work
    generator = SeededGenerator(seed: seed)
    model = try work.say.map { say in try ScriptedModel(script: say) }
    let journey = try newJourney()
    for command in try work.commands(in: journey) {
      let ended = try journey.start(
        try arguments(command, in: journey), adding: try unsynced(journey)
      ).wait()
      #expect(ended.status == 0, "\(ended.errors)")
      events.append(ended.output.split(separator: "\n").count)
      series.append(try patches(of: journey))
    }
  }

  /// Kills `count` times, in as many runs as it takes.
  mutating func kill(_ count: Int) throws {
    // A run may end before it is met; that most of them do is a fault.
    while table.total < count, table.runs < 4 * count { try killOnce(upTo: count) }
    model?.server.stop()
  }

  private func newJourney() throws -> Journey {
    let journey = try Journey(work.files, inMemory: true)
    if let model { try journey.use(model) }
    return journey
  }

  /// The command with the branch it is about, where it is about one.
  private func arguments(_ command: [String], in journey: Journey) throws -> [String] {
    guard command.contains("") else { return command }
    let branch = try #require(try journey.refs("refs/heads/colleague/").first)
    return command.map { $0.isEmpty ? branch : $0 }
  }

  /// Has the work done once, in the midst of kills.
  private mutating func killOnce(upTo count: Int) throws {
    let journey = try newJourney()
    for (place, command) in try work.commands(in: journey).enumerated() {
      let known = Set(try journey.refs("refs/colleague/runs/"))
      let start = try arguments(command, in: journey)
      let moment = try killOneRun(start, place, in: journey, beside: known, upTo: count)
      try lookAtEnd(of: journey, place, moment)
      table.endRun()
    }
  }

  /// Kills one command's run until `count` is reached or it ends, and returns the moment of the last kill.
  private mutating func killOneRun(
    _ start: [String], _ place: Int, in journey: Journey, beside known: Set<String>,
    upTo count: Int
  ) throws -> KillMoment {
    var arguments = start
    var kept: [Int] = []
    var blobs: [Int: String] = [:]
    var moment = KillMoment.beforeFirst
    while true {
      try #require(kept.count < 1000 && table.total <= count, "the run does not end")
      let process = try journey.start(arguments, adding: try unsynced(journey))
      if table.total < count { kill(process, toCome: events[place] - 3 * kept.count) }
      let ended = try process.wait()
      let told = ended.output.split(separator: "\n").map(String.init)
      let numbers = told.compactMap(keptStep)
      table.add(.doubled, at: moment, numbers.filter(kept.contains).count)
      guard ended.status == 137 else {
        #expect(ended.status == 0 || ended.status == 3, "\(arguments): \(ended)")
        return moment
      }
      moment = KillMoment(after: told, hasSteps: !kept.isEmpty)
      table.add(moment)
      kept += numbers
      let run = try journey.refs("refs/colleague/runs/").first { !known.contains($0) }
      try look(at: journey, run, kept: kept, &blobs, moment)
      let id = run.map { name in String(name.dropFirst("refs/colleague/runs/".count)) }
      arguments = id.map { ["resume", "--json", "--quiet", $0] } ?? start
    }
  }

  /// Kills the process some milliseconds after it has printed some event, both drawn at random.
  private mutating func kill(_ process: Running, toCome count: Int) {
    let first = work.isKilledLate ? max(0, count - 6) : 0
    let event = Int.random(in: first...max(first + 1, count), using: &generator)
    let pause = UInt32.random(in: 0...(work.isKilledLate ? 300_000 : 20_000), using: &generator)
    eventually("the program has printed \(event) events", lookingEvery: .milliseconds(3)) {
      !process.isRunning || process.linesSoFar >= event
    }
    usleep(pause)
    Foundation.kill(process.id, SIGKILL)
  }

  /// Looks at the repository and the machine after a kill.
  private mutating func look(
    at journey: Journey, _ run: String?, kept: [Int], _ blobs: inout [Int: String],
    _ moment: KillMoment
  ) throws {
    if (try? journey.repository.git("fsck", "--strict", "--no-dangling")) != "" {
      table.add(.fsck, at: moment)
    }
    var found: [Int: String] = [:]
    if let ref = run {
      let lines = (try? journey.repository.git("ls-tree", "\(ref):steps")) ?? ""
      for line in lines.split(separator: "\n") {
        let words = line.split(whereSeparator: \.isWhitespace)
        if let number = Int(words[3].prefix(4)) { found[number] = String(words[2]) }
      }
    }
    table.add(.lost, at: moment, Set(kept).subtracting(found.keys).count)
    table.add(.rewritten, at: moment, blobs.count { found[$0.key] != $0.value })
    blobs = found
    let place = journey.repository.directory.path
    eventually("nothing of the killed program is at work in \(place)") {
      Processes.naming(place).isEmpty
    }
    table.add(.processes, at: moment, Processes.naming(place).count)
    // Overlays are in a namespace of their own, which lives as long as a process in it does.
    table.add(.mounts, at: moment, Processes.mounting(place).count)
  }

  /// Looks at what a command's run that has ended leaves, `moment` being that of its last kill.
  private mutating func lookAtEnd(
    of journey: Journey, _ place: Int, _ moment: KillMoment
  ) throws {
    if try patches(of: journey) != series[place] { table.add(.series, at: moment) }
    table.add(.folders, at: moment, try journey.leftovers().count)
    let refs = journey.repository.path + "/.git/refs"
    let files = try FileManager.default.subpathsOfDirectory(atPath: refs)
    table.add(.locks, at: moment, files.count { $0.hasSuffix(".lock") })
    if (try? journey.repository.git("fsck", "--strict", "--no-dangling")) != "" {
      table.add(.fsck, at: moment)
    }
  }

  /// The tree and the subject of each patch on the one branch that was delivered, and whether it lacks its note;
  /// nothing where there are more branches or none.
  private func patches(of journey: Journey) throws -> [String] {
    let branches = try journey.refs("refs/heads/colleague/")
    guard let branch = branches.first, branches.count == 1 else { return [] }
    let noted = Set(
      try journey.repository.git("notes", "--ref=colleague", "list").split(separator: "\n")
        .compactMap { $0.split(separator: " ").last })
    return try journey.repository.git(
      "log", "--reverse", "--format=%H %T %s", "main..\(branch)"
    ).split(separator: "\n").map { line in
      "\(line.dropFirst(41))\(noted.contains(line.prefix(40)) ? "" : ", without a note")"
    }
  }

  private func keptStep(_ event: String) -> Int? {
    guard event.contains(#""event":"step.kept""#),
      let object = try? JSONSerialization.jsonObject(with: Data(event.utf8)) as? [String: Any]
    else { return nil }
    return object["step"] as? Int
  }
}

/// A model that mends the shell project in the fewest steps.
enum Grading {
  static let issue = "# Grade 50 does not pass\n"

  /// What is said; the edit is the step of this number.
  static func say(
    _ turn: ScriptedModel.Turn, mendedAt step: Int = 2
  ) -> ScriptedModel.Say? {
    guard turn.kind == .choice else { return nil }
    let edit = ["path": "grade.sh", "search": "-gt 50", "replacement": "-ge 50"]
    return switch turn.step {
    case step: .call("edit", json(["edits": [edit], "why": "Fifty passes."]))
    case step + 1: .call("test", "{}")
    default:
      .call(
        "finish",
        json(["claim": "resolved", "subject": "let fifty pass", "why": "The bound was exclusive."]))
    }
  }
}

/// The variables that make syncs cost nothing: the machine goes on when a process is killed.
private func unsynced(_ journey: Journey) throws -> [String: String] {
  try Fault().variables(
    for: "git-colleague", under: [journey.repository.path + "/.git"],
    keeping: journey.repository.directory)
}
