import Foundation

/// A fault put into a program: see `Faults/faults.c`, which is built when it is first needed.
package struct Fault: Sendable {
  /// What happens at a call that changes something.
  package enum Deed: Sendable, CustomStringConvertible {
    /// Nothing; calls are counted.
    case nothing
    /// The process dies in the middle of it.
    case kill
    /// Power goes: all that was not synced is gone.
    case losePower
    /// Power goes: names are there, of data that was not synced one half.
    case tear
    /// Power goes: of what was not synced, some is there, drawn by this seed.
    case mix(Int)
    /// It and all later ones of its kind fail with this `errno`.
    case fail(Int32)
    /// It alone fails with this `errno`.
    case failOnce(Int32)

    package var description: String {
      switch self {
      case .nothing: "none"
      case .kill: "kill"
      case .losePower: "lose"
      case .tear: "tear"
      case .mix(let seed): "mix=\(seed)"
      case .fail(let cause): "fail=\(cause)"
      case .failOnce(let cause): "once=\(cause)"
      }
    }
  }

  /// What happens.
  package var deed: Deed
  /// The number of the call at which it happens, from 1; 0 for never.
  package var call: Int
  /// A file: once it is there, it happens at the next call.
  package var trigger: String?
  /// Whether reads are counted, in the place of changes.
  package var countsReads = false
  /// Milliseconds that every sync takes longer.
  package var slowness = 0
  /// By how many seconds the wall clock is off, at one look after the other.
  package var clock: [Int] = []

  /// How many times as fast the wall clock goes, and how many times as short `sleep` is.
  package var speed = 1

  /// The fault `deed` at the call of this number.
  package init(_ deed: Deed = .nothing, at call: Int = 0) {
    self.deed = deed
    self.call = call
  }

  /// The variables that put the fault into `program`, where it changes what lies below `folders`.
  ///
  /// - Parameter directory: Where the log of the counted calls is kept, and what else is needed.
  package func variables(
    for program: String, under folders: [String], keeping directory: TemporaryDirectory
  ) throws -> [String: String] {
    let saved = directory.path + "/saved"
    try FileManager.default.createDirectory(atPath: saved, withIntermediateDirectories: true)
    var variables = [
      "LD_PRELOAD": try Fault.library.get(), "FAULTS_PROGRAM": program,
      "FAULTS_UNDER": folders.joined(separator: ":"), "FAULTS_LOG": directory.path + "/calls",
      "FAULTS_DO": deed.description, "FAULTS_AT": "\(call)", "FAULTS_SAVED": saved,
      "FAULTS_SLOW": "\(slowness)",
    ]
    if let trigger { variables["FAULTS_TRIGGER"] = trigger }
    if speed > 1 { variables["FAULTS_SPEED"] = "\(speed)" }
    if countsReads { variables["FAULTS_READS"] = "1" }
    if !clock.isEmpty { variables["FAULTS_CLOCK"] = clock.map(String.init).joined(separator: ",") }
    return variables
  }

  /// The calls counted in `directory`: the name of each, and the path.
  package static func calls(in directory: TemporaryDirectory) throws -> [String] {
    try String(contentsOfFile: directory.path + "/calls", encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  /// Whether the library can be built here.
  package static var isThere: Bool { (try? library.get()) != nil }

  /// The library, for the process's lifetime in a folder of its own.
  private static let library = Result {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Faults/faults.c").path
    let place = FileManager.default.temporaryDirectory.path + "/colleague-faults-\(getpid()).so"
    let built = try run(
      ["cc", "-shared", "-fPIC", "-O1", "-o", place, source], in: "/",
      environment: ProcessInfo.processInfo.environment)
    guard built.status == 0 else { throw GitFailed(errors: built.errors) }
    atexit { Fault.removeLibrary() }
    return place
  }

  private static func removeLibrary() {
    if let place = try? library.get() { unlink(place) }
  }
}
