import Support
import Testing
import Vocabulary

@testable import Provenance

@Suite("What people did with a series")
struct MergeStatusReadingTests {
  private let run: RunID = "20260101-sum-0123456789ab"

  /// A change of `a.py` from some lines to others, with a patch id made of both.
  private func change(
    _ removed: [String], to added: [String], at path: String = "a.py", isKnown: Bool = true
  ) -> PatchFingerprint {
    var bytes = [UInt8](repeating: 0, count: 20)
    let text = (removed + ["/"] + added).joined().utf8.filter { $0 > 0x20 }
    for (index, byte) in text.enumerated() {
      bytes[index % 20] = bytes[index % 20] &* 31 &+ byte
    }
    return PatchFingerprint(
      patchID: isKnown ? ObjectID(bytes: bytes) : nil, exact: nil,
      files: [.init(path: path, added: added, removed: removed)])
  }

  private func seen(
    _ number: UInt8, _ fingerprint: PatchFingerprint?, runs: [RunID] = [],
    by author: String = "Ada 1"
  ) -> UpstreamCommit {
    UpstreamCommit(id: tree(number), runs: runs, authorship: author, fingerprint: fingerprint)
  }

  private let first = (old: ["start = 1"], new: ["start = 0", "count = 1"])
  private let second = (old: ["stop = 8"], new: ["stop = 9"])

  /// Two patches, 101 and 102.
  private var series: SeriesFingerprint {
    let patches = [change(first.old, to: first.new), change(second.old, to: second.new)]
    return SeriesFingerprint(
      run: run,
      patches: [
        .init(id: tree(101), authorship: "Colleague 1", fingerprint: patches[0]),
        .init(id: tree(102), authorship: "Colleague 2", fingerprint: patches[1]),
      ], whole: change(first.old + second.old, to: first.new + second.new))
  }

  /// One patch, 101.
  private var short: SeriesFingerprint {
    var short = series
    short.patches.removeLast()
    short.whole = short.patches[0].fingerprint
    return short
  }

  private func mergedCommit(_ commit: UInt8, _ patches: UInt8..., isExact: Bool = true)
    -> MergeStatus.MergedCommit
  {
    MergeStatus.MergedCommit(tree(commit), of: patches.map(tree), isExact: isExact)
  }

  @Test func `without any commit, the series' own branch decides`() {
    let open = MergeStatusReading(of: series, in: [], own: .present)
    #expect(open.word == .open && open.how == nil && open.mergedCommits.isEmpty)
    let gone = MergeStatusReading(of: series, in: [], own: .gone)
    #expect(gone.word == .rejected && gone.how == .removed)
    let old = MergeStatusReading(of: series, in: [], own: .superseded)
    #expect(old.word == .rejected && old.how == .superseded)
  }

  @Test func `the last patch itself means all of it, as delivered`() {
    let reading = MergeStatusReading(of: series, in: [seen(102, nil)], own: .gone)
    #expect(reading == MergeStatusReading(merged: [tree(101), tree(102)]))
    #expect(reading.how == .asDelivered)
  }

  @Test
  func `a copy of each patch is a rebase, in whatever order they came and whatever lies between`() {
    let commits = [
      seen(3, change(second.old, to: second.new)), seen(4, change(["x"], to: ["y"])),
      seen(5, change(first.old, to: first.new)),
    ]
    let reading = MergeStatusReading(of: series, in: commits, own: .present)
    #expect(reading.word == .merged && reading.how == .rebased)
    #expect(reading.mergedCommits == [mergedCommit(5, 101), mergedCommit(3, 102)])
  }

  @Test func `one commit that changes what all patches do is a squash`() {
    let commits = [seen(3, series.whole), seen(4, series.whole)]
    let reading = MergeStatusReading(of: series, in: commits, own: .present)
    #expect(reading.word == .merged && reading.how == .squashed)
    #expect(reading.mergedCommits == [mergedCommit(3, 101, 102)])
  }

  @Test func `a copy of a single patch that names another author or time is a squash`() {
    let print = short.whole
    let copied = MergeStatusReading(
      of: short, in: [seen(3, print, by: "Colleague 1")], own: .present)
    #expect(copied.word == .merged && copied.how == .rebased)
    let squashed = MergeStatusReading(of: short, in: [seen(3, print)], own: .present)
    #expect(squashed.word == .merged && squashed.how == .squashed)
  }

