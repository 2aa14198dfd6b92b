import FoundationEssentials
import Vocabulary

/// RSpec: its progress and documentation formats, and two report files.
///
/// The JSON file names every example and holds one that did not come to its end as one without a
/// status. Nothing but the HTML format tells how many examples were to run: it writes how far it is
/// after each, in percent, which an `exit` outside of an example leaves below 100.
package enum RSpecRunner: Runner {
  package static let name = "rspec"
  package static let marks = [
    "(files took ", "An error occurred ", "While loading ", "/rspec --pattern ",
  ]

  package static func isCalled(by call: Call) -> Bool {
    call.program == "rspec" && !call.words.contains { unreadable.contains($0) }
  }

  private static let unreadable: Set = [
    "--bisect", "--init", "--dry-run", "--version", "-v", "--help", "-h",
  ]

  package static func request(for call: Call?, in place: String) -> ReportRequest? {
    let files = [
      "--format", "json", "--out", "\(place)/rspec.json", "--format", "html", "--out",
      "\(place)/rspec.html",
    ]
    guard let call else {
      let words = ["--format", "progress"] + files
      return ReportRequest(environment: ["SPEC_OPTS": words.joined(separator: " ")])
    }
    // An option of the command takes the place of the formats in the project's own `.rspec`.
    let own = call.words.dropFirst().contains { $0.hasPrefix("-f") || $0.hasPrefix("--format") }
    return ReportRequest(arguments: (own ? [] : ["--format", "progress"]) + files)
  }

  /// By whole descriptions, `-E`, in the files they stand in.
  ///
  /// A description that RSpec makes of the matcher is known only once the example has run, and a
  /// number of ours behind equal ones is none of RSpec's.
  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    guard isCalled(by: call) else { return nil }
    var files: [String] = []
    var patterns: [String] = []
    for test in tests {
      guard let cut = Line(test).cut(at: " > "), !cut.before.isEmpty, !cut.after.isEmpty,
        !cut.after.contains("is expected to"), !cut.after.contains("should"),
        !cut.after.hasSuffix(")")
      else { return nil }
      if !files.contains(cut.before.text) { files.append(cut.before.text) }
      patterns += ["-E", "^\(escapedForRegex(cut.after.text))$"]
    }
    // The same description in another of the files would run as well.
    guard files.count == 1 else { return nil }
    let options = call.words.dropFirst().filter { word in
      word.hasPrefix("-") || !(word.hasSuffix(".rb") || word == "spec" || word.hasPrefix("spec/"))
    }
    return call.replacing(
      words: [call.words[0]] + options + (stopsEarly ? ["--fail-fast"] : []) + patterns + files)
  }

  // MARK: Text

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var text = RSpecText()
    for (number, line) in output.lines.enumerated() where text.take(line) { reading.covers(number) }
    guard text.isRSpec else { return nil }
    reading.tests = text.tests
    reading.unloaded = text.unloaded
    reading.counts = text.tally.counts
    reading.runs = text.runs
    reading.isClosed = text.tally.closed > 0 && !text.isOpen
    reading.isOrdered = !text.isShuffled
    reading.doubt = text.doubt
    return reading
  }

  // MARK: Report files

  package static func read(_ files: [ReportFile], beside text: Reading?) -> Reading? {
    // Of several runs one after the other the last alone is left in the file.
    guard let file = files.first(where: { $0.path == "rspec.json" }), (text?.runs.count ?? 0) < 2
    else { return nil }
    var reading = Reading()
    reading.isFromFile = true
    reading.isClosed = true
    reading.span = text?.span
    guard let report = try? JSONDecoder().decode(RSpecReport.self, from: Data(file.bytes)) else {
      reading.counts = text?.counts
      reading.doubt = "rspec's report file is no whole one"
      return reading
    }
    for example in report.examples { note(example, in: &reading) }
    for outside in text?.unloaded ?? [] { reading.add(unloaded: outside) }
    let outside = report.summary.errors_outside_of_examples_count?.bounded ?? 0
    reading.counts = TestReport.Counts(
      passed: reading.names(.passed).count, failed: report.summary.failure_count + outside,
      skipped: report.summary.pending_count)
    reading.isOrdered = report.seed == nil
    if reading.doubt == nil, report.summary.failure_count + outside == 0,
      let page = files.first(where: { $0.path == "rspec.html" }), !report.examples.isEmpty,
      let reached = progress(in: page.bytes), reached != "100.0"
    {
      reading.doubt = "rspec went through \(reached)% of its examples"
    }
    return reading
  }

  private static func note(_ example: RSpecReport.Example, in reading: inout Reading) {
    let path = Line(String((example.id ?? example.file_path).prefix { $0 != "[" })).projectPath
    let name = "\(path) > \(example.full_description)"
    switch example.status {
    case "passed": reading.add(name, .passed)
    case "failed": reading.add(name, .failed)
    case "pending": reading.add(name, .skipped)
    default:
      reading.doubt = reading.doubt ?? "the example \(example.full_description) did not end"
    }
  }

  /// How far the last example that ended lies, `66.6`; `nil` where none ended.
  private static func progress(in page: [UInt8]) -> String? {
    let mark = "<script type=\"text/javascript\">moveProgressBar('"
    guard let start = Line(page[...]).lastRange(of: mark) else { return nil }
    return Line(page[start.upperBound...].prefix { $0 != UInt8(ascii: "'") }).text
  }
}

/// What RSpec's JSON format writes, as far as it is read.
private struct RSpecReport: Decodable {
  var examples: [Example]
  var summary: Summary
  var seed: Int?

  struct Example: Decodable {
    /// Versions before 3.3 have none.
    var id: String?
    var file_path: String
    var full_description: String
    var status: String
  }

