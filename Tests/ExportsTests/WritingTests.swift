import Foundation
import Models
import Records
import Support
import Testing
import Text
import Vocabulary

@testable import Exports

@Suite struct `JSON that is exported` {
  private func text(_ json: JSON, hiding secrets: [String] = []) -> String {
    String(decoding: json.redactedText(by: Redactor(hiding: secrets)).value, as: UTF8.self)
  }

  @Test func `is what another reader reads, whatever the text holds`() throws {
    var scalars = (0..<0x300).compactMap { UnicodeScalar($0) }
    scalars += [0x2028, 0x2029, 0xfeff, 0xfffd, 0x1f600, 0x10ffff].compactMap { UnicodeScalar($0) }
    let all = String(String.UnicodeScalarView(scalars))
    let json: JSON = [
      "b": [.string(all), 1, true, .null, .double(0.25)], "a": ["": "\u{0}"],
      "\"\\\n": .double(.infinity),
    ]
    let read = try #require(
      try JSONSerialization.jsonObject(with: Data(text(json).utf8)) as? [String: Any])
    #expect((read["b"] as? [Any])?.first as? String == all)
    #expect((read["a"] as? [String: String])?[""] == "\u{0}")
    #expect(read["\"\\\n"] is NSNull)
  }

  @Test func `has its keys sorted and no white space`() {
    #expect(text(["b": 1, "a": [1, "x"]]) == #"{"a":[1,"x"],"b":1}"#)
  }

  @Test func `has no secret, at any depth, whatever stands in it`() {
    let secret = "CANARY \"77\"\\secret"
    let json: JSON = ["a": [["b": .string("key: \(secret).")]]]
    #expect(!text(json, hiding: [secret]).contains("77"))
  }
}

@Suite struct `A selection` {
  @Test func `takes what it asks for, and names the reason against the rest`() throws {
    var record = RunRecordSample.resolved
    var selection = Selection()
    #expect(selection.reasonAgainst(record) == nil)
    selection.outcomes = [.stuck]
    #expect(selection.reasonAgainst(record) == .outcome)
    selection.outcomes = [.stuck, .resolved]
    selection.mergeStatuses = [.merged]
    #expect(selection.reasonAgainst(record) == .mergeStatus)
    record.mergeStatus = MergeStatus(.merged, branch: "refs/heads/main", seen: .zero)
    #expect(selection.reasonAgainst(record) == nil)
    selection.policies = [.model]
    #expect(selection.reasonAgainst(record) == .policy)
    selection.policies = []
    selection.since = record.run.began + 1
    #expect(selection.reasonAgainst(record) == .since)
    selection.since = record.run.began
    selection.leastSteps = 9
    #expect(selection.reasonAgainst(record) == .steps)
    record.outcome = nil
    #expect(selection.reasonAgainst(record) == .working)
  }
}

@Suite struct `A licence` {
  @Test(arguments: [
    (
      "MIT License\n\nPermission is hereby granted, free of charge, to any person … The above copyright notice",
      "MIT" as String?
    ),
    (
      "                                 Apache License\n                           Version 2.0, January 2004",
      "Apache-2.0"
    ),
    ("GNU GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007", "GPL-3.0"),
    ("All rights reserved.", nil), ("", nil),
  ])
  func `is recognised by its words, and no other is guessed`(text: String, name: String?) {
    #expect(Licence.identifier(of: text) == name)
  }

  @Test func `is told by a file's name`() {
    #expect(
      ["LICENSE", "Licence.txt", "COPYING.LESSER", "LICENSE-MIT"].allSatisfy(Licence.isLicence))
    #expect(!["licenses", "main.c", "LICENSES"].contains(where: Licence.isLicence))
  }
}
