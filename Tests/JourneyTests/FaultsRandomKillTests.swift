import Support
import Testing

@Suite(
  "Faults: the built program, killed at random", .needs("a C compiler", Fault.isThere),
  .timeLimit(.minutes(10)), .ownThreads)
struct FaultsRandomKillTests {
  /// The moments are drawn from a seed; how far the runs have come by then is the machine's.
  @Test func `F01 two hundred random kills, each taken up, lose, double and leave nothing`()
    async throws
  {
    let table = try await withThrowingTaskGroup(of: KillTable.self) { lanes in
      for seed in 1...4 as ClosedRange<UInt64> {
        lanes.addTask {
          var work = KilledWork(files: Buggy.shell, issue: Grading.issue)
          if seed > 1 { work.say = { Grading.say($0) } }
          var kills = try RandomKills(seed: seed, of: work)
          try kills.kill(seed > 1 ? 56 : 32)
          return kills.table
        }
      }
      var table = KillTable()
      for try await lane in lanes { table.add(lane) }
      return table
    }
    print(table.text)
    #expect(table.total == 200)
    #expect(table.findings == 0, "\n\(table.text)")
  }

  @Test
  func
    `F01 forty kills while four patches or their review are split and delivered leave both whole`()
    throws
  {
    let work = KilledWork(
      files: MixedWork.project, issue: MixedWork.issue,
      comment: "The discount must not be above one.\n", isKilledLate: true,
      say: { MixedWork.say($0, reviewing: MixedWork.revision()) })
    var kills = try RandomKills(seed: 5, of: work)
    try kills.kill(40)
    print(kills.table.text)
    #expect(kills.table.total == 40)
    #expect(kills.table.findings == 0, "\n\(kills.table.text)")
  }
}
