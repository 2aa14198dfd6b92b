import Foundation
import Testing
import Vocabulary

@testable import Runners

/// What a real runner printed, what it left as report files, and what is real; written by `Tests/Runners/run`.
struct Golden: CustomTestStringConvertible, Sendable {
  var path: String
  var head: [String: [String]] = [:]
  var output: [UInt8] = []
  var files: [ReportFile] = []

  var testDescription: String { path }

  func one(_ key: String) -> String { head[key]?.first ?? "" }

  static let all: [Golden] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Goldens")
    let paths =
      FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".txt") }.sorted().compactMap { path in
      guard let data = try? Data(contentsOf: root.appendingPathComponent(path)) else { return nil }
      return Golden(path: path, Array(data))
    }
  }()

  init?(path: String, _ bytes: [UInt8]) {
    self.path = path
    guard let end = bytes.firstRange(ofBytes: "\n---\n".utf8) else { return nil }
    for line in String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\n") {
      guard let colon = line.firstRange(of: ": ") else { continue }
      head[String(line[..<colon.lowerBound]), default: []].append(String(line[colon.upperBound...]))
    }
    var rest = bytes[end.upperBound...]
    var pieces: [ArraySlice<UInt8>] = []
    while let mark = rest.firstRange(ofBytes: "\n--- file ".utf8) {
      pieces.append(rest[..<mark.lowerBound])
      rest = rest[mark.upperBound...]
    }
    pieces.append(rest)
    output = Array(pieces[0])
    files = pieces.dropFirst().compactMap { piece in
      guard let line = piece.firstIndex(of: 0x0a) else { return nil }
      return ReportFile(
        path: String(decoding: piece[..<line], as: UTF8.self), bytes: Array(piece[(line + 1)...]))
    }
  }

  var ending: Observation.Ending {
    Int(one("exit")).map { .exited($0) } ?? .exceeded(.time)
  }

  /// What is read of it, with its report files or without.
  func read(withFiles: Bool = true, command: Bool = true) -> TestReport {
    TestReading.read(
      output, ending: ending, command: command ? one("command") : nil, files: withFiles ? files : []
    )
  }

  /// `pass`, `fail`, `none`, `cut short` or `by status`.
  static func judged(_ report: TestReport) -> String {
    if report.doubt != nil { return "cut short" }
    if !report.succeeded || report.counts.failed > 0 { return "fail" }
    if report.isByExitStatus { return "by status" }
    return report.counts.passed > 0 ? "pass" : "none"
  }

  static func numbers(_ counts: TestReport.Counts) -> String {
    "\(counts.passed) \(counts.failed) \(counts.skipped)"
  }
}

@Suite struct `Output of real runners` {
  @Test(arguments: Golden.all) func `is read as what it is`(_ golden: Golden) {
    let report = golden.read()
    let judged = Golden.judged(report)
    let real = golden.one("real")
    #expect(judged == real || (real == "cut short" && !report.allPass), "\(report)")
    if let counts = golden.head["counts"] {
      #expect([Golden.numbers(report.counts)] == counts, "\(report)")
    }
    for (key, names) in [
      ("passed", report.passed), ("failed", report.failed), ("skipped", report.skipped),
    ] {
      guard let wanted = golden.head[key] else { continue }
      #expect(names == wanted.sorted())
    }
  }

  @Test(arguments: Golden.all) func `is read no better without report files`(_ golden: Golden) {
    guard !golden.files.isEmpty else { return }
    let report = golden.read(withFiles: false)
    let real = golden.one("real")
    #expect(report.allPass == (real == "pass") || !report.allPass, "\(report)")
    if let counts = golden.head["text-counts"] ?? golden.head["counts"], report.doubt == nil {
      #expect([Golden.numbers(report.counts)] == counts, "\(report)")
    }
  }

  @Test(arguments: Golden.all) func `is no pass that it is not, behind any command`(
    _ golden: Golden
  ) {
    let report = golden.read(command: false)
    guard golden.one("real") != "pass" else { return }
    // Of a command that nobody knows, with nothing printed that anybody knows, only the exit status is left.
    #expect(!report.allPass || report.isByExitStatus, "\(report)")
  }

  @Test(arguments: Golden.all) func `has the same meaning in colour and with carriage returns`(
    _ golden: Golden
  ) {
    var coloured = Array("\u{1b}[1m".utf8)
    for byte in golden.output {
      if byte == 0x0a { coloured += Array("\u{1b}[0m\r".utf8) }
      coloured.append(byte)
      if byte == 0x0a { coloured += Array("\u{1b}[38;5;9m\u{1b}[K".utf8) }
    }
    let report = TestReading.read(
      coloured, ending: golden.ending, command: golden.one("command"), files: golden.files)
    #expect(report == golden.read())
  }

  @Test(arguments: Golden.all) func `cut anywhere never passes where the whole does not`(
    _ golden: Golden
  ) {
    guard golden.one("real") != "pass", golden.one("real") != "by status" else { return }
    let ends = golden.output.indices.filter { golden.output[$0] == 0x0a }
    for end in ends.suffix(200) {
      let report = TestReading.read(
        Array(golden.output[..<end]), ending: .exited(0), command: golden.one("command"))
      // The first lines of a program that nobody knows may be no runner's words yet.
      #expect(!report.allPass || report.isByExitStatus, "cut at \(end)")
    }
  }

  @Test(arguments: Golden.all) func `that is cut short before its last line is no pass`(
    _ golden: Golden
  ) {
    guard golden.one("real") == "pass", golden.files.isEmpty else { return }
    let report = golden.read()
    // Half of what was printed, up to a whole line.
    let half = golden.output[..<(golden.output.count / 2)]
    guard let end = half.lastIndex(of: 0x0a) else { return }
    let cut = TestReading.read(
      Array(golden.output[..<end]), ending: .exited(0), command: golden.one("command"))
    #expect(
      !cut.allPass || cut.isByExitStatus || report.counts.passed == cut.counts.passed, "\(cut)")
  }

  @Test(arguments: Golden.all) func `was asked for as is asked today`(_ golden: Golden) {
    let asked = (golden.head["argument"] ?? []) + (golden.head["variable"] ?? [])
    guard !asked.isEmpty, let call = Call(golden.one("command")) else { return }
    let requests = TestReading.runners.filter { $0.isCalled(by: call) }
      .compactMap { $0.request(for: call, in: "PLACE") }
    guard let request = requests.first else { return }
    #expect(request.arguments + request.environment.map { "\($0)=\($1)" }.sorted() == asked)
  }
}
