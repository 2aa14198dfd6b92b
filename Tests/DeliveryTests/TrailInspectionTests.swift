import Git
import Records
import Support
import Testing
import Vocabulary

@testable import Delivery

@Suite("What the steps of a run hold")
struct TrailInspectionTests {
  private static let secret = "KEY = 'ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2'\n"
  private let repository: TemporaryRepository

  init() throws {
    repository = try TemporaryRepository(["a.py": Self.secret + "print(1)\n"])
  }

  private func begin() throws -> GitTrail {
    try GitTrail.begin(
      try repository.makeRun(),
      in: try Repository(discovering: repository.path, environment: [:]),
      author: Author(name: "Ada", email: "ada@example.org"), secrets: [])
  }

  /// Appends a step after which the files are these.
  private func keep(_ files: [String: String], on trail: inout GitTrail) throws {
    var edits: [TreeEdit] = []
    for (path, text) in files {
      edits.append(TreeEdit(path, .put(try trail.repository.writeBlob(Array(text.utf8)), .file)))
    }
    let number = trail.steps.count + 1
    try trail.append(
      Step(
        number: number, action: .edit([], why: "So."),
        observation: Observation(
          tree: try trail.repository.editTree(nil, edits), changed: files.keys.sorted()),
        decidedBy: "repair", time: 1_700_000_000 + number, cost: .nothing))
  }

  @Test func `is looked through once, the new steps at each look`() throws {
    var trail = try begin()
    var inspection = TrailInspection(of: trail.record.run, by: trail.redactor)
    try inspection.look(at: trail.tip, in: trail.repository)
    try keep(["a.py": Self.secret + "print(2)\n"], on: &trail)
    try inspection.look(at: trail.tip, in: trail.repository)
    #expect(inspection.blocking.isEmpty)
    let other = Self.secret.replacing("aB3", with: "cD4")
    try keep(["a.py": Self.secret + "print(2)\n", "b.py": "\n" + other], on: &trail)
    for _ in 0..<2 {
      try inspection.look(at: trail.tip, in: trail.repository)
      #expect(inspection.blocking.map(\.path) == ["b.py"] && inspection.blocking[0].line == 2)
    }
    try keep(["a.py": "print(2)\n"], on: &trail)
    try inspection.look(at: trail.tip, in: trail.repository)
    #expect(inspection.blocking.count == 1)
  }

  @Test func `may move a secret of the base in steps of one look`() throws {
    var trail = try begin()
    var inspection = TrailInspection(of: trail.record.run, by: trail.redactor)
    try keep(["a.py": Self.secret + "print(1)\n", "keys.py": Self.secret], on: &trail)
    try keep(["a.py": "print(1)\n", "keys.py": Self.secret], on: &trail)
    try inspection.look(at: trail.tip, in: trail.repository)
    #expect(inspection.blocking.isEmpty)
  }
}
