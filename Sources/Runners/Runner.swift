/// One test runner: how a command calls it, how it is asked for a report file, and how it is read.
///
/// A reader says only what its runner printed. Whether that is complete, and what the names are to be, is decided
/// in one place for all of them, see ``TestReading``.
package protocol Runner: Sendable {
  /// The word kept in a report: `pytest`, `cargo`.
  static var name: String { get }

  /// Texts one of which stands in every output of this runner that can be read; the reader is not asked
  /// otherwise.
  static var marks: [String] { get }

  /// What the runner's text says; `nil` when the output is not this runner's.
  ///
  /// Output that was cut short is still this runner's, as soon as one of its own lines stands in it: the reading
  /// is not closed then.
  static func read(_ output: Output) -> Reading?

  /// Whether `call` starts this runner itself, so that no other's words in the output count.
  static func isCalled(by call: Call) -> Bool

  /// How the runner is asked for a report file in `place` without changing what it runs; `nil` where it has no
  /// such file.
  ///
  /// - Parameters:
  ///   - call: The call; `nil` for a command that is not understood, which only an environment reaches.
  ///   - place: A folder of ours, absolute, as the command sees it.
  static func request(for call: Call?, in place: String) -> ReportRequest?

  /// Texts one of which the runner prints where it was built, or told, not to know what it is asked for.
  static var refusals: [String] { get }

  /// What the report files say; `nil` where none of them is this runner's.
  ///
  /// - Parameter text: What the same run's text says, `nil` where nothing.
  static func read(_ files: [ReportFile], beside text: Reading?) -> Reading?

  /// The words after which `call` runs only `tests`; `nil` where the runner cannot be told so.
  ///
  /// - Parameter stopsEarly: Whether it is to stop at the first that fails.
  static func focused(_ call: Call, on tests: [String], stopsEarly: Bool) -> String?

  /// Tests that have to fail, for a place where the runner finds them beside those of `project`; `nil` where no such
  /// place is known.
  static func canary(in project: TestedProject) -> Canary?
}

extension Runner {
  package static func isCalled(by call: Call) -> Bool { false }
  package static func request(for call: Call?, in place: String) -> ReportRequest? { nil }
  package static var refusals: [String] { [] }
  package static func read(_ files: [ReportFile], beside text: Reading?) -> Reading? { nil }
  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? { nil }
  package static func canary(in project: TestedProject) -> Canary? { nil }
}

/// What is added to a command so that its runner writes a report file.
package struct ReportRequest: Hashable, Sendable {
  /// Words put at the end of the call, quoted for the shell where they need it.
  package var arguments: [String] = []
  /// Variables set for it.
  package var environment: [String: String] = [:]

  /// Asks with these further arguments and variables.
  package init(arguments: [String] = [], environment: [String: String] = [:]) {
    self.arguments = arguments
    self.environment = environment
  }
}

/// A file that a runner left in the place it was given.
package struct ReportFile: Hashable, Sendable {
  /// Its path below that place.
  package var path: String
  /// What is in it.
  package var bytes: [UInt8]

  /// Holds the bytes of the report at `path`.
  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}
