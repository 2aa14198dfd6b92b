import CLinux
import Glibc
import Sandboxes
import Text

/// How a program is started outside of any sandbox: ourselves, git for a remote, what the user has asked for.
///
/// It leads a session of its own, and has no descriptor of ours but the three given. What it starts itself may go
/// on when it ends, such as what a hook of a remote's has begun.
struct ProcessStart {
  /// The program, looked for along `PATH` unless it has a slash in it, and its arguments.
  var arguments: [String]
  /// Where it runs.
  var directory: String
  /// Changes to our own environment; `nil` takes a variable away.
  var environment: [String: String?] = [:]
  /// Becomes its standard input.
  var input: Int32
  /// Becomes its standard output.
  var output: Int32
  /// Becomes its standard error.
  var errors: Int32
  /// Whether it goes on when we end; otherwise it is killed then.
  var outlives = false

  /// Starts it and returns its process id once it runs.
  ///
  /// - Throws: ``Failure``; nothing runs then.
  func start() throws(Failure) -> pid_t {
    let name = arguments.first ?? ""
    guard let program = ProcessStart.path(of: name) else {
      throw Failure(
        name.contains("/")
          ? "\(visible(name)) is no program that can be run"
          : "there is no program '\(visible(name))' along PATH")
    }
    let words = CStringList(arguments)
    let settings = CStringList(environmentWith: environment.merging([HookMark.name: "1"]) { $1 })
    let places = CStringList([program, directory])
    var what = colleague_start()
    what.program = places[0]
    what.arguments = words.pointer
    what.environment = settings.pointer
    what.directory = places[1]
    (what.input, what.output, what.errors) = (input, output, errors)
    what.outlives = outlives ? 1 : 0
    what.spares = 1
    var stage: Int32 = 0
    let process = colleague_spawn(&what, &stage)
    guard process >= 0 else {
      let reason = String(cString: strerror(errno))
      let isPlace = colleague_spawn_stage(UInt32(stage)) == COLLEAGUE_SPAWN_DIRECTORY
      throw Failure("cannot \(isPlace ? "enter \(directory)" : "start \(program)"): \(reason)")
    }
    return process
  }

  /// The file of the program `name`: as it is where it has a slash in it, else the first along `PATH`.
  static func path(of name: String) -> String? {
    if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
    guard !name.isEmpty else { return nil }
    let folders = (Commands.environment("PATH") ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }
}

/// Marks everything that we start, so that hooks of ours among it do nothing.
enum HookMark {
  /// The variable that is set.
  static let name = "COLLEAGUE_AT_WORK"

  /// Whether we were started, over whatever ways, by one of us at work.
  static var isSet: Bool { environment(name) != nil }
}
