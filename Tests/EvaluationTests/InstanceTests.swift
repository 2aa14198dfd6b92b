import Evaluation
import Foundation
import Testing

/// A line with these members over those of a whole instance; `nil` takes one away.
func line(_ changes: [String: Any?] = [:]) throws -> [UInt8] {
  var members: [String: Any] = [
    "instance_id": "org__project-1", "repo": "org/project", "base_commit": "abc123",
    "problem_statement": "It is wrong.", "test_patch": "diff --git a/t b/t\n",
    "FAIL_TO_PASS": "[\"t.py::test_a\"]", "PASS_TO_PASS": "[]",
  ]
  for (name, value) in changes { members[name] = value }
  return Array(try JSONSerialization.data(withJSONObject: members, options: [.sortedKeys]))
}

@Suite struct `A line of a suite` {
  @Test func `in the form of the published data set is an instance`() throws {
    let instance = try Instance(line(["version": "1.2", "created_at": NSNull(), "hints_text": ""]))
    #expect(instance.id == "org__project-1" && instance.repository == "org/project")
    #expect(instance.failToPass == ["t.py::test_a"] && instance.passToPass.isEmpty)
    #expect(!instance.givesTests && instance.gold == nil && instance.testCommand == nil)
  }

  @Test func `may have lists as lists, and commands beside them`() throws {
    let instance = try Instance(
      line([
        "FAIL_TO_PASS": ["a", "b"], "test_command": "make test", "setup_command": "make deps",
        "tests_at_base": true,
      ]))
    #expect(instance.failToPass == ["a", "b"] && instance.testCommand == "make test")
    #expect(instance.setupCommands == ["make deps"] && instance.givesTests)
  }

  @Test func `may name the commit that has solved it, and the tests of that`() throws {
    let text = """
      {"id": "a-1", "repo": "o/a", "base": "1f", "fix": "2f", "tests": ["t/a.py"], "test": "pytest", \
      "failing": ["t/a.py::test"], "hunks": 1}
      """
    let instance = try Instance(Array(text.utf8))
    #expect(instance.tests == .paths(["t/a.py"]) && instance.fix == "2f" && instance.givesTests)
    #expect(instance.problem == nil && instance.failToPass == ["t/a.py::test"])
  }

  @Test func `that lacks what it needs, or has it of another kind, says which`() throws {
    let faults: [([String: Any?], InstanceFault)] = [
      (["instance_id": nil as Any?], .missing("instance_id")),
      (["instance_id": "../../x"], .unusableID("../../x")),
      (["instance_id": ".x"], .unusableID(".x")),
      (["instance_id": 7], .wrong("instance_id")), (["repo": " "], .missing("repo")),
      (["test_patch": nil as Any?], .missing("test_patch")),
      (["problem_statement": ""], .missing("problem_statement")),
      (["FAIL_TO_PASS": "[1, 2]"], .wrong("FAIL_TO_PASS")),
      (["PASS_TO_PASS": ["a": 1]], .wrong("PASS_TO_PASS")),
      (["tests_at_base": "yes"], .wrong("tests_at_base")),

    ]
    for (changes, fault) in faults {
      let bytes = try line(changes)
      #expect(throws: fault, "\(changes)") { try Instance(bytes) }
    }
  }

  @Test func `that is damaged is none, wherever it is cut`() throws {
    let whole = try line(["patch": "é 😀 \u{0}"])
    for end in 0..<whole.count {
      #expect(throws: InstanceFault.self) { try Instance(whole[..<end]) }
    }
    #expect(throws: InstanceFault.notUTF8) { try Instance(whole.map { $0 == 0x2e ? 0xff : $0 }) }
    #expect(throws: InstanceFault.notUTF8) {
      try Instance(Array(#"{"instance_id": "\ud83d"}"#.utf8))
    }
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: InstanceFault.notJSON) { try Instance(Array("{\"repo\":\(deep)".utf8)) }
    #expect(throws: InstanceFault.notJSON) { try Instance(Array("[1]".utf8)) }
  }
}
