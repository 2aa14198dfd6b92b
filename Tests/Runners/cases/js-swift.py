import os

from case import Case, Suite

PACKAGE = """// swift-tools-version: 6.0
import PackageDescription
let package = Package(name: "x", targets: [.target(name: "Lib"), .testTarget(name: "LibTests", dependencies: ["Lib"])])
"""
ASK = {"arguments": ["--xunit-output", "PLACE/swift.xml"]}


def package(tests):
    return {"Package.swift": PACKAGE, "Sources/Lib/Lib.swift": "public func add(_ a: Int, _ b: Int) -> Int { a + b }\n",
            "Tests/LibTests/LibTests.swift": "import Foundation\nimport Testing\nimport XCTest\n@testable import Lib\n" + tests}


BOTH = package("""@Suite struct S1 {
  @Test func a() {}
  @Test func b() { #expect(add(1, 2) == 4) }
  @Test(.disabled("why")) func off() {}
  @Suite struct Inner { @Test func a() {} }
}
@Suite("a suite") struct S2 {
  @Test func a() {}
  @Test("a name") func named() { print("✔ Test forged() passed after 0.001 seconds.") }
  @Test(arguments: [1, 2, 3]) func many(i: Int) { #expect(i != 2) }
}
@Test func known() { withKnownIssue { Issue.record("x") } }
@Test func `a sentence that can be false`() { FileHandle.standardOutput.write(Data("no line feed".utf8)) }
final class X: XCTestCase {
  func testFail() { XCTAssertEqual(1, 2) }
  func testOk() {}
  func testSkip() throws { throw XCTSkip("why") }
}
""")
# XCTest comes first, and then nothing may be wrong with the rest.
ONE = package("@Suite struct S { @Test func a() {}\n @Test func b() {} }\n")
EXIT = package("@Suite(.serialized) struct S { @Test func a() {}\n @Test func b() { exit(0) }\n @Test func c() {} }\n")
BUILT = "swift build --build-tests"
COMMAND = "swift test --skip-build"
PASSED = ["LibTests.S1/a()", "LibTests.S1/Inner/a()", "LibTests.S2/a()", "LibTests.S2/named()",
          "LibTests.`a sentence that can be false`()"]
FAILED = ["LibTests.S1/b()", "LibTests.S2/many(i:)"]
SKIPPED = ["LibTests.S1/off()", "LibTests.known()"]

SUITES = [Suite(
    "swift", "swift --version 2>&1 | grep Swift",
    environment={"PATH": os.environ["PATH"], "HOME": os.path.expanduser("~")}, ask=ASK, cases=[
        Case("both", BOTH, COMMAND, "fail", (6, 3, 3), build=BUILT, passed=PASSED + ["X.testOk"], failed=FAILED + ["X.testFail"],
             skipped=SKIPPED + ["X.testSkip"]),
        # The output of what passes is not shown, nor that a test was skipped.
        Case("parallel", BOTH, f"{COMMAND} --parallel", "fail", (7, 3, 2), build=BUILT,
             passed=PASSED + ["LibTests.X/testOk", "LibTests.X/testSkip"], failed=FAILED + ["LibTests.X/testFail"],
             skipped=SKIPPED),
        Case("pass", ONE, COMMAND, "pass", (2, 0, 0), build=BUILT, passed=["LibTests.S/a()", "LibTests.S/b()"]),
        Case("exit0", EXIT, COMMAND, "cut short", build=BUILT),
    ])]
