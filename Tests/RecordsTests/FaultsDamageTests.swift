import Engine
import Foundation
import Git
import Support
import Testing
import Text
import Vocabulary

@testable import Records

private typealias Issue = Vocabulary.Issue

/// What reading a damaged repository comes to: an error or what was written; never a wrong answer, never
/// no end, and nothing is written on top.
@Suite("Faults: damaged refs, objects and packs")
struct FaultsDamageTests {
  private let repository: TemporaryRepository
  private let author = Author.keeper
  private let id: RunID = "20240101-sum-0123456789ab"

  init() throws {
    repository = try TemporaryRepository(["a.py": "print(1)\n"], inMemory: true)
    var trail = try GitTrail.begin(
      Run(
        id: id, issue: Issue(title: "sum is wrong", body: "It says 2."),
        base: try repository.id("HEAD"),
        baseTree: try repository.id("HEAD^{tree}"),
        baseName: "main", mandate: Mandate(), trigger: .manual, policy: "repair",
        began: 1_700_000_000), in: try opened(), author: author, secrets: [])
    for number in 1...2 { try trail.append(step(number)) }
  }

  private func opened() throws -> Repository {
    try Repository(discovering: repository.path, environment: [:])
  }

  private func step(_ number: Int) throws -> Step {
    Step(
      number: number, action: .test(.working),
      observation: Observation(
        tree: try repository.id("HEAD^{tree}"),
        ending: .exited(1), output: Excerpt("failed \(number)\n")), decidedBy: "repair",
      time: 1_700_000_000 + number, cost: .nothing)
  }

  private var ref: String { RefNames.run(id) }
  private var refFile: String { "\(repository.path)/.git/\(ref)" }

  /// What the trail's steps are, or that they cannot be read.
  private func read() -> [Step]? {
    try? StoredRun(id, in: try opened()).steps(in: try opened())
  }

