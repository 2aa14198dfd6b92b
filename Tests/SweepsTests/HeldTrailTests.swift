import Git
import Records
import Runs
import Support
import Testing
import Vocabulary

@testable import Sweeps

@Suite struct `The trail on the remote` {
  /// A line with a token such as no rule could know but by its prefix.
  private static let secret = "token = ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2\n"

  @Test(arguments: [secret, "2 \u{202e}\n", "OWN = 'own-secret-of-the-user'\n"])
  func `goes with each renewal, and stays where a step has what would withhold the series`(
    text: String
  ) throws {
    let place = try Workplace(on: "a")
    let key = try place.add("Repair it")
    let opened = try place.opened()
    let new = try NewRun(
      of: Vocabulary.Issue(title: "Repair it"), by: RunRequest(), in: opened,
      reporter: place.listener)
    var trail = try new.makeTrail(in: opened)
    let lease = try #require(
      try Lease(
        on: key, for: new.run.id, in: opened, hiding: ["own-secret-of-the-user"], place.context))
    let (run, claim) = (RefNames.run(new.run.id), RefNames.claim(key))
    try trail.write("1.5\n")
    #expect(lease.renew() && place.server.refs[run] == trail.tip)
    let good = trail.tip
    try trail.write(text)
    // A later step that takes it away changes nothing: the one with it would go, too.
    try trail.write("2\n")
    for _ in 0..<2 {
      let before = place.server.refs[claim]
      place.clock.pass(300)
      #expect(lease.renew() && lease.isHeld)
      #expect(place.server.refs[claim] != before && place.server.refs[run] == good)
    }
    #expect(place.listener.events.filter { $0 == "trailHeld" }.count == 1)
  }

  @Test func `is none of a run whose steps have a secret, though its series has not`() async throws
  {
    let place = try Workplace(on: "a")
    let key = try place.add("Repair it")
    let record = try await place.carryOut(key, place.runner(.resolved, drafts: [Self.secret]))
    let branch = try #require(record.branch)
    #expect(place.server.refs[branch] == record.patches.last)
    #expect(place.server.refs[RefNames.run(record.run.id)] == nil)
    #expect(place.listener.events.filter { $0 == "trailHeld" }.count == 1)
    #expect(try place.entry(key)?.state == .settled)
  }
}
