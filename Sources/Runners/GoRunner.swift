import Vocabulary

/// `go test`: plain, verbose, and as JSON.
///
/// Names are `PACKAGE.TestName/subtest`. Without `-v` a package tells nothing of its tests but which fail, so that the
/// package is what passes or fails; one that passes is not believed, since its program may have ended before its tests.
/// So go is asked for `-v`, in a script's calls by the variable that it reads.
package enum GoRunner: Runner {
  package static let name = "go"
  package static let marks = [
    "ok  \t", "FAIL\t", "?   \t", "=== RUN", "\"Action\":", "no Go files",
  ]

  package static func isCalled(by call: Call) -> Bool { arguments(of: call) != nil }

  private static func arguments(of call: Call) -> ArraySlice<String>? {
    guard let own = call.arguments(after: "go"), own.first == "test" else { return nil }
    let isAside = own.contains { ["-c", "-n", "-list"].contains($0) || $0.hasPrefix("-list=") }
    return isAside ? nil : own.dropFirst()
  }

  package static func request(for call: Call?, in place: String) -> ReportRequest? {
    guard let call else { return ReportRequest(environment: ["GOFLAGS": "-v"]) }
    guard let own = arguments(of: call) else { return nil }
    let isAskedFor = own.contains { word in
      ["-v", "-json", "-args", "--args"].contains(word) || word.hasPrefix("-v=")
        || word.hasPrefix("-json=") || word.hasPrefix("-test.v")
    }
    return isAskedFor ? nil : ReportRequest(arguments: ["-v"])
  }

  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    guard let own = arguments(of: call), let first = tests.first.flatMap(parts),
      let options = options(own)
    else { return nil }
    var patterns: [[String]] = []
    for test in tests {
      guard let (package, path) = parts(of: test), package == first.package else { return nil }
      patterns.append(path)
    }
    // Levels are matched one by one: tests of several parents would be crossed with one another.
    let parents = Set(patterns.map { $0.dropLast() })
    guard parents.count == 1, let parent = parents.first else { return nil }
    let leaves = patterns.compactMap(\.last).map(escaped)
    let leaf = leaves.count == 1 ? "^\(leaves[0])$" : "^(\(leaves.joined(separator: "|")))$"
    var levels = parent.map { "^\(escaped($0))$" }
    levels.append(leaf)
    let pattern = levels.joined(separator: "/")
    let flags = stopsEarly ? ["-failfast"] : []
    let end = ["-v", "-run", pattern, first.package]
    return call.replacing(words: Array(call.words.prefix(2)) + options + flags + end)
  }

  /// `example.com/x/a` and `TestSum`, `sub` of `example.com/x/a.TestSum/sub`; `nil` for what names no test.
  private static func parts(of test: String) -> (package: String, path: [String])? {
    let starts = [".Test", ".Example", ".Fuzz"].compactMap { test.firstRange(of: $0) }
    guard let start = starts.min(by: { $0.lowerBound < $1.lowerBound })?.lowerBound else {
      return nil
    }
    let path = test[test.index(after: start)...].split(
      separator: "/", omittingEmptySubsequences: false
    ).map(String.init)
    // What was numbered is none of go's names; an empty level matches anything.
    guard path.allSatisfy({ !$0.isEmpty && !$0.contains(" ") }) else { return nil }
    return (String(test[..<start]), path)
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if "\\.+*?()|[]{}^$".contains(character) { result.append("\\") }
      result.append(character)
    }
  }

  /// The options among `words`; `nil` where it is not known which words are options and which packages.
  private static func options(_ words: ArraySlice<String>) -> [String]? {
    let flags: Set = [
      "-v", "-race", "-short", "-msan", "-asan", "-cover", "-x", "-trimpath", "-failfast", "-a",
    ]
    let valued: Set = [
      "-count", "-timeout", "-tags", "-p", "-parallel", "-cpu", "-mod", "-modfile", "-vet",
      "-ldflags",
      "-gcflags", "-covermode", "-coverprofile", "-coverpkg", "-exec", "-overlay", "-shuffle",
    ]
    var options: [String] = []
    var takesValue = false
    for word in words {
      if takesValue {
        options.append(word)
        takesValue = false
      } else if word.hasPrefix("-") {
        let option = "-" + word.drop { $0 == "-" }.prefix { $0 != "=" }
        let hasValue = word.contains("=")
        guard flags.contains(option) || valued.contains(option) else { return nil }
        takesValue = valued.contains(option) && !hasValue
        if option != "-v" && option != "-failfast" { options.append(word) }
      }
    }
    return options
  }

  // MARK: Text

  package static func read(_ output: Output) -> Reading? {
    if let events = GoEvents.read(output) { return events }
    var text = GoText()
    var reading = Reading()
    for (number, line) in output.lines.enumerated() where text.take(line) { reading.covers(number) }
    guard text.isGo else { return nil }
    text.end()
    reading.tests = text.tests
    reading.unloaded = text.unloaded
    reading.isClosed = text.isClosed
    reading.doubt = text.doubt
    return reading
  }
}

