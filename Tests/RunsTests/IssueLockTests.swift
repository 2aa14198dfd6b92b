import Runs
import Support
import Testing
import Vocabulary

private typealias Issue = Vocabulary.Issue

@Suite(.timeLimit(.minutes(2))) struct `Of those who begin on one issue` {
  private let place: Workplace
  private let issue = Issue(title: "Sum", body: "It says 2.")

  init() throws { place = try Workplace() }

  @Test func `the second is told of the first's run, until that is over`() throws {
    let first = try IssueLock.take(on: issue, in: try place.opened())
    first.name("20260101-sum-0123456789ab")
    var again = issue
    again.body += "  \n"
    #expect {
      try IssueLock.take(on: again, in: try place.opened()).release()
    } throws: {
      if case .begun(run: "20260101-sum-0123456789ab"?) = $0 as? RunError { true } else { false }
    }
    let other = try IssueLock.take(on: Issue(title: "Mean"), in: try place.opened())
    other.release()
    first.release()
    let next = try IssueLock.take(on: again, in: try place.opened())
    next.release()
    let files = try run(
      ["find", "\(place.repository.path)/.git/colleague", "-name", "issue-*"],
      in: place.repository.path, environment: ["PATH": "/usr/bin:/bin"])
    #expect(files.output.isEmpty)
  }

  @Test func `one at a time goes ahead, however many there are`() async throws {
    let (place, issue) = (place, issue)
    let ahead = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<8 {
        group.addTask {
          do {
            let lock = try IssueLock.take(on: issue, in: try place.opened())
            lock.name(RunID("20260101-sum-00000000000\(number)") ?? "20260101-sum-0123456789ab")
            try await Task.sleep(for: .milliseconds(500))
            lock.release()
            return true
          } catch RunError.begun { return false }
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(ahead >= 1 && ahead < 8)
  }
}
