import Git
import Records
import Repair
import Support
import Testing
import Vocabulary

@testable import Memory

@Suite("What repairs begin with")
struct PriorsTests {
  private let project: MemoryProject

  init() throws {
    project = try MemoryProject([
      "src/sums.py":
        "def total(values):\n    n = 0\n    while n < len(values):\n        n += 1\n    return n\n\n\n"
        + "def least(value):\n    return value < 3\n"
    ])
  }

  /// Delivers a run that makes `<=` of the `<` at this place of `piece`.
  private func deliver(_ number: Int, _ piece: String, skipping count: Int) throws {
    let text = try String(
      decoding: project.opened().readBlob(project.repository.id("main:src/sums.py")), as: UTF8.self)
    let place = try #require(text.firstRange(of: piece))
    let offset = text[..<place.lowerBound].utf8.count + count
    try project.deliver(
      project.run(number, "The total is wrong", policy: .repair), "src/sums.py",
      text.replacing(piece, with: piece.replacing("<", with: "<=")),
      .splice([.init(offset: offset, old: "<", new: "<=")]),
      why: "replace `<` by `<=` at src/sums.py:3", subject: "sums: use <= instead of <")
  }

  @Test func `the kind of an edit is told from the edit, and what people did with it is counted`()
    throws
  {
    try deliver(1, "n < len", skipping: 2)
    try deliver(2, "value < 3", skipping: 6)
    try project.repository.git("merge", "-q", "--no-ff", "colleague/sum-00000010")
    try project.repository.git("branch", "-qD", "colleague/sum-00000020")
    DeliveredHere.add(.sample(2 << 20), in: try project.opened())
    try project.keepStatuses()
    let index = try project.current()
    let priors = try index.repairPriors(at: project.repository.id("main"), in: project.opened())
    let tally = try #require(priors.templates.first)
    #expect(priors.templates.count == 1 && tally.template == "compareOperator")
    #expect(tally.merged == 1 && tally.rejected == 1 && tally.edited == 0)
    #expect(priors.mended("src/sums.py") > 0)
  }

  @Test func `files and functions that were mended are counted, as long as they are there`() throws
  {
    let text = "def total(values):\n    n = 0\n    a = 1\n    b = 2\n    c = 3\n    return n\n"
    try project.commit(["src/sums.py": text, "gone.py": "1\n"], "Fix the total")
    try project.commit(["src/sums.py": text + "\n"], "Tidy")
    for number in 1...3 {
      try project.commit(
        [
          "src/sums.py": text.replacing("return n", with: "return \(number)"),
          "gone.py": "\(number)\n",
        ],
        "Fix the total once more, \(number)")
    }
    try project.repository.git("rm", "-q", "gone.py")
    try project.commit([:], "Remove")
    let index = try project.current()
    let priors = try index.repairPriors(at: project.repository.id("main"), in: project.opened())
    #expect(priors.places.first { $0.function == nil } == .init(path: "src/sums.py", fixes: 4))
    #expect(priors.places.contains { $0.function == "total" && $0.path == "src/sums.py" })
    #expect(!priors.places.contains { $0.path == "gone.py" })
  }

  @Test func `an edit that the policy does not make is of no kind`() {
    let text = Array("x = 1\n".utf8)
    for change: FileEdit.Change in [
      .write("x = 2\n"), .splice([.init(offset: 90, old: "q", new: "r")]), .delete,
      .splice([.init(offset: 0, old: "x = 1", new: "import os; os.abort()")]),
    ] {
      #expect(RepairTemplate.name(of: [FileEdit(path: "a.py", change: change)], in: text) == nil)
    }
    let splice = FileEdit.Change.splice([.init(offset: 4, old: "1", new: "2")])
    #expect(RepairTemplate.name(of: [FileEdit(path: "a.unknown", change: splice)], in: text) == nil)
    #expect(
      RepairTemplate.name(of: [FileEdit(path: "a.py", change: splice)], in: [0xff, 0xfe]) == nil)
  }
}