/// What is known of go's text, line by line.
private struct GoText {
  private var packages: [(name: String, tests: [NamedTest], ending: Ending)] = []
  /// The tests of the package whose line is still to come.
  private var pending: [NamedTest] = []
  /// How often each test of that package was begun and not ended.
  private var running: [String: Int] = [:]
  private var isVerbose = false
  /// Whether that package has said that it has no tests to run.
  private var hasNone = false
  /// Whether `PASS` or `FAIL` stands alone below the last test.
  private var isThrough = false
  private var isCut = false

  private enum Ending { case passed, failed, unloaded, none }

  var tests: [NamedTest] = []
  var unloaded: [String] = []
  /// Why what passes is not believed.
  var doubt: String?

  /// Whether one of go's own lines was there.
  var isGo: Bool { !packages.isEmpty || isVerbose }

  var isClosed: Bool { !packages.isEmpty && !isCut }

  /// Takes the next line; gives whether it is one of go's own.
  mutating func take(_ line: Line) -> Bool {
    guard let first = line.bytes.first else { return false }
    switch first {
    case UInt8(ascii: "="):
      guard line.hasPrefix("=== ") else { break }
      if let name = line.after("=== RUN   ") {
        isVerbose = true
        running[name.text, default: 0] += 1
        isThrough = false
        return true
      }
      return ["=== PAUSE ", "=== CONT  ", "=== NAME  "].contains { line.hasPrefix($0) }
    case UInt8(ascii: "o"):
      if let rest = line.after("ok  \t") { return package(rest, .passed) }
    case UInt8(ascii: "F"):
      if let rest = line.after("FAIL\t") {
        let isUnloaded = rest.hasSuffix("[build failed]") || rest.hasSuffix("[setup failed]")
        return package(rest, isUnloaded ? .unloaded : .failed)
      }
      if line.equals("FAIL") { isThrough = running.isEmpty }
    case UInt8(ascii: "P"):
      if line.equals("PASS") { isThrough = running.isEmpty }
    case UInt8(ascii: "?"):
      if let rest = line.after("?   \t") { return package(rest, .none) }
    case UInt8(ascii: "t"):
      if line.equals("testing: warning: no tests to run") { hasNone = true }
    default: break
    }
    return isVerbose && note(line)
  }

  /// `--- PASS: TestA/b (0.00s)`, behind what a test printed without a line feed.
  private mutating func note(_ line: Line) -> Bool {
    guard line.hasSuffix("s)"), let start = line.range(of: "--- ")?.lowerBound else { return false }
    let rest = Line(line.bytes[(start + 4)...])
    for (word, result) in [
      ("PASS: ", TestResult.passed), ("FAIL: ", .failed), ("SKIP: ", .skipped),
    ] {
      guard let cut = rest.after(word)?.cut(atLast: " (") else { continue }
      let name = cut.before.text
      // What was not begun is printed by a test.
      guard let count = running[name] else { return false }
      running[name] = count > 1 ? count - 1 : nil
      pending.append(NamedTest(name, result))
      return true
    }
    return false
  }

  /// `ok  \texample.com/x\t0.003s [no tests to run]`
  private mutating func package(_ rest: Line, _ ending: Ending) -> Bool {
    guard
      let name = rest.bytes.split(maxSplits: 1, whereSeparator: { $0 == 0x09 || $0 == 0x20 }).first,
      !name.contains(0x3a)
    else { return false }
    var ending = ending
    if ending == .passed {
      // A test is still running: it has printed this.
      guard running.isEmpty else { return false }
      if hasNone || rest.hasSuffix("[no tests to run]") { ending = .none }
    }
    if ending == .none && !running.isEmpty { return false }
    let unended = running.flatMap { Array(repeating: NamedTest($0.key, .failed), count: $0.value) }
    packages.append(
      (Line(name).text, pending + unended.sorted { $0.name < $1.name }, ending))
    (pending, running, hasNone, isThrough) = ([], [:], false, false)
    return true
  }

  /// Settles what the packages say, once it is known whether tests are named.
  mutating func end() {
    if !pending.isEmpty && isThrough && running.isEmpty {
      // A test binary that was called by itself closes with this word alone.
      packages.append(("", pending, .none))
    } else if !pending.isEmpty || !running.isEmpty {
      isCut = true
      packages.append(("", pending, .none))
    }
    for (package, named, ending) in packages {
      tests += named.map {
        NamedTest(package.isEmpty ? $0.name : "\(package).\($0.name)", $0.result)
      }
      switch ending {
      case .passed where !isVerbose:
        tests.append(NamedTest(package, .passed))
        doubt = "go test names no test that passes unless it is called with -v"
      case .failed where !named.contains { $0.result == .failed }:
        tests.append(NamedTest(package, .failed))
      case .unloaded:
        tests.append(NamedTest(package, .failed))
        unloaded.append(package)
      default: break
      }
    }
    // What fails is believed.
    if tests.contains(where: { $0.result == .failed }) { doubt = nil }
  }
}

