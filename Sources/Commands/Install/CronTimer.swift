import Glibc
import Installing
import Processes
import Records

/// The user's crontab.
struct CronTimer: TimerPlace {
  let name = "crontab"

  func interval() throws(Failure) -> Interval? { Schedule.interval(inCrontab: try read()) }

  func put(_ schedule: Schedule) throws(Failure) -> Bool {
    let before = try read()
    let after: [UInt8]
    do { after = try schedule.added(toCrontab: before) } catch { throw Failure(error, in: name) }
    guard after != before else { return false }
    try write(after)
    return true
  }

  func remove() throws(Failure) -> Bool {
    // Without the program nobody has a crontab.
    guard Program(arguments: ["crontab"]).isFound else { return false }
    let before = try read()
    let after: [UInt8]
    do { after = try MarkedRegion.schedule.removed(from: before) } catch {
      throw Failure(error, in: name)
    }
    guard after != before else { return false }
    try write(after)
    return true
  }

  func preview(_ schedule: Schedule) throws(Failure) -> String {
    do { return "\(name):\n\(try schedule.region())\n" } catch { throw Failure(error, in: name) }
  }

  /// The crontab as it is; empty where there is none.
  ///
  /// - Throws: ``Failure`` for any other reason it cannot be listed: what is not known must not be replaced.
  private func read() throws(Failure) -> [UInt8] {
    let ended = try run(["-l"])
    if ended.status == 0, ended.output.count < Program.crontabLimit { return ended.output }
    let words = ended.errors.lowercased()
    if words.contains("no crontab") || words.contains("no such file") { return [] }
    throw failure(ended, "cannot be listed")
  }

  private func write(_ crontab: [UInt8]) throws(Failure) {
    if crontab.isEmpty {
      let ended = try run(["-r"])
      guard ended.status == 0 else { throw failure(ended, "cannot be removed") }
      return
    }
    let ended = try run(["-"], input: crontab)
    guard ended.status == 0 else { throw failure(ended, "cannot be changed") }
  }

  private func run(
    _ arguments: [String], input: [UInt8] = []
  ) throws(Failure) -> Program.Ended {
    var program = Program(arguments: ["crontab"] + arguments)
    program.environment = ["LC_ALL": "C"]
    program.input = input
    program.outputLimit = Program.crontabLimit
    guard program.isFound else {
      throw Failure(
        "there is no crontab on this machine",
        hint: "apt-get install cron, or use systemd: git colleague install --timer systemd")
    }
    return try inWords { try program.run() }
  }

  private func failure(_ ended: Program.Ended, _ words: String) -> Failure {
    let isLong = ended.errors.contains("too long")
    return Failure(
      "your crontab \(words): \(ended.failure?.words ?? "it is too large")",
      hint: isLong
        ? "use a shorter PATH: PATH=/usr/bin:/bin git colleague install --timer cron" : nil)
  }
}

extension Program {
  fileprivate static let crontabLimit = 1 << 22
}