  struct Summary: Decodable {
    @Amount var failure_count: Int
    var pending_count: Int
    var errors_outside_of_examples_count: Int?
  }
}

/// What is known of RSpec's text, line by line.
private struct RSpecText {
  var tally = SessionTally()
  var runs: [TestReport.Counts] = []
  var tests: [NamedTest] = []
  var unloaded: [String] = []
  var isShuffled = false
  /// Whether a run was begun that has no closing line.
  var isOpen = false
  var doubt: String?
  private var isTimed = false
  private var isFailedList = false
  private var isDump = false
  /// Characters of the progress format, the examples they stand for, and whether a line has nothing
  /// else.
  private var dots = 0
  private var counted = 0
  private var isProgress = false
  private var isSilent = true

  /// Whether one of RSpec's own lines was there.
  var isRSpec: Bool { tally.closed > 0 || isOpen || !unloaded.isEmpty }

  /// Takes the next line; gives whether it is one of RSpec's own.
  mutating func take(_ line: Line) -> Bool {
    if isTimed {
      isTimed = false
      if let parts = line.numberedParts, close(parts) { return true }
    }
    if line.hasPrefix("Finished in "), line.contains(" (files took "), line.hasSuffix(" to load)") {
      isTimed = true
      return false
    }
    if isFailedList {
      if let rest = line.after("rspec "), note(failed: rest) { return true }
      isFailedList = line.isEmpty
    }
    if line.equals("Failed examples:") {
      isFailedList = true
      return true
    }
    // Other runners have such lines as well; they are no sign of this one.
    if line.equals("Failures:") || line.hasPrefix("Pending: (Failures listed here") {
      isDump = true
      return false
    }
    if line.hasPrefix("Randomized with seed ") {
      isShuffled = true
      return false
    }
    // The command that rake's task starts, as it prints it.
    if line.contains("/rspec --pattern "), !line.hasSuffix(" failed") {
      if isOpen { doubt = doubt ?? "a run of rspec's has no closing line" }
      (isOpen, isDump, isProgress, isSilent) = (true, false, false, true)
      (dots, counted) = (0, 0)
      return true
    }
    if line.hasPrefix("An error occurred "), note(outside: line) { return true }
    if line.hasPrefix("While loading "), line.hasSuffix(" occurred, RSpec will now quit.") {
      isOpen = true
      return true
    }
    note(progress: line)
    return false
  }

  private mutating func note(progress line: Line) {
    guard !isDump, !line.isEmpty else { return }
    isSilent = false
    let marks = line.bytes.count { ".F*".utf8.contains($0) }
    dots += marks
    if marks == line.bytes.count { isProgress = true }
  }

  /// `3 examples, 1 failure, 1 pending, 1 error occurred outside of examples`
  private mutating func close(_ parts: [(number: Int, words: String)]) -> Bool {
    guard parts.count >= 2, ["example", "examples"].contains(parts[0].words),
      ["failure", "failures"].contains(parts[1].words)
    else { return false }
    var (pending, outside) = (0, 0)
    for part in parts.dropFirst(2) {
      if part.words == "pending" { pending = part.number }
      if part.words.hasSuffix("outside of examples") { outside = part.number }
    }
    let examples = parts[0].number
    // Several processes may print their marks first and their summaries then.
    counted += examples
    let isShort = isProgress ? dots < counted : isSilent && examples > 0
    if isShort && parts[1].number == 0 {
      doubt = doubt ?? "an example of rspec's did not end"
    }
    let counts = TestReport.Counts(
      passed: max(0, examples - parts[1].number - pending), failed: parts[1].number + outside,
      skipped: pending)
    tally.close(passed: counts.passed, failed: counts.failed, skipped: counts.skipped)
    runs.append(counts)
    (isOpen, isDump) = (false, false)
    return true
  }

  /// `./spec/a_spec.rb:3 # S b`, `'./spec/a_spec.rb[1:2]' # S b`
  private mutating func note(failed line: Line) -> Bool {
    guard let cut = line.cut(at: " # ") else { return false }
    var place = cut.before.trimmed
    if let quoted = place.after("'")?.before("'") { place = quoted }
    if let id = place.cut(atLast: "["), place.hasSuffix("]") {
      place = id.before
    } else if let numbered = place.cut(atLast: ":"), numbered.after.number != nil {
      place = numbered.before
    }
    tests.append(NamedTest("\(place.projectPath) > \(cut.after.text)", .failed))
    return true
  }

  /// ``An error occurred while loading ./spec/a_spec.rb.``, ``An error occurred in an
  /// `after(:suite)` hook.``
  private mutating func note(outside line: Line) -> Bool {
    let name: String
    if let path = line.after("An error occurred while loading ")?.before(".") {
      name = path.projectPath
    } else if line.hasPrefix("An error occurred in a"), line.hasSuffix(" hook.") {
      name = String(line.text.drop { $0 != "`" }.dropFirst().prefix { $0 != "`" })
    } else {
      return false
    }
    if !tests.contains(where: { $0.name == name }) { tests.append(NamedTest(name, .failed)) }
    if !unloaded.contains(name) { unloaded.append(name) }
    return true
  }
}

/// `text` as a part of a regular expression of Ruby's, PCRE's or ICU's that matches nothing else.
func escapedForRegex(_ text: String) -> String {
  var escaped = ""
  for scalar in text.unicodeScalars {
    if scalar.isASCII, !scalar.properties.isAlphabetic, scalar.properties.numericType == nil,
      scalar != "_", scalar != " "
    {
      escaped += "\\"
    }
    escaped.unicodeScalars.append(scalar)
  }
  return escaped
}