/// What `go test -json` says, line by line.
private struct GoEvents {
  private struct Package {
    var name: String
    var tests: [NamedTest] = []
    var running: [String: Int] = [:]
    /// What the text says of tests whose end is no event of its own: something was printed before it in its line.
    var told: [String: TestResult] = [:]
    var isUnloaded = false
    var isEnded = false

    mutating func end(_ result: TestResult) {
      let isBegun = !tests.isEmpty || !running.isEmpty
      for test in running.keys.sorted() {
        tests.append(NamedTest("\(name).\(test)", told[test] ?? result))
      }
      running = [:]
      isEnded = true
      guard result == .failed, !tests.contains(where: { $0.result == .failed }) else { return }
      tests.append(NamedTest(name, .failed))
      isUnloaded = !isBegun
    }
  }

  private var packages: [Package] = []
  private var places: [String: Int] = [:]

  static func read(_ output: Output) -> Reading? {
    guard output.lines.contains(where: { isEvent($0) }) else { return nil }
    var events = GoEvents()
    var reading = Reading()
    for (number, line) in output.lines.enumerated() {
      if isEvent(line) {
        events.take(GoEvent(line))
      } else if let rest = line.after("FAIL\t"), let package = rest.cut(at: " [")?.before.text {
        // Up to version 1.23 what cannot be built is no event.
        events.packages[events.place(of: package)].end(.failed)
      } else {
        continue
      }
      reading.covers(number)
    }
    guard !events.packages.isEmpty else { return nil }
    reading.tests = events.packages.flatMap(\.tests)
    reading.unloaded = events.packages.filter(\.isUnloaded).map(\.name)
    reading.isClosed = events.packages.allSatisfy(\.isEnded)
    return reading
  }

  private static func isEvent(_ line: Line) -> Bool {
    line.bytes.first == UInt8(ascii: "{") && line.bytes.last == UInt8(ascii: "}")
      && (line.hasPrefix("{\"Time\":\"") || line.hasPrefix("{\"Action\":\"")
        || line.hasPrefix("{\"ImportPath\":\""))
  }

  private mutating func place(of package: String) -> Int {
    if let place = places[package] { return place }
    places[package] = packages.count
    packages.append(Package(name: package))
    return packages.count - 1
  }

  private mutating func take(_ event: GoEvent) {
    guard let action = event.action, let package = event.package else { return }
    let place = place(of: package.text)
    if action.equals("output") {
      if let (test, result) = event.end, packages[place].running[test] != nil {
        packages[place].told[test] = result
      }
      return
    }
    let test = event.test.map(JSONText.unescaped)
    if action.equals("run"), let test {
      packages[place].running[test, default: 0] += 1
      packages[place].isEnded = false
      return
    }
    let results: [(String, TestResult)] = [
      ("pass", .passed), ("fail", .failed), ("skip", .skipped),
    ]
    guard let result = results.first(where: { action.equals($0.0) })?.1 else { return }
    guard let test else {
      packages[place].end(result)
      return
    }
    // What was not begun is printed by a test.
    guard let count = packages[place].running[test] else { return }
    packages[place].running[test] = count > 1 ? count - 1 : nil
    packages[place].tests.append(NamedTest("\(packages[place].name).\(test)", result))
  }
}

/// One line of `go test -json`, as far as it matters; what is printed comes behind everything else.
private struct GoEvent {
  private(set) var action: Line?
  private(set) var package: Line?
  private(set) var test: Line?
  private var output: Line?

  init(_ line: Line) {
    let bytes = line.bytes
    var place = bytes.startIndex
    while let key = GoEvent.text(&place, of: bytes) {
      guard place < bytes.endIndex, bytes[place] == UInt8(ascii: ":") else { return }
      // A number is none of what is looked for.
      guard place + 1 < bytes.endIndex, bytes[place + 1] == UInt8(ascii: "\"") else { continue }
      if key.equals("Output") {
        output = Line(bytes[place...])
        return
      }
      guard let value = GoEvent.text(&place, of: bytes) else { return }
      if key.equals("Action") { action = value }
      if key.equals("Package") { package = value }
      if key.equals("Test") { test = value }
    }
  }

  /// The next text in quotes; `place` moves behind it.
  private static func text(_ place: inout Int, of bytes: ArraySlice<UInt8>) -> Line? {
    guard let open = bytes[place...].firstIndex(of: UInt8(ascii: "\"")) else { return nil }
    var end = open + 1
    while end < bytes.endIndex, bytes[end] != UInt8(ascii: "\"") {
      end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard end < bytes.endIndex else { return nil }
    place = end + 1
    return Line(bytes[(open + 1)..<end])
  }

  /// The test whose end is printed, and how it came out.
  var end: (String, TestResult)? {
    guard let output, let start = output.range(of: "--- ")?.upperBound else { return nil }
    let rest = Line(output.bytes[start...])
    for (word, result) in [
      ("PASS: ", TestResult.passed), ("FAIL: ", .failed), ("SKIP: ", .skipped),
    ] {
      guard let cut = rest.after(word)?.cut(atLast: " (") else { continue }
      return (JSONText.unescaped(cut.before), result)
    }
    return nil
  }
}
