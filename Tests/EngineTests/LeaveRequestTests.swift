import Support
import Testing
import Vocabulary

@testable import Engine

@Suite struct `A policy's question for leave to change tests` {
  private let request = LeaveRequest(
    paths: ["test_b.py", "test_a.py"], reason: "It asks for 3.\n- x")

  @Test func `is read as it was written, and no other question is one`() throws {
    let request = try #require(request)
    #expect(request.paths == ["test_a.py", "test_b.py"])
    #expect(LeaveRequest(question: request.question) == request)
    #expect(LeaveRequest(question: "These tests contradict what the issue asks for:\n- a") == nil)
    #expect(LeaveRequest(question: "Why?") == nil)
    #expect(LeaveRequest(paths: [], reason: "x") == nil)
    #expect(LeaveRequest(paths: ["a\nMay they"], reason: "x") == nil)
  }

  @Test(arguments: [("yes", true), ("Yes, do", true), ("no", false), ("only one", false)])
  func `gives leave for what it names when a person says yes`(
    answer: String, isGiven: Bool
  ) throws {
    let question = try #require(request).question
    let steps = [
      step(1, .test(.working), tests: report(passed: ["a"]), decidedBy: "engine"),
      step(2, .ask(question: question), decidedBy: "model:m"),
      step(3, .ask(question: question), output: answer, decidedBy: .person),
    ]
    #expect(steps.leave == (isGiven ? ["test_a.py", "test_b.py"] : []))
    #expect(
      nextAction(in: Situation(of: sampleRun(), after: Array(steps.prefix(2)))) == .stop(.waiting))
    // The policy goes on by the answer; the verdict comes when it is through.
    #expect(nextAction(in: Situation(of: sampleRun(), after: steps)) == .askPolicy)
  }

  @Test func `is the only one about these tests`() throws {
    let question = try #require(request).question
    var verdict = step(
      5, .test(.verdict), tree: tree(2), tests: report(failed: ["a"]), decidedBy: "engine")
    verdict.observation.judges = ["test_a.py"]
    let steps = [
      step(1, .test(.working), tests: report(passed: ["a"]), decidedBy: "engine"),
      step(2, .ask(question: question), decidedBy: "model:m"),
      step(3, .ask(question: question), output: "no", decidedBy: .person),
      step(4, .test(.working), tree: tree(2), tests: report(passed: ["a"]), decidedBy: "check:m"),
      verdict,
    ]
    #expect(steps.leaveQuestion(for: sampleRun()) == nil)
    let unasked = [steps[0], steps[3], verdict]
    #expect(unasked.leaveQuestion(for: sampleRun()) != nil)
  }
}
