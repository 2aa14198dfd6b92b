import Support
import Testing

@Suite("Faults: the built program, killed at random", .enabled(if: Fault.isThere))
struct FaultsRandomKillTests {
  /// The moments are drawn from a seed; how far the runs have come by then is the machine's.
  @Test("F01 two hundred random kills, each taken up, lose, double and leave nothing")
  func kills() async throws {
    let table = try await withThrowingTaskGroup(of: KillTable.self) { lanes in
      for seed in 1...4 as ClosedRange<UInt64> {
        lanes.addTask {
          var kills = try RandomKills(seed: seed, asksModel: seed > 1)
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
}
