import Testing
import Vocabulary

@testable import Runners

@Suite struct `RSpec's words and files` {
  private static func json(_ examples: [(name: String, status: String)]) -> ReportFile {
    let list = examples.enumerated().map { place, example in
      """
      {"id":"./spec/a_spec.rb[1:\(place + 1)]","full_description":"\(example.name)",\
      "status":"\(example.status)","file_path":"./spec/a_spec.rb"}
      """
    }
    let failed = examples.count { $0.status == "failed" }
    let text = """
      {"examples":[\(list.joined(separator: ","))],"summary":{"example_count":\(examples.count),\
      "failure_count":\(failed),"pending_count":0,"errors_outside_of_examples_count":0}}
      """
    return ReportFile(path: "rspec.json", bytes: Array(text.utf8))
  }

  private static func page(_ percent: String) -> ReportFile {
    let text = "<script type=\"text/javascript\">moveProgressBar('\(percent)');</script>\n"
    return ReportFile(path: "rspec.html", bytes: Array(text.utf8))
  }

  private static func text(_ examples: Int) -> [UInt8] {
    let dots = String(repeating: ".", count: examples)
    return Array(
      """
      \(dots)

      Finished in 0.002 seconds (files took 0.4 seconds to load)
      \(examples) examples, 0 failures

      """.utf8)
  }

  private static func read(_ files: [ReportFile], _ examples: Int) -> TestReport {
    TestReading.read(text(examples), ending: .exited(0), command: "rspec", files: files)
  }

  @Test
  func `an exit behind a group's last example leaves a whole summary, and is seen in the page`() {
    let ran = [(name: "S a", status: "passed"), (name: "S b", status: "passed")]
    let whole = Self.read([Self.json(ran), Self.page("100.0")], 2)
    #expect(whole.allPass)
    #expect(whole.passed == ["spec/a_spec.rb > S a", "spec/a_spec.rb > S b"])
    let cut = Self.read([Self.json(ran), Self.page("66.6")], 2)
    #expect(!cut.allPass)
    #expect(cut.doubt == "rspec went through 66.6% of its examples")
  }

  @Test func `an example without a status did not end`() {
    let ran = [(name: "S a", status: "passed"), (name: "S b", status: "")]
    #expect(Self.read([Self.json(ran)], 2).doubt == "the example S b did not end")
  }

  @Test func `a file that is empty or half written is not believed`() {
    for bytes in [[], Array("{\"examples\":[".utf8)] {
      let file = ReportFile(path: "rspec.json", bytes: bytes)
      #expect(!Self.read([file], 2).allPass)
    }
  }

  @Test func `a summary of more examples than marks is not believed`() {
    let text =
      ".\n\nFinished in 0.1 seconds (files took 0.1 seconds to load)\n2 examples, 0 failures\n"
    let report = TestReading.read(Array(text.utf8), ending: .exited(0), command: "make test")
    #expect(report.reader == "rspec")
    #expect(report.doubt == "an example of rspec's did not end")
  }

  @Test func `summaries of processes behind the marks of all of them are believed`() {
    let text = """
      2 processes for 2 specs, ~ 1 spec per process
      ....

      Finished in 0.1 seconds (files took 0.1 seconds to load)
      1 example, 0 failures


      Finished in 0.2 seconds (files took 0.1 seconds to load)
      3 examples, 0 failures

      4 examples, 0 failures

      Took 1 seconds

      """
    let report = TestReading.read(Array(text.utf8), ending: .exited(0), command: "parallel_rspec")
    #expect(report.counts.passed == 4)
    #expect(report.allPass)
  }

  @Test func `documentation without marks is believed by its summary`() {
    let text = """

      S
        a

      Finished in 0.1 seconds (files took 0.1 seconds to load)
      1 example, 0 failures

      """
    #expect(TestReading.read(Array(text.utf8), ending: .exited(0)).allPass)
  }

  @Test(arguments: [
    ("rspec", true), ("bundle exec rspec spec/a_spec.rb", true), ("./bin/rspec", true),
    ("rspec -fd", false), ("rspec --format documentation", false),
  ])
  func `a format of the command's own stays`(_ command: String, asksForProgress: Bool) throws {
    let call = try #require(Call(command))
    #expect(RSpecRunner.isCalled(by: call))
    let request = try #require(RSpecRunner.request(for: call, in: "/place"))
    #expect(request.arguments.contains("progress") == asksForProgress)
    #expect(request.arguments.contains("/place/rspec.json"))
    #expect(request.environment.isEmpty)
  }

  @Test func `of a command that is not understood it is asked by a variable alone`() {
    let request = RSpecRunner.request(for: nil, in: "/place")
    #expect(request?.arguments == [])
    #expect(request?.environment["SPEC_OPTS"]?.contains("--out /place/rspec.json") == true)
  }

  @Test func `tests of one file are asked for by their whole descriptions`() throws {
    let call = try #require(Call("bundle exec rspec --color spec"))
    #expect(
      RSpecRunner.focused(
        call, on: ["spec/a_spec.rb > S b # [x]: y", "spec/a_spec.rb > S a"], stopsEarly: true)
        == ##"bundle exec rspec --color --fail-fast -E '^S b \# \[x\]\: y$' -E '^S a$' spec/a_spec.rb"##
    )
  }

  @Test(arguments: [
    ["spec/a_spec.rb > S a", "spec/b_spec.rb > S a"], ["spec/a_spec.rb > S a (2)"],
    ["spec/a_spec.rb > S is expected to eq 2"], ["after(:suite)"],
  ])
  func `what cannot be said exactly is not asked for`(_ tests: [String]) throws {
    let call = try #require(Call("rspec"))
    #expect(RSpecRunner.focused(call, on: tests, stopsEarly: false) == nil)
  }
}
