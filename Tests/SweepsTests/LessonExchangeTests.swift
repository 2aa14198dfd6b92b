import Git
import Records
import Runs
import Support
import Testing
import Vocabulary

@testable import Sweeps

@Suite struct `Lessons and a remote` {
  private static let ref = "refs/colleague/lessons"

  private func add(_ text: String, to place: Workplace, by author: String = "Ada") throws {
    try place.opened().lessons().change("kept", at: place.clock.now) { _ in
      [Lesson(text, .init(), evidence: [.init(.person, time: 1)]).marked(.kept, at: 1)]
    }
  }

  private func exchange(_ place: Workplace, fetched: Bool = false) throws {
    let remote = try #require(place.context.remote)
    try LessonExchange(with: remote, place.context).exchange(in: place.opened(), fetched: fetched)
  }

  private func texts(_ place: Workplace) throws -> [String] {
    try place.opened().lessonsToRead().lessons().map(\.text).sorted()
  }

  @Test func `are pushed, joined and fetched, and come to rest`() throws {
    let one = try Workplace(on: "a")
    let two = try Workplace(on: "b", of: one)
    try add("Use tabs", to: one)
    try add("Use make", to: two)
    try exchange(one)
    try exchange(two)
    try exchange(one)
    #expect(try texts(one) == ["Use make", "Use tabs"] && texts(two) == texts(one))
    let tip = one.server.refs[Self.ref]
    #expect(try tip == one.ref(Self.ref) && tip == two.ref(Self.ref))
    let pushes = one.server.pushes.count
    try exchange(one)
    try exchange(two)
    #expect(one.server.pushes.count == pushes && one.listener.warnings.isEmpty)
  }

  @Test func `are joined again where another worker pushed in between`() throws {
    let one = try Workplace(on: "a")
    let two = try Workplace(on: "b", of: one)
    try add("Use tabs", to: one)
    try add("Use make", to: two)
    let (server, theirs) = (one.server, try two.ref(Self.ref))
    server.before(.push) { server throws(SweepError) in
      server.set(Self.ref, to: theirs)
      return nil
    }
    try exchange(one)
    #expect(try texts(one) == ["Use make", "Use tabs"])
    #expect(try server.refs[Self.ref] == one.ref(Self.ref) && one.listener.warnings.isEmpty)
  }

  @Test func `that the remote does not take are a warning, and none is lost`() throws {
    let one = try Workplace(on: "a")
    try add("Use tabs", to: one)
    for _ in 0..<20 {
      one.server.before(.push) { _ throws(SweepError) in .refused("hook declined") }
    }
    try exchange(one)
    #expect(one.listener.warnings.count == 1 && one.listener.warnings[0].contains("lessons"))
    #expect(try texts(one) == ["Use tabs"])
  }

  @Test func `are asked for only where there are some here, or the remote's were just fetched`()
    throws
  {
    let one = try Workplace(on: "a")
    one.server.before(.values) { _ throws(SweepError) in throw .interrupted }
    try exchange(one)
    #expect(one.listener.warnings.isEmpty)
    try exchange(one, fetched: true)
    #expect(one.listener.warnings.isEmpty)
  }

  @Test func `go along with a sweep`() async throws {
    let one = try Workplace(on: "a")
    let two = try Workplace(on: "b", of: one)
    try add("Use tabs", to: one)
    for place in [one, two] {
      let launcher = InProcessLauncher(place: place, runner: place.runner())
      _ = try await Sweep(trigger: .cron, launcher: launcher, place.context).run(in: place.opened())
    }
    #expect(try texts(two) == ["Use tabs"])
  }
}
