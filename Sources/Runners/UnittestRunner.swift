import Vocabulary

/// Python's own `unittest`, quiet, plain and verbose; and whatever prints as it does.
package enum UnittestRunner: Runner {
  package static let name = "unittest"
  package static let marks = ["Ran ", " ... "]

  package static func isCalled(by call: Call) -> Bool { arguments(of: call) != nil }

  package static func read(_ output: Output) -> Reading? { UnittestText.read(output, as: name) }

  private static func arguments(of call: Call) -> ArraySlice<String>? {
    call.arguments(ofModule: "unittest")
  }

  // MARK: Some tests only

  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    guard let own = arguments(of: call), let asked = UnittestArguments(own),
      tests.allSatisfy(UnittestName.isMethod)
    else { return nil }
    let start = Array(call.words[..<own.startIndex])
    let options = asked.options + (stopsEarly && !asked.options.contains("-f") ? ["-f"] : [])
    if asked.isFromHere { return call.replacing(words: start + options + tests) }
    // Below another folder the names cannot be imported from here; one file can be looked for.
    let modules = Set(tests.map { $0.split(separator: ".").dropLast(2).last ?? "" })
    guard modules.count == 1, let module = modules.first else { return nil }
    let patterns = tests.flatMap { ["-k", exactly($0)] }
    return call.replacing(
      words: start + ["discover"] + options + asked.places + ["-p", "\(module).py"] + patterns)
  }

  /// A pattern of `-k` that only this name fits: one without a star would fit what begins or ends with it, too.
  private static func exactly(_ name: String) -> String {
    name.last.map { "\(name.dropLast())[\($0)*]" } ?? name
  }
}

extension Call {
  /// What follows `-m module`, also behind `coverage run`.
  func arguments(ofModule module: String) -> ArraySlice<String>? {
    // No program has a name like this, so that only Python's `-m` counts.
    if let own = arguments(after: "-m", module: module) { return own }
    guard arguments(after: "coverage", module: "coverage")?.first == "run",
      let flag = words.firstIndex(of: "-m"), words.dropFirst(flag + 1).first == module
    else { return nil }
    return words[(flag + 2)...]
  }
}

/// The words of a call of `unittest`, taken apart.
private struct UnittestArguments {
  /// Options that are kept.
  var options: [String] = []
  /// The options of discovery that say where tests are.
  var places: [String] = []
  /// Whether names can be imported from the folder of the call.
  var isFromHere = true

  init?(_ words: ArraySlice<String>) {
    var start: String?
    var top: String?
    var isDiscovery = false
    var rest = Array(words)
    if rest.first == "discover" {
      isDiscovery = true
      rest.removeFirst()
    }
    var place = 0
    var positions = 0
    while place < rest.count {
      let word = rest[place]
      place += 1
      let (option, joined) = UnittestArguments.parted(word)
      switch option {
      case "-s", "-t", "-p", "-k", "--start-directory", "--top-level-directory", "--pattern",
        "--durations":
        guard let value = joined ?? (place < rest.count ? rest[place] : nil) else { return nil }
        if joined == nil { place += 1 }
        if option == "-s" || option == "--start-directory" { start = value }
        if option == "-t" || option == "--top-level-directory" { top = value }
        if option == "--durations" { options.append("--durations=\(value)") }
      case _ where word.hasPrefix("-"): options.append(word)
      default:
        if isDiscovery {
          if positions == 0 { start = word }
          if positions == 2 { top = word }
        }
        positions += 1
      }
    }
    isFromHere = ["", "."].contains(UnittestArguments.bare(top ?? start ?? "."))
    if let start { places += ["-s", start] }
    if let top { places += ["-t", top] }
  }

  /// `-stests`, `--pattern=x` as option and value.
  private static func parted(_ word: String) -> (option: String, value: String?) {
    if word.hasPrefix("--"), let equals = word.firstIndex(of: "=") {
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
    if word.count > 2, ["-s", "-t", "-p", "-k"].contains(word.prefix(2)) {
      return (String(word.prefix(2)), String(word.dropFirst(2)))
    }
    return (word, nil)
  }

  private static func bare(_ path: String) -> Substring {
    var rest = path[...]
    while rest.hasSuffix("/") { rest = rest.dropLast() }
    while rest.hasPrefix("./") { rest = rest.dropFirst(2) }
    return rest
  }
}
