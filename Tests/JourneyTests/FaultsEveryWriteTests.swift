import Foundation
import Support
import Testing

/// A run of three steps with its delivery, kept by the trail itself: every call of it that changes the
/// repository is met once by each fault. F09's two causes meet every seventh, since F07 and F08 go the
/// same way.
@Suite(
  "Faults: at every write of a trail", .needs("a C compiler", Fault.isThere),
  .timeLimit(.minutes(10)), .ownThreads)
struct FaultsEveryWriteTests {
  @Test
  func `F01 a trail killed at any of its writes goes on to the same refs, and no step is twice`()
    throws
  {
    try every(Fault(.kill)) { copy, place in
      #expect(copy.status == 137 && copy.fsck == "", "\(place)")
    }
  }

  @Test(arguments: [Fault.Deed.losePower, .tear, .mix(1)])
  func `F05 a trail that loses power at any of its writes keeps each step it said was kept`(
    deed: Fault.Deed
  ) throws {
    // What is torn is no concern of git's before the run is taken up; what is lost is none ever.
    try every(Fault(deed), isChecked: false) { copy, place in
      #expect(copy.status == 137, "\(place)")
    }
  }

  @Test
  func
    `F07 a trail on a disk that is full from any write on stops, and goes on when there is space`()
    throws
  { try failing(ENOSPC) }

  @Test
  func `F08 a trail on a disk that fails from any write on stops, and goes on when it is mended`()
    throws
  { try failing(EIO) }

  @Test(arguments: [(EDQUOT, 3), (EROFS, 5)])
  func `F09 a trail over its quota, or read-only from some write on, stops and goes on later`(
    cause: Int32, first: Int
  ) throws { try failing(cause, first: first, by: 7) }

  @Test func `F08 a sync that fails once ends the run: nothing is said to be kept after it`() throws
  {
    let trail = try FaultyTrail()
    let syncs = trail.calls.indices.filter {
      trail.calls[$0].hasPrefix("sync") || trail.calls[$0].hasPrefix("fsync")
    }
    #expect(syncs.count > 16)
    try every(Fault(.failOnce(EIO)), of: trail, calls: syncs.map { $0 + 1 }) { copy, place in
      #expect(copy.status == 128 && copy.words.contains("errno: \(EIO)"), "\(place)")
    }
  }

  @Test func `F08 a read that fails ends the run, and the next one goes on`() throws {
    var fault = Fault(.fail(EIO))
    fault.countsReads = true
    let trail = try FaultyTrail(reading: true)
    #expect(trail.calls.count > 20)
    try every(fault, of: trail, calls: Array(1...trail.calls.count)) { copy, place in
      #expect(copy.status == 128, "\(place)")
      #expect(copy.fsck == "", "\(place)")
    }
  }

  private func failing(_ cause: Int32, first: Int = 1, by step: Int = 1) throws {
    let trail = try FaultyTrail()
    let calls = Array(stride(from: first, through: trail.calls.count, by: step))
    try every(Fault(.fail(cause)), of: trail, calls: calls) { copy, place in
      #expect(copy.fsck == "", "\(place)")
      // A read-only disk refuses no sync, and that is all the last calls are.
      if cause == EROFS, copy.status == 0 { return }
      #expect(copy.status == 128 && copy.words.contains("errno: \(cause)"), "\(place)")
    }
  }

  private func every(
    _ fault: Fault, isChecked: Bool = true, _ check: (FaultyTrail.Copy, String) -> Void
  ) throws {
    let trail = try FaultyTrail()
    #expect(trail.calls.count > 200)
    let calls = Array(1...trail.calls.count)
    try every(fault, of: trail, calls: calls, isChecked: isChecked, check)
  }

  /// Has the fault happen at each of these calls, has all taken up, and compares with a run that nothing
  /// disturbed: the refs, the steps in them, the dates, all are the same to the byte.
  private func every(
    _ fault: Fault, of trail: FaultyTrail, calls: [Int], isChecked: Bool = true,
    _ check: (FaultyTrail.Copy, String) -> Void
  ) throws {
    let place = try TemporaryDirectory(inMemory: true)
    var fault = fault
    fault.call = 1
    for copy in try trail.copies(calls, in: place, fault, isChecked: isChecked) {
      let words = "\(copy.call) \(trail.calls[copy.call - 1]): \(copy.words)"
      check(copy, words)
      #expect(copy.end == "ended", "\(words): \(copy.end)")
      let isFound = copy.found == copy.kept || copy.found == copy.kept + 1
      #expect(isFound, "\(words): \(String(describing: copy.found)), not \(copy.kept)")
      #expect(copy.lastFsck == "", "\(words)")
      #expect(copy.refs == trail.refs, "\(words)")
    }
  }
}
