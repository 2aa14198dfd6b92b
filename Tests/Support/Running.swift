import Dispatch
import Foundation
import Glibc

/// How a program ended and what it printed.
package struct Ended: Hashable, Sendable {
  /// Its exit status; 128 plus the signal when one ended it.
  package var status: Int32
  /// What it wrote to stdout.
  package var output: String
  /// What it wrote to stderr.
  package var errors: String
}

/// A program that was started.
package final class Running {
  private let process = Process()
  private let folder: TemporaryDirectory

  /// Starts `arguments`, the first of them looked for along the caller's `PATH`.
  package init(
    _ arguments: [String], in directory: String, environment: [String: String], input: String = ""
  ) throws {
    folder = try TemporaryDirectory()
    try folder.write(input, to: "in")
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.environment = environment
    process.standardInput = FileHandle(forReadingAtPath: folder.path + "/in")
    for (name, set) in [("out", 1), ("err", 2)] {
      try folder.write("", to: name)
      let handle = FileHandle(forWritingAtPath: "\(folder.path)/\(name)")
      if set == 1 { process.standardOutput = handle } else { process.standardError = handle }
    }
    try process.run()
  }

  /// What a test that broke off has left running is killed.
  deinit { if process.isRunning { kill(id, SIGKILL) } }

  /// Its process id.
  package var id: Int32 { process.processIdentifier }

  /// Whether it has not ended yet.
  package var isRunning: Bool { process.isRunning }

  /// The longest that is waited for an end, in seconds: many times what any test takes on a busy machine.
  private static let patience = 900

  /// Waits for its end; what has not ended after a quarter of an hour is killed, and ends with 137.
  package func wait() throws -> Ended {
    let kill = DispatchWorkItem { [id] in Glibc.kill(id, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Running.patience), execute: kill)
    process.waitUntilExit()
    kill.cancel()
    return try ended()
  }

  private func ended() throws -> Ended {
    let isSignalled = process.terminationReason == .uncaughtSignal
    return Ended(
      status: process.terminationStatus + (isSignalled ? 128 : 0), output: try text("out"),
      errors: try text("err"))
  }

  /// What it wrote to stdout so far.
  package var outputSoFar: String { (try? text("out")) ?? "" }

  /// How many lines it wrote to stdout so far.
  package var linesSoFar: Int {
    let data = try? Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/out"))
    return data?.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
      .count ?? 0
  }

  private func text(_ name: String) throws -> String {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name)"))
    return String(decoding: data, as: UTF8.self)
  }
}

/// Runs a program to its end.
package func run(
  _ arguments: [String], in directory: String, environment: [String: String], input: String = ""
) throws -> Ended {
  try Running(arguments, in: directory, environment: environment, input: input).wait()
}
