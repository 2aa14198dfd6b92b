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
    try shell(in: place, names, "mkdir $n && cp -a '\(template.path)' $n/project")
    try drive(names, in: place, fault)
    let fsck = "git -C $n/project fsck --strict --no-dangling --no-progress"
    let check = isChecked ? "\(fsck) >$n/fsck 2>&1 || echo failed >>$n/fsck" : ": >$n/fsck"
    try shell(
      in: place, names,
      "\(check); cp -r $n/project/.git/refs $n/then; mv $n/said $n/first; mv $n/status $n/code")
    try drive(names, in: place, Fault())
    try shell(in: place, names, "\(fsck) >$n/last 2>&1 || echo failed >>$n/last")
    return try calls.map { try copy($0, in: place) }
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

  private func copy(_ call: Int, in place: TemporaryDirectory) throws -> Copy {
    func text(_ name: String) throws -> String {
      try String(contentsOfFile: "\(place.path)/\(call)/\(name)", encoding: .utf8)
        .trimmingCharacters(in: .newlines)
    }
    func numbers(_ word: String, in text: String) -> [Int] {
      text.split(separator: "\n").filter { $0.hasPrefix(word) }
        .compactMap { Int($0.dropFirst(word.count)) }
    }
    func last(_ text: String) -> String { text.split(separator: "\n").last.map(String.init) ?? "" }
    func refs(in folder: String) throws -> String {
      let folder = "\(place.path)/\(call)/\(folder)"
      return try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().compactMap {
        name in
        (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)).map { "\(name) \($0)" }
      }.joined()
    }
    let (first, second) = (try text("first"), try text("said"))
    return Copy(
      call: call, status: Int(try text("code")) ?? -1, words: last(first),
      kept: numbers("kept ", in: first).last ?? 0, fsck: try text("fsck"),
      firstRefs: try refs(in: "then"),
      found: numbers("found ", in: second).first, end: last(second), lastFsck: try text("last"),
      refs: try refs(in: "project/.git/refs"))
  }
}
