import Foundation
import Support
import Testing

@testable import Processes

@Suite(.timeLimit(.minutes(2))) struct `A program that is run` {
  private func shell(_ script: String) -> Program { Program(arguments: ["/bin/sh", "-c", script]) }

  @Test func `gives its status and what it printed, each output by itself`() throws {
    var program = shell("cat; echo bad >&2; exit 3")
    program.input = Array("in\n".utf8)
    let exit = try program.run()
    #expect(exit.status == 3 && exit.limit == nil)
    #expect(exit.output == Array("in\n".utf8) && exit.errors == "bad\n")
    #expect(exit.failure == .status(3, complaint: "bad"))
    #expect(try shell("kill -9 $$").run().status == 128 + 9)
  }

  @Test func `has the variables and the directory that it is given, and our mark`() throws {
    setenv("PROCESSES_TEST", "1", 1)
    var program = shell("echo $PROCESSES_TEST,$GIVEN,$COLLEAGUE_AT_WORK; pwd")
    program.environment = ["PROCESSES_TEST": nil, "GIVEN": "a b"] as [String: String?]
    program.directory = "/usr"
    #expect(try program.run().output == Array(",a b,1\n/usr\n".utf8))
  }

  @Test func `is killed with all of its group when its time is up`() throws {
    let folder = try TemporaryDirectory()
    var program = shell("(sleep 60 & echo $! > child; wait)")
    program.directory = folder.path
    program.seconds = 3
    let exit = try program.run()
    #expect(exit.limit == .time && exit.failure == .time)
    let child = try #require(
      pid_t(try text("\(folder.path)/child").filter { !$0.isNewline }))
    eventually("the child is gone", within: .seconds(10)) { kill(child, 0) != 0 }
  }

  @Test func `is cut to as many bytes of output as are kept`() throws {
    var program = shell("yes | head -c 100000")
    program.outputLimit = 1000
    #expect(try program.run().output.count == 1000)
  }

  @Test func `is not waited for by its children's outputs`() throws {
    var program = shell("sleep 60 & echo begun")
    program.seconds = 30
    let exit = try program.run()
    #expect(exit.output == Array("begun\n".utf8) && exit.limit == nil)
  }

  @Test func `cannot be started where there is none`() {
    #expect(throws: ProcessError.notFound(name: "no-such-program")) {
      try Program(arguments: ["no-such-program"]).run()
    }
    #expect(throws: ProcessError.notExecutable(path: "/etc/passwd")) {
      try Program(arguments: ["/etc/passwd"]).run()
    }
    #expect(throws: ProcessError.directory("/nowhere", errno: ENOENT)) {
      var program = shell("true")
      program.directory = "/nowhere"
      return try program.run()
    }
    #expect(!Program(arguments: ["no-such-program"]).isFound && Program(arguments: ["sh"]).isFound)
  }

  @Test(
    arguments: [
      (Program.OnStop.goOn, Int32(0), nil), (.terminate, 7, nil),
      (.kill(after: 0), 7, .stop),
    ] as [(Program.OnStop, Int32, Program.Limit?)])
  func `meets cancellation as it is set to`(
    onStop: Program.OnStop, status: Int32, limit: Program.Limit?
  ) throws {
    var program = shell("trap 'exit 7' TERM; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.3; done")
    program.stop = requestedAfterASecond()
    program.onStop = onStop
    let exit = try program.run()
    #expect(exit.status == status && exit.limit == limit)
  }

  @Test func `that ignores SIGTERM is killed a second later`() throws {
    var program = shell("trap '' TERM; while :; do sleep 0.1; done")
    program.stop = requestedAfterASecond()
    program.onStop = .kill(after: 0)
    let exit = try program.run()
    #expect(exit.status == 128 + SIGKILL && exit.limit == .stop)
  }

  /// A stop that is requested a second from now.
  private func requestedAfterASecond() -> StopRequest {
    let stop = StopRequest()
    Thread.detachNewThread {
      usleep(1_000_000)
      stop.request()
    }
    return stop
  }
}

private func text(_ path: String) throws -> String {
  try String(contentsOfFile: path, encoding: .utf8)
}
