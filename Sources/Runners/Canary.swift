import Text
package import Vocabulary

/// A file of tests that have to fail, put beside a project's own where what a runner prints is to be proved.
///
/// What prints a runner's words in its stead, ends it early or patches its assertions knows nothing of them: it lets
/// them pass, or leaves them out.
package struct Canary: Hashable, Sendable {
  /// Where it stands in the project.
  package let path: String
  /// What is in it.
  package let text: String
  /// The word that stands in the name of each of its tests, in lower case, and in no other.
  let word: String
  /// How many tests it has.
  let count: Int
  /// What names it at the end of a command that names files of tests; `nil` where the runner looks for them by itself.
  let argument: String?

  /// Canaries for the runner that has read `report`; `nil` where it is not known to take one.
  ///
  /// - Parameters:
  ///   - command: What calls the tests.
  ///   - names: Names of tests in the report, those that speak for the change first.
  ///   - paths: Paths of all files of the project.
  ///   - isTest: Whether a file is a test by its path.
  ///   - changed: Paths of what the change makes or edits.
  ///   - read: Gives the text of a file; `nil` where it has none.
  package static func canary(
    for report: TestReport, calledBy command: String, naming names: [String], paths: [String],
    isTest: (String) -> Bool, changed: [String], read: (String) -> String?
  ) -> Canary? {
    guard let runner = TestReading.runners.first(where: { $0.name == report.reader }) else {
      return nil
    }
    return withoutActuallyEscaping(read) { read in
      runner.canary(
        in: TestedProject(
          word: word(), call: Call(command), names: names, paths: paths,
          tests: Array(paths.filter(isTest).prefix(TestedProject.testLimit)), changed: changed,
          read: read))
    }
  }

  /// `command`, which runs this file, too.
  package func joining(_ command: String) -> String {
    argument.map { "\(command) \($0)" } ?? command
  }

  /// The names of its tests in a complete report in which all of them failed; `nil` for any other.
  package func failures(in report: TestReport) -> Set<String>? {
    func own(_ names: [String]) -> [String] { names.filter { $0.lowercased().contains(word) } }
    let failed = own(report.failed)
    guard report.doubt == nil, failed.count == count, own(report.passed + report.skipped).isEmpty
    else { return nil }
    return Set(failed)
  }

  /// A word that nobody can know beforehand: 16 letters.
  private static func word() -> String {
    String((0..<16).map { _ in "abcdefghijklmnopqrstuvwxyz".randomElement() ?? "q" })
  }
}

/// What is known of a project where a canary is to stand beside its tests.
package struct TestedProject {
  /// The word that tells the canary's tests from others.
  let word: String
  /// The command's call; `nil` where it is not understood.
  let call: Call?
  /// Names of tests in the report, those that speak for the change first.
  let names: [String]
  /// Paths of all its files.
  let paths: [String]
  /// Paths of its tests, at most ``testLimit``.
  let tests: [String]
  /// Files that the change makes or edits.
  let changed: [String]
  /// Gives the text of a file; `nil` where it has none.
  let read: (String) -> String?

  /// The most tests that are looked into for those that speak for the change.
  static let testLimit = 200

  /// The word with a capital at its start.
  var capitalWord: String { word.prefix(1).uppercased() + word.dropFirst() }

  /// The file of the project that a runner calls `name`, as seen from a folder of its own.
  func path(called name: String) -> String? {
    paths.filter { $0 == name || $0.hasSuffix("/" + name) }.min { $0.utf8.count < $1.utf8.count }
  }

  /// A test with one of these endings and marks in its text, where there is one that has the last part of a test's name in
  /// it; with that text.
  ///
  /// - Parameter separators: What parts names, the last part being the one that stands in the file.
  func test(
    endingIn endings: [String], holding marks: [String] = [], separators: [String]
  ) -> (path: String, text: String)? {
    let found = tests.filter { path in endings.contains { path.hasSuffix($0) } }
      .compactMap { path in read(path).map { (path: path, text: $0) } }
      .filter { file in marks.isEmpty || marks.contains { file.text.contains($0) } }
    for name in names.prefix(20) {
      var last = name[...]
      for separator in separators {
        if let place = last.ranges(of: separator).last { last = last[place.upperBound...] }
      }
      if let file = found.first(where: { $0.text.contains(last) }) { return file }
    }
    return found.first
  }

  /// The folder of a path, with a slash at its end; empty for the top.
  func folder(of path: String) -> Substring {
    path.lastIndex(of: "/").map { path[...$0] } ?? ""
  }

  /// What names `path` where the command names `other`, a file in the same folder; `nil` where it does not.
  func argument(naming path: String, like other: String) -> String? {
    let (file, name) = (
      path.split(separator: "/").last ?? "", other.split(separator: "/").last ?? ""
    )
    for word in call?.words.dropFirst() ?? [] {
      let own = word.prefix { $0 != ":" }
      guard own == name || own.hasSuffix("/\(name)") else { continue }
      return shellQuoted("\(own.dropLast(name.count))\(file)")
    }
    return nil
  }
}
