import Foundation
import Support

/// One short run kept by `trail-driver` in many copies of a repository, each time with a fault at another
/// of its calls; then taken up in all of them without a fault.
struct FaultyTrail {
  /// What became of one copy.
  struct Copy {
    /// The number of the call at which the fault happened.
    let call: Int
    /// The exit status of the process with the fault.
    let status: Int
    /// The last line it said.
    let words: String
    /// The number of the last step it said was kept.
    let kept: Int
    /// What git says about the repository after the fault; empty when all is well.
    let fsck: String
    /// All refs then, and whatever lies beside them.
    let firstRefs: String
    /// The steps that the next process found.
    let found: Int?
    /// The last line that process said.
    let end: String
    /// What git says about the repository in the end; empty when all is well.
    let lastFsck: String
    /// All refs in the end, and whatever lies beside them.
    let refs: String
  }

  private static let driver = Journey.binary.replacing("/git-colleague", with: "/trail-driver")

  /// All refs of a run that nothing disturbed.
  let refs: String
  /// The calls of such a run that were counted: name and path.
  let calls: [String]
  private let template: TemporaryRepository

  /// Has a run kept without a fault.
  init(reading countsReads: Bool = false) throws {
    let made = try TemporaryRepository(["a.py": "print(1)\n"])
    try FileManager.default.removeItem(atPath: made.path + "/.git/hooks")
    let place = try TemporaryDirectory(inMemory: true)
    var fault = Fault()
    fault.countsReads = countsReads
    let undisturbed = FaultyTrail(template: made, refs: "", calls: [])
    let copy = try undisturbed.copies([0], in: place, fault)[0]
    self = FaultyTrail(template: made, refs: copy.refs, calls: try Fault.calls(in: place))
  }

  private init(template: TemporaryRepository, refs: String, calls: [String]) {
    self.template = template
    self.refs = refs
    self.calls = calls
  }

  /// Has the run kept in a copy for each call in `calls`, with the fault at that call, and taken up.
  ///
  /// - Parameter isChecked: Whether git looks at the repositories before that, too.
  func copies(
    _ calls: [Int], in place: TemporaryDirectory, _ fault: Fault, isChecked: Bool = true
  ) throws -> [Copy] {
    let names = calls.map(String.init)
    for name in names {
      try FileManager.default.createDirectory(
        atPath: "\(place.path)/\(name)", withIntermediateDirectories: true)
    }
    try shell(in: place, names, "cp -a '\(template.path)' $n/project")
    try drive(names, in: place, fault)
    if isChecked { try shell(in: place, names, fsck(into: "fsck")) }
    let ends = try calls.map { try end($0, in: place, fsck: isChecked ? "fsck" : nil) }
    try drive(names, in: place, Fault())
    try shell(in: place, names, fsck(into: "last"))
    return try zip(calls, ends).map { try copy($0, after: $1, in: place) }
  }

  /// A line for the shell that has git look at the repository `$n`; `file` is empty when all is well.
  private func fsck(into file: String) -> String {
    let command = "git -C $n/project fsck --strict --no-dangling --no-progress"
    return "\(command) >$n/\(file) 2>&1 || echo failed >>$n/\(file)"
  }

  private func drive(_ names: [String], in place: TemporaryDirectory, _ fault: Fault) throws {
    var variables = try fault.variables(
      for: "trail-driver", under: names.map { "\(place.path)/\($0)/project/.git" }, keeping: place)
    if fault.call == 0, names.count > 1 { variables["FAULTS_LOG"] = nil }
    let ended = try run(
      [FaultyTrail.driver, place.path] + names, in: place.path,
      environment: template.environment.merging(variables) { _, new in new })
    guard ended.status == 0 else { throw GitFailed(errors: ended.errors) }
  }

  private func shell(in place: TemporaryDirectory, _ names: [String], _ script: String) throws {
    let loop = "for n in \(names.joined(separator: " ")); do\n\(script)\ndone"
    let ended = try run(
      ["sh", "-c", loop], in: place.path, environment: template.environment)
    guard ended.status == 0 else { throw GitFailed(errors: ended.errors) }
  }

  /// How a process ended: its exit status, what it said, what git says, all refs.
  private typealias End = (status: Int, said: [Substring], fsck: String, refs: String)

  /// How the process of `call` ended; `fsck` is the file that has what git says, `nil` where it was not asked.
  private func end(_ call: Int, in place: TemporaryDirectory, fsck: String?) throws -> End {
    func text(_ name: String) throws -> String {
      try String(contentsOfFile: "\(place.path)/\(call)/\(name)", encoding: .utf8)
        .trimmingCharacters(in: .newlines)
    }
    let folder = "\(place.path)/\(call)/project/.git/refs"
    let refs = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().compactMap {
      name in
      (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)).map { "\(name) \($0)" }
    }
    return (
      Int(try text("status")) ?? -1, try text("said").split(separator: "\n"),
      try fsck.map { try text($0) } ?? "", refs.joined()
    )
  }

  private func copy(_ call: Int, after first: End, in place: TemporaryDirectory) throws -> Copy {
    func number(_ word: String, in lines: [Substring]) -> Int? {
      lines.filter { $0.hasPrefix(word) }.compactMap { Int($0.dropFirst(word.count)) }.last
    }
    let second = try end(call, in: place, fsck: "last")
    return Copy(
      call: call, status: first.status, words: first.said.last.map(String.init) ?? "",
      kept: number("kept ", in: first.said) ?? 0, fsck: first.fsck, firstRefs: first.refs,
      found: number("found ", in: second.said), end: second.said.last.map(String.init) ?? "",
      lastFsck: second.fsck, refs: second.refs)
  }
}
