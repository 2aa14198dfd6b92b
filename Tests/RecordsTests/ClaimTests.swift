import Git
import Support
import Testing
import Vocabulary

@testable import Records

@Suite("Claims on issues")
struct ClaimTests {
  private let repository: TemporaryRepository
  private let author = Author.keeper
  private let key = String(repeating: "ab", count: 20)
  private let run: RunID = "20240101-sum-0123456789ab"

  init() throws { repository = try TemporaryRepository(["a": "1\n"]) }

  private func worker(
    boot: String = "b1", space: String = "s1", process: Int = 1, start: Int = 10
  ) -> Worker {
    Worker(host: "build one", boot: boot, space: space, process: process, start: start)
  }

  private func claims(of worker: Worker) throws -> Claims {
    let opened = try Repository(discovering: repository.path, environment: [:])
    return Claims(in: opened, author: author, worker: worker)
  }

  @Test func `a claim is one commit on the empty tree, whose trailers stock git reads`() throws {
    let claim = try #require(
      try claims(of: worker()).take(key, over: nil, for: run, until: 1_764_054_000, at: 1))
    let ref = "refs/colleague/claims/\(key)"
    #expect(try repository.git("rev-parse", ref) == claim.id.description)
    #expect(try repository.git("ls-tree", ref) == "")
    let trailers = try repository.git("log", "-1", "--format=%(trailers:only)", ref)
    #expect(trailers.contains("Worker: build-one boot=b1 space=s1 process=1 start=10"))
    #expect(trailers.contains("Run: \(run)"))
    #expect(trailers.contains("Expires: 2025-11-25T07:00:00Z"))
    #expect(try claims(of: worker()).claim(on: key) == claim)
    #expect(claim.worker == worker() && claim.expires == 1_764_054_000 && claim.run == run)
    try repository.git("fsck", "--strict")
  }

  @Test func `of many that claim an issue at once exactly one gets it`() async throws {
    let path = repository.path
    let (author, key, run) = (author, key, run)
    for round in 0..<10 {
      let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<8 {
          group.addTask {
            let worker = Worker(
              host: "h", boot: "b\(number)", space: "s", process: number, start: round)
            let opened = try Repository(discovering: path, environment: [:])
            return try Claims(in: opened, author: author, worker: worker)
              .take("\(round)\(key.dropFirst())", over: nil, for: run, until: 100, at: 1) != nil
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(winners == 1)
    }
  }

  @Test
  func `a claim is taken over only from the value that was seen, and given up only by its holder`()
    throws
  {
    let (one, other) = (worker(), worker(boot: "b2"))
    let first = try #require(
      try claims(of: one).take(key, over: nil, for: run, until: 5, at: 1))
    #expect(try claims(of: other).take(key, over: nil, for: run, until: 9, at: 2) == nil)
    let second = try #require(
      try claims(of: other).take(key, over: first, for: run, until: 9, at: 6))
    #expect(try claims(of: one).take(key, over: first, for: run, until: 12, at: 7) == nil)
    try claims(of: one).release(first)
    #expect(try claims(of: one).claim(on: key) == second)
    try claims(of: other).release(second)
    #expect(try claims(of: one).claim(on: key) == nil)
  }

  @Test
  func
    `F13 a holder on this machine loses its claim when it is dead, whatever the time; one elsewhere when the claim has expired`()
    throws
  {
    let holder = worker(process: 7, start: 100)
    let claim = try #require(
      try claims(of: holder).take(key, over: nil, for: run, until: 1000, at: 1))
    func isFree(for other: Worker, at time: Int, alive: Set<Worker>) -> Bool {
      claim.isFree(for: other, at: time) { alive.contains($0) }
    }
    let neighbour = worker(process: 8, start: 200)
    #expect(!isFree(for: neighbour, at: 5000, alive: [holder]))
    #expect(isFree(for: neighbour, at: 2, alive: []))
    // The same number, but another process by now.
    #expect(isFree(for: neighbour, at: 2, alive: [worker(process: 7, start: 300)]))
    // After a restart of the machine, in another container, on another machine: nobody can see.
    for stranger in [worker(boot: "b2"), worker(space: "s2")] {
      #expect(!isFree(for: stranger, at: 999, alive: []))
      #expect(isFree(for: stranger, at: 1000, alive: [holder]))
    }
    #expect(isFree(for: holder, at: 2, alive: [holder]))
  }

  @Test func `a claim that says nothing legible has expired`() throws {
    let commit = try repository.git("commit-tree", "-m", "hello", "HEAD^{tree}")
    try repository.git("update-ref", "refs/colleague/claims/\(key)", commit)
    let claim = try #require(try claims(of: worker()).claim(on: key))
    #expect(claim.isFree(for: worker(), at: 1) { _ in true })
  }
}