  @Test func `a ref that names no run, and a step that is gone, are errors that name the run`()
    throws
  {
    let step = try repository.git("rev-parse", "\(ref):steps/0002.json")
    #expect(throws: RecordsError.self) {
      try StoredRun("20240101-sum-00000000000a", in: try opened())
    }
    let file = "\(repository.path)/.git/objects/\(step.prefix(2))/\(step.dropFirst(2))"
    let stored = try StoredRun(id, in: try opened())
    try FileManager.default.removeItem(atPath: file)
    #expect(isOfRun { _ = try stored.step(2, in: try opened()) })
    try repository.git("update-ref", ref, try repository.git("rev-parse", "HEAD"))
    #expect(isOfRun { _ = try StoredRun(id, in: try opened()) })
    try repository.git("update-ref", ref, try repository.git("rev-parse", "HEAD:a.py"))
    #expect(isOfRun { _ = try StoredRun(id, in: try opened()) })
  }

  /// Whether `read` fails with an error that names the run.
  private func isOfRun(_ read: () throws -> Void) -> Bool {
    do { try read() } catch {
      if case .unreadableRun(id, isArchived: false, _) = error as? RecordsError { return true }
    }
    return false
  }

  /// Tries to take the trail up and go on, and says whether it went.
  private func goesOn(_ step: Step) -> Bool {
    do {
      var trail = try GitTrail.resume(id, in: try opened(), author: author, secrets: [])
      try trail.append(step)
      return true
    } catch { return false }
  }

  /// Puts each of `contents` in the place of `file`, looks that nothing is written on top of what cannot
  /// be read, and puts back what was there.
  private func damage(_ file: String, with contents: [Data]) throws {
    let place = URL(fileURLWithPath: file)
    let whole = try Data(contentsOf: place)
    let before = try Data(contentsOf: URL(fileURLWithPath: refFile))
    let steps = try #require(read())
    let next = try step(3)
    chmod(file, 0o644)
    for (number, content) in contents.enumerated() {
      try content.write(to: place)
      let found = read()
      #expect(found == nil || found == steps, "\(file) \(number)")
      if found == nil {
        #expect(!goesOn(next), "\(file) \(number)")
        let after = try Data(contentsOf: URL(fileURLWithPath: refFile))
        #expect(after == (file == refFile ? content : before), "\(file) \(number)")
      }
    }
    try whole.write(to: place)
    expectNoDifference(read(), steps)
  }

  /// `whole` cut off at each byte, and with each byte garbled.
  private func damaged(_ whole: Data, by step: Int = 1) -> [Data] {
    stride(from: 0, to: whole.count, by: step).flatMap { place in
      var garbled = whole
      garbled[place] ^= 0x55
      return [whole.prefix(place), garbled]
    }
  }

  private func objectFile(_ revision: String) throws -> String {
    let digits = try repository.git("rev-parse", revision)
    return "\(repository.path)/.git/objects/\(digits.prefix(2))/\(digits.dropFirst(2))"
  }

  @Test func `F06 a run's ref torn at any byte is reported, and nothing is written over it`() throws
  {
    let whole = try Data(contentsOf: URL(fileURLWithPath: refFile))
    // Garbled, it may name another object; that one is not there.
    try damage(refFile, with: damaged(whole.prefix(40)))
  }

  @Test(arguments: ["", "^{tree}", ":run.json", ":steps", ":steps/0002.json", ":log/0002.txt"])
  func
    `F06, F46 an object of the last state torn or garbled at any byte is reported, nothing put on top`(
      name: String
    ) throws
  {
    let file = try objectFile(ref + name)
    try damage(file, with: damaged(try Data(contentsOf: URL(fileURLWithPath: file)), by: 3))
  }

  @Test func `F46 a missing object is reported, and nothing is put on top`() throws {
    for name in ["", "^{tree}", ":run.json", ":steps", ":steps/0001.json"] {
      let file = try objectFile(ref + name)
      let before = try Data(contentsOf: URL(fileURLWithPath: refFile))
      try FileManager.default.moveItem(atPath: file, toPath: file + ".away")
      #expect(read() == nil, "\(name)")
      #expect(!goesOn(try step(3)), "\(name)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: refFile)) == before)
      try FileManager.default.moveItem(atPath: file + ".away", toPath: file)
    }
    #expect(goesOn(try step(3)))
  }

  @Test
  func `F46 a pack or its index torn or garbled anywhere is reported, and nothing is put on top`()
    throws
  {
    try repository.git("gc", "-q")
    try repository.git("update-ref", "refs/keep", ref)
    let tip = try repository.git("rev-parse", ref)
    try FileManager.default.createDirectory(
      atPath: (refFile as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data("\(tip)\n".utf8).write(to: URL(fileURLWithPath: refFile))
    let folder = "\(repository.path)/.git/objects/pack"
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      guard name.hasSuffix(".pack") || name.hasSuffix(".idx") else { continue }
      let file = "\(folder)/\(name)"
      let whole = try Data(contentsOf: URL(fileURLWithPath: file))
      let places = name.hasSuffix(".idx") ? offsets(in: whole) : 0..<0
      try damage(
        file,
        with: damaged(whole, by: 37).filter { content in
          !places.contains { $0 < content.count && content[$0] != whole[$0] }
        })
    }
  }

  /// Where an index says where its pack's objects are; wrong, they end the process (see the journeys).
  private func offsets(in index: Data) -> Range<Int> {
    let count = index[1028..<1032].reduce(0) { $0 << 8 | Int($1) }
    let start = 1032 + 24 * count
    return start..<start + 4 * count
  }

  @Test func `F46 what a loss of power tore is set aside once, and git finds nothing wrong then`()
    throws
  {
    let opened = try opened()
    let id = try opened.writeBlob(Array(repeating: UInt8(ascii: "x"), count: 5000))
    let empty = try opened.writeBlob(Array("soon empty\n".utf8))
    let file = try objectFile(id.description)
    chmod(file, 0o644)
    truncate(file, 20)
    let other = try objectFile(empty.description)
    chmod(other, 0o644)
    truncate(other, 0)
    #expect(throws: GitError.self) { try self.opened().readBlob(id) }
    #expect(try opened.setTornObjectsAside(since: 0) == 2)
    #expect(try opened.setTornObjectsAside(since: 0) == 0)
    #expect(try repository.git("fsck", "--strict", "--no-dangling") == "")
    #expect(FileManager.default.fileExists(atPath: "\(repository.path)/.git/objects"))
    let again = try self.opened()
    #expect(try again.writeBlob(Array("soon empty\n".utf8)) == empty)
    #expect(try repository.git("cat-file", "-p", empty.description) == "soon empty")
    try repository.git("prune", "--expire=now")
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: "\(repository.path)/.git/objects")
        .allSatisfy { !$0.contains("torn") })
  }

  @Test
  func `F48 four writers of notes at once, and a user who rewrites the ref, lose no note of ours`()
    async throws
  {
    let writers = 4
    let notes = 12
    let path = repository.path
    let name = RefNames.notes
    let signature = author.signature(at: 1_700_000_000)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<writers {
        group.addTask {
          let opened = try Repository(discovering: path, environment: [:])
          for note in 0..<notes {
            let text = "\(writer) \(note)\n"
            let blob = try opened.writeBlob(Array(text.utf8))
            try opened.addNote(
              on: blob, text: Redactor()(Outgoing(kept: text)), ref: name, signature: signature)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try list(name) == writers * notes)
    // The user squashes all notes into one commit, as some do; the next note of ours stands on it.
    let squashed = try repository.git("commit-tree", "-m", "squashed", "\(name)^{tree}")
    try repository.git("update-ref", name, squashed)
    let opened = try opened()
    let blob = try opened.writeBlob(Array("one more\n".utf8))
    try opened.addNote(on: blob, text: "one more\n", ref: name, signature: signature)
    #expect(try list(name) == writers * notes + 1)
    #expect(try repository.git("rev-parse", "\(name)^") == squashed)
    #expect(try repository.git("fsck", "--strict", "--no-dangling") == "")
  }

  private func list(_ name: String) throws -> Int {
    try repository.git("notes", "--ref", name, "list").split(separator: "\n").count
  }
}
