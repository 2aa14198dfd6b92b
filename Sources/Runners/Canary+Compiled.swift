extension GoRunner {
  /// Tests in the package of a test that speaks for the change.
  package static func canary(in project: TestedProject) -> Canary? {
    guard
      let file = project.test(
        endingIn: ["_test.go"], holding: ["\"testing\""], separators: ["/", "."])
    else { return nil }
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let package = lines.first(where: { $0.hasPrefix("package ") }) else { return nil }
    let constraints = lines.prefix { !$0.hasPrefix("package ") }.filter {
      $0.hasPrefix("//go:build ")
    }
    let checks = [
      "t.Fail()", "t.FailNow()", "t.Error(1)", "t.Errorf(\"1\")", "t.Fatal(1)", "t.Fatalf(\"1\")",
      "panicked(t)",
    ]
    let tests = checks.enumerated().map { number, check in
      let body =
        check == "panicked(t)"
        ? "defer func() { if recover() != nil { t.Fail() } }(); panic(1)" : check
      return "func Test\(project.capitalWord)\(number)(t *testing.T) { \(body) }"
    }
    let start = constraints.map { "\($0)\n" } + [String(package), "import \"testing\""]
    return Canary(
      path: project.folder(of: file.path) + project.word + "_test.go",
      text: (start + tests).joined(separator: "\n") + "\n", word: project.word,
      count: checks.count, argument: nil)
  }
}

extension CargoRunner {
  /// A test program beside those of the package; tests within a library have no file of their own.
  package static func canary(in project: TestedProject) -> Canary? {
    let beside = project.tests.first { path in
      let parts = path.split(separator: "/")
      return path.hasSuffix(".rs") && parts.dropLast().last == "tests"
        && project.paths.contains((parts.dropLast(2) + ["Cargo.toml"]).joined(separator: "/"))
    }
    guard let beside else { return nil }
    let checks = ["assert!(false)", "assert_eq!(1, 2)", "assert_ne!(1, 1)", "panic!()"]
    let tests = checks.enumerated().map { number, check in
      "#[test]\nfn \(project.word)_\(number)() {\n    \(check)\n}"
    }
    return Canary(
      path: project.folder(of: beside) + project.word + ".rs",
      text: tests.joined(separator: "\n") + "\n", word: project.word, count: checks.count,
      argument: nil)
  }
}

extension SwiftRunner {
  /// Tests in the target of a test that speaks for the change, by the library that it uses.
  package static func canary(in project: TestedProject) -> Canary? {
    let marks = ["import XCTest", "import Testing"]
    guard
      let file = project.test(
        endingIn: [".swift"], holding: marks, separators: ["/", ".", "("])
    else { return nil }
    let isXCTest = file.text.contains(marks[0])
    let checks =
      isXCTest
      ? [
        "XCTFail()", "XCTAssert(false)", "XCTAssertTrue(false)", "XCTAssertFalse(true)",
        "XCTAssertEqual(1, 2)", "XCTAssertNotEqual(1, 1)", "XCTAssertNil(1)",
        "XCTAssertNotNil(nil as Int?)", "XCTAssertThrowsError(1)", "_ = try XCTUnwrap(nil as Int?)",
      ] : ["#expect(1 == Int(\"2\"))", "_ = try #require(nil as Int?)", "Issue.record()"]
    let tests = checks.enumerated().map { number, check in
      let isThrowing = check.contains("try ") ? " throws" : ""
      return
        "  \(isXCTest ? "" : "@Test ")func test\(project.capitalWord)\(number)()\(isThrowing) { \(check) }"
    }
    let start =
      isXCTest
      ? "import XCTest\nfinal class Tests\(project.capitalWord): XCTestCase {"
      : "import Testing\nstruct Tests\(project.capitalWord) {"
    return Canary(
      path: project.folder(of: file.path) + "Tests\(project.capitalWord).swift",
      text: ([start] + tests + ["}"]).joined(separator: "\n") + "\n", word: project.word,
      count: checks.count, argument: nil)
  }
}