  @Test
  func `one patch of two is a part: open as long as the branch is there, edited when it goes`() {
    let commits = [seen(3, change(first.old, to: first.new))]
    let open = MergeStatusReading(of: series, in: commits, own: .present)
    #expect(
      open.word == .open && open.how == .partly && open.mergedCommits == [mergedCommit(3, 101)])
    let edited = MergeStatusReading(of: series, in: commits, own: .gone)
    #expect(edited.word == .edited && edited.how == .partly)
    #expect(edited.changes == [.init(path: "a.py", added: 1, removed: 1)])
  }

  @Test
  func
    `a commit that names the run and changes something else is edited, by the lines that differ`()
  {
    let theirs = change(first.old + ["print(1)"], to: ["start = 0", "count = 2", "# why"])
    let reading = MergeStatusReading(of: short, in: [seen(3, theirs, runs: [run])], own: .present)
    #expect(reading.word == .edited && reading.how == .reworked)
    #expect(reading.mergedCommits == [mergedCommit(3, 101, isExact: false)])
    // `count = 2` and `# why` stand there, `count = 1` and `print(1)` do not.
    #expect(reading.changes == [.init(path: "a.py", added: 2, removed: 2)])
  }

  @Test func `a commit that names another run is that run's, even where it changes the same`() {
    let other = seen(3, short.whole, runs: ["20260101-sum-ba9876543210"])
    #expect(MergeStatusReading(of: short, in: [other], own: .present).word == .open)
    let both = seen(3, short.whole, runs: ["20260101-sum-ba9876543210", run])
    #expect(MergeStatusReading(of: short, in: [both], own: .present).word == .merged)
  }

  @Test func `without a name, six tenths of the added lines are enough and half of them are not`() {
    let ten = (0..<10).map { "value \($0)" }
    let patch = change(["old"], to: ten)
    let series = SeriesFingerprint(
      run: run, patches: [.init(id: tree(101), authorship: "Colleague 1", fingerprint: patch)],
      whole: patch)
    func word(_ count: Int, removing removed: [String] = ["old"]) -> MergeStatus.Word {
      let theirs = change(removed, to: Array(ten.prefix(count)) + ["another"])
      return MergeStatusReading(of: series, in: [seen(3, theirs)], own: .present).word
    }
    #expect(word(5) == .open)
    #expect(word(6) == .edited)
    // The same lines elsewhere in the file have not come from ours.
    #expect(word(6, removing: []) == .open)
    // Two commits together are as good.
    let halves = [
      seen(3, change(["old"], to: Array(ten.prefix(3)))),
      seen(4, change(["old"], to: Array(ten.dropFirst(3).prefix(3)))),
    ]
    let reading = MergeStatusReading(of: series, in: halves, own: .present)
    #expect(reading.word == .edited && reading.mergedCommits.map(\.commit) == [tree(3), tree(4)])
  }

  @Test func `lines that say nothing make no series, and those of another file do not count`() {
    let patch = change(["{", "old"], to: ["}", "", ")", "value = 1"])
    let series = SeriesFingerprint(
      run: run, patches: [.init(id: tree(101), authorship: "Colleague 1", fingerprint: patch)],
      whole: patch)
    let brackets = change(["old"], to: ["}", "", ")"])
    #expect(MergeStatusReading(of: series, in: [seen(3, brackets)], own: .present).word == .open)
    let elsewhere = change(["{", "old"], to: ["value = 1"], at: "b.py")
    #expect(MergeStatusReading(of: series, in: [seen(3, elsewhere)], own: .present).word == .open)
  }

  @Test func `equal patch ids with lines of other white space are not the same`() {
    let theirs = change(first.old, to: first.new.map { "  " + $0 })
    #expect(theirs.patchID == short.whole.patchID)
    let reading = MergeStatusReading(of: short, in: [seen(3, theirs)], own: .present)
    #expect(
      reading.word == .edited && reading.changes == [.init(path: "a.py", added: 2, removed: 2)])
  }

  @Test func `a change without a patch id is found by its exact files alone`() {
    var binary = PatchFingerprint(patchID: nil, exact: tree(7), files: [])
    var series = short
    (series.patches[0].fingerprint, series.whole) = (binary, binary)
    #expect(MergeStatusReading(of: series, in: [seen(3, binary)], own: .present).word == .merged)
    binary.exact = tree(8)
    #expect(MergeStatusReading(of: series, in: [seen(3, binary)], own: .present).word == .open)
  }

  @Test func `a series that only takes lines away is found by those`() {
    let lines = (0..<5).map { "value \($0)" }
    let patch = change(lines, to: [])
    let series = SeriesFingerprint(
      run: run, patches: [.init(id: tree(101), authorship: "Colleague 1", fingerprint: patch)],
      whole: patch)
    let most = change(Array(lines.prefix(3)), to: ["kept"])
    #expect(MergeStatusReading(of: series, in: [seen(3, most)], own: .present).word == .edited)
    let few = change(Array(lines.prefix(2)), to: ["kept"])
    #expect(MergeStatusReading(of: series, in: [seen(3, few)], own: .present).word == .open)
  }
}
