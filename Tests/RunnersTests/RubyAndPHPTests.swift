import Testing
import Vocabulary

@testable import Runners

private func report(_ text: String, _ command: String? = nil, _ status: Int = 0) -> TestReport {
  TestReading.read(Array(text.utf8), ending: .exited(status), command: command)
}

@Suite struct `minitest's words` {
  @Test func `Rails' announcement is held against the closing line`() {
    let head = """
      Running 3 tests in a single process (parallelization threshold is 50)
      Run options: --seed 1

      # Running:

      ...

      Finished in 0.1s, 1 runs/s, 1 assertions/s.

      """
    #expect(report(head + "3 runs, 3 assertions, 0 failures, 0 errors, 0 skips\n").allPass)
    #expect(!report(head + "2 runs, 2 assertions, 0 failures, 0 errors, 0 skips\n").allPass)
  }

  @Test func `options of RSpec's are not minitest's`() {
    let text = """
      Run options: include {:focus=>true}
      ..

      Finished in 0.1 seconds (files took 0.1 seconds to load)
      2 examples, 0 failures

      """
    let read = report(text, "rake")
    #expect(read.reader == "rspec")
    #expect(read.allPass)
  }

  @Test func `a failure is named as Rails prints it in between`() {
    let text = """
      Run options: --seed 1

      # Running:

      F

      Failure:
      UserTest#test_name [test/models/user_test.rb:5]:
      Expected false to be truthy.

      bin/rails test test/models/user_test.rb:4

      Finished in 0.1s, 1 runs/s, 1 assertions/s.
      1 runs, 1 assertions, 1 failures, 0 errors, 0 skips

      """
    #expect(report(text, nil, 1).failed == ["UserTest#test_name"])
  }

  @Test func `lines of threads that run into one another name nothing`() {
    let text = """
      Run options: -v --seed 1

      # Running:

      A#test_1 = A#test_2 = 0.00 s = .
      0.00 s = .

      Finished in 0.1s, 1 runs/s, 1 assertions/s.

      2 runs, 2 assertions, 0 failures, 0 errors, 0 skips

      """
    let read = report(text)
    #expect(read.allPass)
    #expect(read.passed.isEmpty)
  }

  @Test func `tests of one file are asked for by a pattern of whole names`() throws {
    let call = try #require(Call("ruby -Itest test/a_test.rb"))
    #expect(
      MinitestRunner.focused(call, on: ["A#test_a", "Stack [x]#is empty"], stopsEarly: false)
        == #"ruby -Itest test/a_test.rb -n '/^(A#(test_\d{4}_)?test_a|Stack \[x\]#(test_\d{4}_)?is empty)$/'"#
    )
    #expect(MinitestRunner.focused(call, on: ["A#test_a (2)"], stopsEarly: false) == nil)
    let two = try #require(Call("ruby a_test.rb b_test.rb"))
    #expect(MinitestRunner.focused(two, on: ["A#test_a"], stopsEarly: false) == nil)
  }
}

@Suite struct `PHPUnit's words and files` {
  @Test func `a class in a namespace has one name in the text and in the file`() {
    let text = """
      PHPUnit 9.6.7 by Sebastian Bergmann and contributors.

      F                                                                   1 / 1 (100%)

      Time: 00:00.015, Memory: 6.00 MB

      There was 1 failure:

      1) Foo\\BarTest::testP with data set #1 (2)
      Failed asserting that 2 matches expected 1.

      FAILURES!
      Tests: 1, Assertions: 1, Failures: 1.

      """
    let xml = """
      <testsuites><testsuite name="t"><testsuite name="Foo\\BarTest" file="a.php">
      <testcase name="testP with data set #1" class="Foo\\BarTest" classname="Foo.BarTest" file="a.php">
      <failure type="E">x</failure></testcase></testsuite></testsuite></testsuites>
      """
    let file = ReportFile(path: "phpunit.xml", bytes: Array(xml.utf8))
    let name = "Foo\\BarTest::testP with data set #1"
    #expect(report(text, "phpunit", 1).failed == [name])
    let filed = TestReading.read(
      Array(text.utf8), ending: .exited(1), command: "phpunit", files: [file])
    #expect(filed.failed == [name])
    #expect(filed.isFromFile)
  }

  @Test func `a warning of version 10 takes no pass away`() {
    let text = """
      PHPUnit 10.5.1 by Sebastian Bergmann and contributors.

      W                                                                   1 / 1 (100%)

      Time: 00:00.015, Memory: 6.00 MB

      OK, but there were issues!
      Tests: 1, Assertions: 1, Warnings: 1.

      """
    #expect(report(text, "phpunit").counts == .init(passed: 1, failed: 0, skipped: 0))
  }

  @Test(arguments: [
    ("vendor/bin/phpunit tests", true), ("php -d memory_limit=1G vendor/bin/phpunit", true),
    ("php phpunit-9.6.phar", true), ("php artisan test", false), ("php tests/phpunit.php", false),
  ])
  func `is called by its program alone`(_ command: String, isCalled: Bool) throws {
    #expect(PHPUnitRunner.isCalled(by: try #require(Call(command))) == isCalled)
  }

  @Test func `tests are asked for by a filter of whole names`() throws {
    let call = try #require(Call("phpunit tests"))
    #expect(
      PHPUnitRunner.focused(
        call, on: ["Foo\\BarTest::testA", "Foo\\BarTest::testP with data set \"a (b)\""],
        stopsEarly: true)
        == #"phpunit tests --stop-on-defect --filter "#
        + #"'/^(?:Foo\\BarTest\:\:testA|Foo\\BarTest\:\:testP with data set \"a \(b\)\")$/'"#)
    let filtered = try #require(Call("phpunit --filter Foo"))
    #expect(PHPUnitRunner.focused(filtered, on: ["A::b"], stopsEarly: false) == nil)
  }
}
