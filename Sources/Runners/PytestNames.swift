/// The files of a report's tests, by which dotted names are taken apart.
struct PytestModules {
  /// Paths by the dotted names of their modules.
  private var paths: [Substring: String] = [:]
  /// What stands before the name of a test, by its class and file.
  private var prefixes: [Place: String] = [:]

  private struct Place: Hashable {
    let className: String
    let file: String?
  }

  /// Those of this report.
  init(_ document: JUnitDocument) {
    var (last, seen) = ("", Set<String>())
    for test in document.tests {
      guard let file = test.file, file != last else { continue }
      last = file
      guard seen.insert(file).inserted else { continue }
      paths[PytestModules.dotted(file)[...]] = file
    }
  }

  /// `tests/test_a.py::TestX::test_y[1]`, by the dotted name of a test case's class.
  mutating func nodeID(of test: JUnitDocument.Test) -> String {
    // What cannot be collected has no class.
    guard !test.className.isEmpty else {
      return test.file ?? paths[test.name[...]] ?? PytestModules.path(test.name[...])
    }
    let place = Place(className: test.className, file: test.file)
    if let prefix = prefixes[place] { return prefix + test.name }
    let (file, classes) = parted(test.className[...], file: test.file)
    let prefix = ([file[...]] + classes).map { $0 + "::" }.joined()
    prefixes[place] = prefix
    return prefix + test.name
  }

  /// The file and the classes in it.
  ///
  /// A test that a class inherits has the file where it is written, while its class names the file that it is of.
  private func parted(
    _ className: Substring, file: String?
  ) -> (file: String, classes: [Substring]) {
    if let file, let classes = PytestModules.rest(of: className, after: PytestModules.dotted(file))
    {
      return (file, classes)
    }
    var module = className
    while true {
      if let file = paths[module], let classes = PytestModules.rest(of: className, after: module) {
        return (file, classes)
      }
      guard let dot = module.lastIndex(of: ".") else { break }
      module = module[..<dot]
    }
    let parts = className.split(separator: ".")
    let names = parts.firstIndex { $0.first?.isUppercase == true } ?? parts.endIndex
    guard names > 0 else { return (file ?? String(className), []) }
    return (
      PytestModules.path(parts[..<names].joined(separator: ".")[...]), Array(parts[names...])
    )
  }

  /// What follows the module in the dotted name of a class; `nil` where it is of another module.
  private static func rest(
    of className: Substring, after module: some StringProtocol
  ) -> [Substring]? {
    guard className.hasPrefix(module) else { return nil }
    let rest = className.dropFirst(module.count)
    guard rest.isEmpty || rest.first == "." else { return nil }
    return rest.split(separator: ".")
  }

  private static func dotted(_ path: String) -> String {
    (path.hasSuffix(".py") ? path.dropLast(3) : path[...]).split(separator: "/")
      .joined(separator: ".")
  }

  private static func path(_ module: Substring) -> String {
    module.split(separator: ".").joined(separator: "/") + ".py"
  }
}

/// The words of a call of pytest, parted into options and paths.
struct PytestArguments {
  /// Options, with their values.
  private(set) var options: [String] = []
  /// Files, folders and nodes.
  private(set) var paths: [String] = []

  /// Parts them; `nil` where it is not known whether a word is the value of an option, or where words are paths in
  /// another way.
  init?(_ words: ArraySlice<String>) {
    var place = words.startIndex
    while place < words.endIndex {
      let word = words[place]
      let next = place + 1 < words.endIndex ? words[place + 1] : nil
      place += 1
      guard word.hasPrefix("-") else {
        guard !word.hasPrefix("@") else { return nil }
        paths.append(word)
        continue
      }
      if word == "--" || word == "--pyargs" || word.contains("loadgroup") { return nil }
      options.append(word)
      guard !word.contains("="), !PytestArguments.flags.contains(word) else { continue }
      if PytestArguments.takesNext(word) {
        guard let next else { return nil }
        if next == "loadgroup" { return nil }
        options.append(next)
        place += 1
      } else if word.hasPrefix("--"), let next, !next.hasPrefix("-") {
        return nil
      }
    }
  }

  /// The node as seen from the folder of the call, whose paths lie in the folder of the configuration or above it.
  static func node(_ name: String, below paths: [String]) -> String {
    let own = name.prefix { $0 != ":" }.split(separator: "/")
    let folders = paths.map { path in
      path.prefix { $0 != ":" }.split(separator: "/").filter { $0 != "." }
    }
    if folders.contains(where: { own.starts(with: $0) }) { return name }
    for folder in folders {
      let most = min(folder.count, own.count)
      for count in stride(from: most, through: 1, by: -1)
      where folder.suffix(count).elementsEqual(own.prefix(count)) {
        return (folder.dropLast(count) + [name[...]]).joined(separator: "/")
      }
    }
    guard folders.count == 1, let folder = folders.first, !folder.contains("..") else {
      return name
    }
    return (folder + [name[...]]).joined(separator: "/")
  }

  /// Whether the next word belongs to the option.
  private static func takesNext(_ word: String) -> Bool {
    if word.hasPrefix("--") { return valued.contains(word) }
    // `-k name`, `-vk name`; `-n4` and `-rA` have theirs behind them.
    let letters = word.dropFirst()
    guard let first = letters.firstIndex(where: { "kmcponWr".contains($0) }) else { return false }
    return letters.index(after: first) == letters.endIndex
  }

  private static let valued: Set<String> = [
    "--maxfail", "--tb", "--rootdir", "--confcutdir", "--ignore", "--ignore-glob", "--deselect",
    "--import-mode", "--basetemp", "--durations", "--durations-min", "--color", "--code-highlight",
    "--log-level", "--log-cli-level", "--log-file", "--log-file-level", "--log-format",
    "--log-date-format", "--capture", "--show-capture", "--junit-prefix", "--junitprefix",
    "--override-ini", "--config-file", "--verbosity", "--assert", "--doctest-glob",
    "--doctest-report", "--pythonwarnings", "--numprocesses", "--dist", "--tx", "--maxprocesses",
    "--max-worker-restart", "--reruns", "--reruns-delay", "--only-rerun", "--timeout",
    "--timeout-method", "--cov-report", "--cov-config", "--cov-fail-under", "--count", "--ds",
    "--asyncio-mode", "--randomly-seed", "--xfail-tb", "--lfnf", "--last-failed-no-failures",
  ]

  private static let flags: Set<String> = [
    "--quiet", "--verbose", "--exitfirst", "--no-header", "--no-summary", "--strict",
    "--strict-markers", "--strict-config", "--doctest-modules", "--disable-warnings",
    "--disable-pytest-warnings", "--showlocals", "--no-showlocals", "--full-trace", "--lf",
    "--last-failed", "--ff", "--failed-first", "--nf", "--new-first", "--sw", "--stepwise",
    "--runxfail", "--noconftest", "--keep-duplicates", "--continue-on-collection-errors",
    "--doctest-continue-on-failure", "--doctest-ignore-import-errors", "--cache-clear", "--no-cov",
    "--cov-branch", "--cov-append", "--force-short-summary", "--setup-show", "--nomigrations",
    "--reuse-db", "--create-db",
  ]
}
