import Evaluation
import Processes
import Runs
import Text
import Threads

/// What a process that works on an instance is told, beside the line of the suite.
struct InstanceCall {
  /// The folder of the suite.
  let suiteFolder: String
  /// The folder of results.
  let output: String
  /// The folder of repositories.
  let repositories: String?
  /// Who decides.
  let policy: PolicyRequest.Name?
  /// What the run may spend.
  let budget: String?
  /// How tests are run where the instance does not say it.
  let test: String?
  /// Where predictions come from.
  let predictions: String?

  /// The words of the call.
  var arguments: [String] {
    var words = [
      ThisProgram.path, "work-instance", "--suite-folder", suiteFolder, "--output", output,
    ]
    let options = [
      ("--repositories", repositories), ("--policy", policy?.rawValue), ("--budget", budget),
      ("--test", test), ("--predictions", predictions),
    ]
    // Joined, since a value may begin with a dash.
    for (name, value) in options { if let value { words.append("\(name)=\(value)") } }
    return words
  }
}

/// Works on each instance by a process of its own: this program, with the command `work-instance`.
struct InstanceProcess: InstanceLauncher {
  /// What it is told.
  let call: InstanceCall
  /// Variables that it gets beside our own.
  let given: [String: String]
  /// Is handed on as SIGTERM.
  let stop: StopRequest

  func work(on line: [UInt8]) async throws(EvaluationError) {
    var program = Program(arguments: call.arguments)
    program.input = line
    for (name, value) in given { program.environment[name] = value }
    program.seconds = .infinity
    program.outputLimit = 1 << 16
    program.onStop = .terminate
    program.stop = stop
    let ended = try await program.end(noThread: EvaluationError.noThread) { .run(.program($0)) }
      .get()
    switch ExitStatus(rawValue: ended.status) {
    case .resolved: return
    case .interrupted: throw .interrupted
    case let status?:
      let words = ended.errors.lines().first { !$0.isEmpty }.map(String.init) ?? ""
      let sentence = words.replacing("git colleague: ", with: "")
      guard !sentence.isEmpty else { throw .workerDied(status: ended.status) }
      throw .reported(
        kind: status == .busy ? .busy : status == .usage ? .usage : .fatal, sentence: sentence,
        hint: nil)
    case nil: throw .workerDied(status: ended.status)
    }
  }
}
