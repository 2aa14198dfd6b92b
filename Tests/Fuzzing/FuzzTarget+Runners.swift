import FoundationEssentials
import Vocabulary

@testable import Runners

extension FuzzTarget {
  /// What runners of tests print and leave in files, and the commands that call them.
  static let runners = [
    FuzzTarget("runners", share: 8) { bytes in
      guard let session = Session(bytes) else { return }
      let command = session.head["command"]
      check(TestReading.read(session.output, ending: .exited(0), command: nil))
      check(
        TestReading.read(
          session.output, ending: .exited(1), command: command, files: session.files))
      guard let runner = TestReading.runners.first(where: { $0.name == session.head["runner"] })
      else { return }
      check(
        TestReading.read(
          session.output, ending: .exited(0), command: command, files: session.files,
          among: [runner]))
      guard let reading = runner.read(session.files, beside: nil) else { return }
      require(
        reading.total.passed >= 0 && reading.total.failed >= 0 && reading.total.skipped >= 0,
        "a negative count")
    },
    FuzzTarget("junit") { bytes in
      guard let document = result({ try JUnitDocument(bytes) }) else { return }
      require(document.tests.count <= bytes.count / 11, "more tests than elements")
    },
    FuzzTarget("test-command") { bytes in
      let command = bytes.text
      guard let calls = Call.sequence(command) else { return }
      for call in calls {
        guard let runner = TestReading.runner(calledBy: call) else { continue }
        _ = runner.request(for: call, in: "/report")
        _ = runner.focused(call, on: ["a/b.c::d", "It's \"one\"", "-x"], stopsEarly: true)
      }
      _ = TestInvocation(command, reportingTo: "/report")
    },
  ]

  /// What holds for a report: it says one thing, and is kept and read back.
  private static func check(_ report: TestReport) {
    require(
      report.counts.passed >= 0 && report.counts.failed >= 0 && report.counts.skipped >= 0,
      "a negative count")
    require(!report.allPass || report.failed.isEmpty, "all pass, and \(report.failed) fail")
    require(!report.summary.contains(where: \.isNewline), "a summary of two lines")
    let read = must("a report's JSON") {
      try JSONDecoder().decode(TestReport.self, from: JSONEncoder().encode(report))
    }
    require(read, is: report, "a report read back")
  }
}

/// What a runner printed and left in files, in the form of the golden files of the runners' tests.
private struct Session {
  var head: [Substring: String] = [:]
  var output: [UInt8] = []
  var files: [ReportFile] = []

  init?(_ bytes: [UInt8]) {
    guard let end = bytes.firstRange(ofBytes: "\n---\n".utf8) else { return nil }
    for line in [UInt8](bytes[..<end.lowerBound]).text.split(separator: "\n") {
      guard let colon = line.firstRange(of: ": ") else { continue }
      head[line[..<colon.lowerBound]] = String(line[colon.upperBound...])
    }
    var rest = bytes[end.upperBound...]
    var pieces: [ArraySlice<UInt8>] = []
    while let mark = rest.firstRange(ofBytes: "\n--- file ".utf8) {
      pieces.append(rest[..<mark.lowerBound])
      rest = rest[mark.upperBound...]
    }
    pieces.append(rest)
    output = Array(pieces[0])
    files = pieces.dropFirst().prefix(8).compactMap { piece in
      guard let line = piece.firstIndex(of: 0x0a) else { return nil }
      return ReportFile(path: [UInt8](piece[..<line]).text, bytes: Array(piece[(line + 1)...]))
    }
  }
}
