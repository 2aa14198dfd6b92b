import FoundationEssentials
import Vocabulary

/// `dart test` and `flutter test`: the counters before each line, and the report file of JSON
/// lines, which has the names.
package enum DartRunner: Runner {
  package static let name = "dart"
  package static let marks = [
    ": All tests passed!", ": Some tests failed.", " tests ran.", " +0: ",
  ]

  package static func isCalled(by call: Call) -> Bool {
    ["dart", "flutter"].contains(call.program) && call.words.dropFirst().first == "test"
  }

  package static func request(for call: Call?, in place: String) -> ReportRequest? {
    guard let call, isCalled(by: call), !call.words.contains("--"),
      !call.words.contains(where: { $0.hasPrefix("--file-reporter") })
    else { return nil }
    return ReportRequest(arguments: ["--file-reporter", "json:\(place)/dart.json"])
  }

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var tally = SessionTally()
    var isOpen = false
    for (number, line) in output.lines.enumerated() {
      guard let (counts, rest) = counters(line) else { continue }
      reading.covers(number)
      isOpen = true
      if let failed = rest.before(" [E]") {
        reading.add(identity(failed), .failed)
      } else if [
        "All tests passed!", "Some tests failed.", "All tests skipped.", "No tests ran.",
      ].contains(where: { rest.equals($0) }) {
        tally.close(passed: counts.passed, failed: counts.failed, skipped: counts.skipped)
        isOpen = false
      }
    }
    guard tally.closed > 0 || isOpen else { return nil }
    reading.foldEqualNames()
    reading.counts = tally.counts
    reading.isClosed = tally.closed > 0 && !isOpen
    reading.isOrdered = false
    return reading
  }

  /// `00:01 +3 ~1 -1: test/a_test.dart: S b`
  private static func counters(_ line: Line) -> (counts: TestReport.Counts, rest: Line)? {
    guard line.bytes.count > 8, line.bytes.dropFirst(2).first == UInt8(ascii: ":"),
      let first = line.bytes.first, (0x30...0x39).contains(first), let cut = line.cut(at: ": ")
    else { return nil }
    var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    let words = cut.before.words
    guard words.count >= 2, words[1].hasPrefix("+") else { return nil }
    for word in words.dropFirst() {
      guard let number = Line(word.bytes.dropFirst()).number else { return nil }
      switch word.bytes.first {
      case UInt8(ascii: "+"): counts.passed = number
      case UInt8(ascii: "-"): counts.failed = number
      case UInt8(ascii: "~"): counts.skipped = number
      default: return nil
      }
    }
    return (counts, cut.after.trimmed)
  }

  /// `test/a_test.dart > S b`
  private static func identity(_ line: Line) -> String {
    guard let cut = line.cut(at: ".dart: ") else { return line.text }
    return "\(cut.before.projectPath).dart > \(cut.after.text)"
  }

  // MARK: The report file

  package static func read(_ files: [ReportFile], beside text: Reading?) -> Reading? {
    guard let file = files.first(where: { $0.path == "dart.json" }) else { return nil }
    var reading = Reading()
    reading.isFromFile = true
    reading.isOrdered = false
    reading.span = text?.span
    var (paths, names): ([Int: String], [Int: String]) = ([:], [:])
    var isDone = false
    let decoder = JSONDecoder()
    for line in file.bytes.split(separator: 0x0a) {
      guard let event = try? decoder.decode(DartEvent.self, from: Data(line)) else { continue }
      if let suite = event.suite { paths[suite.id] = suite.path }
      if let test = event.test {
        let path = paths[test.suiteID].map { Line($0).projectPath + " > " } ?? ""
        names[test.id] = path + test.name
      }
      if let id = event.testID, let result = event.result, let name = names[id] {
        if result != "success" {
          reading.add(name, .failed)
        } else if event.hidden != true {
          reading.add(name, event.skipped == true ? .skipped : .passed)
        }
      }
      isDone = isDone || event.type == "done"
    }
    reading.isClosed = isDone
    if let text, text.isClosed, let said = text.counts, said != reading.total {
      reading.doubt = "dart's report file and its closing line tell of other numbers"
    }
    return reading
  }
}

/// An event of Dart's JSON reporter, as far as it is read.
private struct DartEvent: Decodable {
  var type: String
  var suite: Suite?
  var test: Test?
  var testID: Int?
  var result: String?
  var hidden: Bool?
  var skipped: Bool?

  struct Suite: Decodable {
    var id: Int
    var path: String?
  }

  struct Test: Decodable {
    var id: Int
    var name: String
    var suiteID: Int
  }
}
