import Foundation
import Loopback
import Support
import Testing

/// What a kill met a run at.
enum KillMoment: String, CaseIterable, Sendable {
  case beforeFirst = "before the first step"
  case between = "between steps"
  case inCommand = "in a command"
  case delivering = "delivering"
  case after = "after the end"

  /// The moment that the last event told of.
  ///
  /// - Parameter events: What the killed process printed, one event a line.
  /// - Parameter hasSteps: Whether earlier processes have kept steps of the run.
  init(after events: [String], hasSteps: Bool) {
    let last = events.last ?? ""
    let commands = ["\"test\"", "\"trial\"", "\"run\""]
    if last.contains(#""event":"run.ended""#) {
      self = .after
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
    case fsck, lost, doubled, rewritten, processes, mounts, locks, folders, tree
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

/// Runs that are killed again and again at random moments, and taken up until they end.
struct RandomKills {
  private let model: ScriptedModel?
  private let tree: String
  private let events: Int
  private var generator: SeededGenerator
  private(set) var table = KillTable()

  /// Has one run end undisturbed, to know its tree and what it tells of.
  ///
  /// - Parameter asksModel: Whether a model decides, and not the policy that is built in.
  init(seed: UInt64, asksModel: Bool) throws {
    generator = SeededGenerator(seed: seed)
    model = asksModel ? try ScriptedModel { Grading.say($0) } : nil
    let journey = try RandomKills.journey(model)
    let ended = try journey.colleague(
      "work", "--json", "--quiet", try journey.issue(Grading.issue), adding: try unsynced(journey))
    #expect(ended.status == 0, "\(ended.errors)")
    events = ended.output.split(separator: "\n").count
    tree = try RandomKills.tree(of: journey)
  }

  /// Kills `count` times, in as many runs as it takes.
  mutating func kill(_ count: Int) throws {
    while table.total < count { try killOneRun(upTo: count) }
    model?.server.stop()
  }

  private static func journey(_ model: ScriptedModel?) throws -> Journey {
    let journey = try Journey(Buggy.shell, inMemory: true)
    if let model { try journey.use(model) }
    return journey
  }

  private mutating func killOneRun(upTo count: Int) throws {
    let journey = try RandomKills.journey(model)
    let start = ["work", "--json", "--quiet", try journey.issue(Grading.issue)]
    var arguments = start
    var kept: [Int] = []
    var blobs: [Int: String] = [:]
    var moment = KillMoment.beforeFirst
    while true {
      let work = try journey.start(arguments, adding: try unsynced(journey))
      if table.total < count { kill(work, toCome: events - 3 * kept.count) }
      let ended = try work.wait()
      let events = ended.output.split(separator: "\n").map(String.init)
      let numbers = events.compactMap(keptStep)
      table.add(.doubled, at: moment, numbers.filter(kept.contains).count)
      guard ended.status == 137 else {
        #expect(ended.status == 0 || ended.status == 3, "\(arguments): \(ended)")
        break
      }
      moment = KillMoment(after: events, hasSteps: !kept.isEmpty)
      table.add(moment)
      kept += numbers
      try look(at: journey, kept: kept, &blobs, moment)
      let run = try journey.refs("refs/colleague/runs/").first
      let id = run.map { String($0.dropFirst("refs/colleague/runs/".count)) }
      arguments = id.map { ["resume", "--json", "--quiet", $0] } ?? start
    }
    try lookAtEnd(of: journey, moment)
    table.endRun()
  }

  /// Kills the process some milliseconds after it has told of some event, both drawn at random.
  private mutating func kill(_ work: Running, toCome count: Int) {
    let event = Int.random(in: 0...max(1, count), using: &generator)
    let pause = UInt32.random(in: 0...20_000, using: &generator)
    while work.isRunning, work.outputSoFar.count(where: { $0 == "\n" }) < event { usleep(3_000) }
    usleep(pause)
    Foundation.kill(work.id, SIGKILL)
  }

  /// Looks at the repository and the machine after a kill.
  private mutating func look(
    at journey: Journey, kept: [Int], _ blobs: inout [Int: String], _ moment: KillMoment
  ) throws {
    if (try? journey.repository.git("fsck", "--strict", "--no-dangling")) != "" {
      table.add(.fsck, at: moment)
    }
    var found: [Int: String] = [:]
    if let ref = try journey.refs("refs/colleague/runs/").first {
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
    for _ in 0..<100 where processes(in: place) > 0 { usleep(50_000) }
    table.add(.processes, at: moment, processes(in: place))
    table.add(.mounts, at: moment, mounts(of: place))
  }

  /// In how many mount namespaces of the machine something below `place` is mounted: overlays are in one of their
  /// own, which lives as long as a process in it does.
  private func mounts(of place: String) -> Int {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.count { name in
      guard Int32(name) != nil,
        let text = try? String(contentsOfFile: "/proc/\(name)/mounts", encoding: .utf8)
      else { return false }
      return text.contains(place)
    }
  }

  /// Looks at what a run that has ended leaves, `moment` being that of its last kill.
  private mutating func lookAtEnd(of journey: Journey, _ moment: KillMoment) throws {
    if try RandomKills.tree(of: journey) != tree { table.add(.tree, at: moment) }
    table.add(.folders, at: moment, try journey.leftovers().count)
    let refs = journey.repository.path + "/.git/refs"
    let files = try FileManager.default.subpathsOfDirectory(atPath: refs)
    table.add(.locks, at: moment, files.count { $0.hasSuffix(".lock") })
    if (try? journey.repository.git("fsck", "--strict", "--no-dangling")) != "" {
      table.add(.fsck, at: moment)
    }
  }

  /// The tree of the one branch that was delivered; nothing where there are more or none.
  private static func tree(of journey: Journey) throws -> String {
    let branches = try journey.refs("refs/heads/colleague/")
    guard let branch = branches.first, branches.count == 1 else { return "" }
    return try journey.repository.git("rev-parse", branch + "^{tree}")
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

/// How many processes of the machine work in `place` or name it.
func processes(in place: String) -> Int { processIDs(in: place).count }

/// The processes of the machine that work in `place` or name it, the caller left out.
func processIDs(in place: String) -> [Int32] {
  let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
  return all.compactMap(Int32.init).filter { id in
    guard id != getpid() else { return false }
    let line = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") ?? Data()
    if String(decoding: line, as: UTF8.self).contains(place) { return true }
    let folder = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/cwd")
    return folder?.hasPrefix(place) ?? false
  }
}
