import Foundation
import Loopback
import Support
import Testing

/// The released packages that judge exports.
private enum Judge {
  static var isThere: Bool { PythonPackages.exports.python != nil }

  /// What the package of `format` finds in `folder`.
  static func found(_ format: String, in folder: String) throws -> [String: Any] {
    let python = try #require(PythonPackages.exports.python)
    let ended = try run(
      [python, PythonPackages.file("judges.py"), format, folder], in: "/",
      environment: ProcessInfo.processInfo.environment)
    guard ended.status == 0 else { throw GitFailed(errors: "\(format): \(ended.errors)") }
    let line = ended.output.split(separator: "\n").last ?? ""
    return try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
  }
}

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `Exported runs` {
  private static let formats = [
    "atif", "chat", "preference", "steps", "swebench", "agent-trace", "otel",
  ]

  /// Breaks a test, gets stuck, is brought back, and mends the bug.
  private func say(_ turn: ScriptedModel.Turn) -> ScriptedModel.Say? {
    guard turn.kind == .choice else { return nil }
    let path = "clock/spans.py"
    let harm = json([
      "edits": [["path": path, "search": "first[0] < second[1]", "replacement": "first[0] > 99"]],
      "why": "Nothing overlaps.",
    ])
    let absent = json([
      "edits": [["path": path, "search": "no such text", "replacement": "x"]], "why": "Perhaps.",
    ])
    return switch turn.step {
    case 2: .call("read", json(["path": path]))
    case 3: .call("edit", harm)
    case 4: .call("test", "{}")
    case 5...7: .call("edit", absent)
    case 9: .call("edit", Mending.edit)
    case 10: .call("test", "{}")
    default: .call("finish", Mending.finish)
    }
  }

  /// A repository with such a run, whose base has a licence.
  private func worked() throws -> Journey {
    let licence =
      "MIT License\n\nPermission is hereby granted, free of charge, to any person.\n"
      + "The above copyright notice shall be included.\n"
    let journey = try Journey(Buggy.python.merging(["LICENSE": licence]) { $1 })
    let model = try ScriptedModel { say($0) }
    defer { model.server.stop() }
    try journey.use(model)
    let issue = try journey.issue("# Spans that touch stay apart\n\n`join` should join them.\n")
    let ended = try journey.colleague("work", issue)
    #expect(ended.status == 0, "\(ended.errors)")
    let kinds = try journey.subjects().map { $0.prefix { $0 != ":" } }
    #expect(
      kinds == [
        "test", "read", "edit", "test", "edit refused", "edit refused", "edit refused",
        "backtrack", "edit", "test",
        "finish", "verdict", "arrange",
      ])
    return journey
  }

  private func files(in folder: String) throws -> [String: Data] {
    let manager = FileManager.default
    var files: [String: Data] = [:]
    for name in try manager.subpathsOfDirectory(atPath: folder) {
      files[name] = manager.contents(atPath: "\(folder)/\(name)")
    }
    return files
  }

  @Test(.needs("Python 3.12 with a package index", Judge.isThere))
  func `load in the packages of all seven formats, and are the same bytes twice`() throws {
    let journey = try worked()
    let root = journey.repository.directory.path
    var found: [String: [String: Any]] = [:]
    for format in Self.formats {
      for round in 1...2 {
        let ended = try journey.colleague(
          "export", "--format", format, "--output", "\(root)/\(format)-\(round)")
        #expect(ended.status == 0, "\(format): \(ended.errors)")
        #expect(ended.output.hasPrefix("1 run exported to "), "\(ended.output)")
      }
      let one = try files(in: "\(root)/\(format)-1")
      #expect(try files(in: "\(root)/\(format)-2") == one, "\(format)")
      #expect(one.keys.contains("datasheet.md") && one.keys.contains("datasheet.json"))
      found[format] = try Judge.found(format, in: "\(root)/\(format)-1")
    }
    #expect(found["atif"]?["steps"] as? [Int] == [14])
    #expect(found["chat"]?["columns"] as? [String] == ["messages", "tools"])
    // Of nine turns the harmful one, its test and three refused edits are given up.
    #expect(found["chat"]?["trained"] as? Int == 3)
    #expect(found["preference"]?["rows"] as? Int == 1)
    let labels = found["steps"]?["labels"] as? [[Bool]]
    #expect(labels == [[false, false, false, false, false, false, true, true, true]])
    #expect(found["steps"]?["full"] as? Int == 13)
    let patch = try #require((found["swebench"]?["patches"] as? [String])?.first)
    let changed = try journey.repository.git(
      "diff", "main",
      try #require(
        try journey.refs("refs/heads/colleague").first))
    #expect(patch == changed + "\n")
    let ranges = try #require(found["agent-trace"]?["ranges"] as? [[Any]])
    #expect(ranges.count == 1 && ranges[0][0] as? String == "clock/spans.py")
    let spans = try #require(found["otel"]?["spans"] as? [String])
    #expect(spans.count { $0.hasPrefix("execute_tool ") } == 13)
    #expect(spans.first == "invoke_agent colleague" && spans.contains("chat scripted"))
  }

  @Test func `have prompts as they were sent, and say in the datasheet what they are`() throws {
    let journey = try worked()
    let folder = journey.repository.directory.path + "/chat"
    let ended = try journey.colleague("export", "--format", "chat", "--output", folder)
    #expect(ended.status == 0, "\(ended.errors)")
    let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/datasheet.json"))
    let sheet = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let counts = try #require(sheet["labels"] as? [String: Any])
    #expect(counts["prompts"] as? [String: Int] == ["as it was sent": 9])
    #expect(counts["episodes"] as? [String: Int] == ["backtrack": 1])
    let licences = try #require(sheet["licences"] as? [[String: Any]])
    #expect(licences.first?["spdx"] as? String == "MIT")
    let page = try String(contentsOfFile: folder + "/datasheet.md", encoding: .utf8)
    #expect(page.contains("- `LICENSE`: MIT (MIT License)"))
  }

  @Test func `come as lines without a folder, the turns of recovery alone where asked for`() throws
  {
    let journey = try worked()
    let all = try journey.colleague("export", "--format", "chat")
    let alone = try journey.colleague("export", "--format", "chat", "--recovery-only")
    #expect(all.status == 0, "\(all.errors)")
    func weights(_ text: String) throws -> [Double] {
      try text.split(separator: "\n").flatMap { line -> [Double] in
        let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return (row?["messages"] as? [[String: Any]] ?? []).compactMap { $0["weight"] as? Double }
      }
    }
    #expect(try weights(all.output).contains(1))
    // Between the report and the return there were refused edits alone, which nobody is to learn.
    #expect(alone.status == 3 && alone.output.isEmpty, "\(alone.errors)")
  }

  @Test func `leave out what is damaged, in a sentence, and go on`() throws {
    let journey = try Journey(Buggy.shell)
    for number in 1...2 {
      let text = "# Fifty should pass, \(number)\n"
      #expect(
        try journey.colleague("work", "--policy", "repair", try journey.issue(text)).status == 0)
    }
    let refs = try journey.refs("refs/colleague/runs/")
    let blob = try journey.repository.git("rev-parse", "\(refs[0]):steps/0002.json")
    let object = "\(journey.repository.path)/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
    try FileManager.default.removeItem(atPath: object)
    let folder = journey.repository.directory.path + "/sets/one"
    let refused = try journey.colleague("export", "--format", "atif", "--output", folder)
    #expect(refused.status == 128, "\(refused.errors)")
    let ended = try journey.colleague(
      "export", "--format", "atif", "--output", journey.repository.directory.path + "/one")
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(ended.output.hasPrefix("1 run exported") && ended.output.contains("1 run left out"))
    let id = refs[0].dropFirst("refs/colleague/runs/".count)
    #expect(ended.errors.contains("run \(id) is left out: "), "\(ended.errors)")
    let again = try journey.colleague(
      "export", "--format", "atif", "--output", journey.repository.directory.path + "/one")
    #expect(again.status == 128 && again.errors.contains("is there already"), "\(again.errors)")
    let names = try FileManager.default.contentsOfDirectory(
      atPath: journey.repository.directory.path)
    #expect(!names.contains { $0.contains(".colleague-") }, "\(names)")
  }

  @Test func `are refused with one sentence where the call is wrong or there is none`() throws {
    let journey = try Journey(Buggy.shell)
    for (arguments, status, words) in [
      (["--format", "atif"], 3, "there are no runs"), ([], 129, "--format"),
      (["--format", "parquet"], 129, "parquet"),
      (["--format", "atif", "--split", "train=1"], 129, "go together"),
      (["--format", "atif", "--split", "a=0", "--by", "issue", "-o", "x"], 129, "--split takes"),
      (["--format", "atif", "--outcome", "good"], 129, "--outcome does not take 'good'"),
      (["--format", "atif", "--since", "yesterday"], 129, "--since takes a day"),
      (["--format", "atif", "--recovery-only"], 129, "go with --format chat"),
      (["--format", "atif", "nobody"], 128, "nobody"),
    ] as [([String], Int32, String)] {
      let ended = try journey.start(["export"] + arguments).wait()
      #expect(ended.status == status && ended.errors.contains(words), "\(ended.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: journey.repository.path + "/x"))
  }
}
