package import CLinux
import Glibc

/// Starts a program outside of any sandbox: ourselves, git for a remote, a command of the user's settings.
///
/// The program leads a session of its own and has no descriptor of ours but the three given. What it starts itself
/// may go on when it ends, such as what a remote's hook has begun, unless ``spares`` says otherwise.
package struct ProcessStart {
  /// The program, looked for along `PATH` unless it has a slash in it, and its arguments.
  package var arguments: [String]
  /// The working directory.
  package var directory: String
  /// Changes to our own environment; `nil` takes a variable away.
  package var environment: [String: String?] = [:]
  /// The descriptor that becomes standard input.
  package var input: Int32
  /// The descriptor that becomes standard output.
  package var output: Int32
  /// The descriptor that becomes standard error.
  package var errors: Int32
  /// Whether it goes on when we end; otherwise the kernel kills it then.
  package var outlives = false
  /// Whether what it has started may go on when it ends. Where not, and it does not outlive us, the process that is started
  /// is a guard over it, which ends as it does: all that it has started is killed when it ends, when we do, and when the
  /// guard gets SIGTERM. Not for programs of ours, which need no guard.
  package var spares = true

  /// Describes the start of `arguments` in `directory`, with these descriptors as its streams.
  package init(
    arguments: [String], directory: String, environment: [String: String?] = [:], input: Int32,
    output: Int32, errors: Int32, outlives: Bool = false
  ) {
    self.arguments = arguments
    self.directory = directory
    self.environment = environment
    (self.input, self.output, self.errors) = (input, output, errors)
    self.outlives = outlives
  }

  /// Starts it and returns its process id once it runs.
  ///
  /// - Throws: ``ProcessError``; nothing runs then.
  package func start() throws(ProcessError) -> pid_t {
    let name = arguments.first ?? ""
    guard let program = ProcessStart.path(of: name) else {
      throw name.contains("/") ? .notExecutable(path: name) : .notFound(name: name)
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
    what.spares = spares ? 1 : 0
    var stage: Int32 = 0
    let process = colleague_spawn(&what, &stage)
    guard process >= 0 else {
      let cause = errno
      throw colleague_spawn_stage(UInt32(stage)) == COLLEAGUE_SPAWN_DIRECTORY
        ? .directory(directory, errno: cause) : .start(program, errno: cause)
    }
    return process
  }

  /// The file of the program `name`: the name itself where it has a slash in it, else the first along `PATH`; `nil`
  /// where there is none that can be run.
  package static func path(of name: String) -> String? {
    if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
    guard !name.isEmpty else { return nil }
    let folders = (Environment.value("PATH") ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }
}

/// Marks everything that we start, so that hooks of ours among it do nothing.
package enum HookMark {
  /// The variable that is set.
  package static let name = "COLLEAGUE_AT_WORK"

  /// Whether this process was started, directly or not, by one of us.
  package static var isSet: Bool { Environment.value(name) != nil }
}
