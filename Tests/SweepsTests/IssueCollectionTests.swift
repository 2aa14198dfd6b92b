import Records
import Runs
import Support
import Testing
import Vocabulary

@testable import Sweeps

@Suite(.timeLimit(.minutes(5))) struct `Issues that a command lists` {
  @Test
  func `H15 are taken a thousand at a time, however many there are; the next sweep takes more`()
    throws
  {
    let place = try Workplace(on: "a", isShared: false)
    let lines = (0..<1010).map { #"{"number":\#($0),"title":"Issue \#($0)","body":""}"# }
    try place.repository.directory.write(lines.joined(separator: "\n") + "\n", to: "list")
    func collect() throws -> [SweepError] {
      let list = place.repository.directory.path + "/list"
      let opened = try place.opened { $0.issueCommand = "cat '\(list)'" }
      return try IssueCollection(in: opened, trigger: .cron, place.context)
        .collect(into: place.queue())
    }
    #expect(try collect().isEmpty)
    #expect(try place.queue().entries().count == 1000)
    #expect(place.listener.events.contains("issuesLeft"))
    #expect(try collect().isEmpty)
    #expect(try place.queue().entries().count == 1010)
    #expect(place.listener.events.filter { $0 == "issuesLeft" }.count == 1)
  }
}
