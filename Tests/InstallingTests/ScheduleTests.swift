import Installing
import Support
import Testing

@Suite("Schedules")
struct ScheduleTests {
  private let schedule = Schedule(
    every: .minutes(15), program: "/opt/it's 100% ours/git-colleague",
    variables: [("PATH", "/a b:/usr/bin:/bin"), ("HOME", "/home/a%b")])

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func `an interval divides an hour or a day`() throws {
    #expect(try Interval("15m") == .minutes(15))
    #expect(try Interval("60m") == .hours(1))
    #expect(try Interval("24h").fields == "0 0 * * *")
    for text in ["", "7m", "0m", "5h", "48h", "15", "m", "-1m", "1d", "15M", " 15m"] {
      #expect(throws: InstallError.interval(text)) { try Interval(text) }
    }
    #expect(Set(Interval.all.map(\.fields)).count == Interval.all.count)
    #expect(Set(Interval.all.map(\.calendar)).count == Interval.all.count)
  }

  @Test
  func `the line of a crontab says the same to a shell, once cron has read its percent signs`()
    throws
  {
    let lines = try schedule.region().split(separator: "\n")
    #expect(lines.first == "# BEGIN GIT COLLEAGUE SCHEDULE")
    #expect(lines.last == "# END GIT COLLEAGUE SCHEDULE")
    let line = try #require(lines.last { !$0.hasPrefix("#") })
    #expect(lines.filter { !$0.hasPrefix("#") }.count == 1)
    #expect(line.hasPrefix("*/15 * * * * "))
    let percents = line.ranges(of: "%")
    #expect(percents.allSatisfy { line[..<$0.lowerBound].hasSuffix("\\") } && percents.count == 2)
    let command = line.dropFirst("*/15 * * * * ".count).replacing("\\%", with: "%")
    let place = try TemporaryDirectory()
    try place.write(
      "#!/bin/sh\nprintf '[%s]' \"$PATH\" \"$HOME\" \"$@\" >&2\n",
      to: "it's 100% ours/git-colleague", mode: 0o755)
    let ended = try run(
      ["sh", "-c", String(command).replacing("/opt/", with: place.path + "/")], in: "/",
      environment: ["PATH": "/usr/bin:/bin"])
    #expect(ended.errors == "[/a b:/usr/bin:/bin][/home/a%b][sweep][--registered][--quiet]")
  }

  @Test(arguments: [
    "", "1 2 3 4 5 x\n", "# BEGIN GIT MAINTENANCE SCHEDULE\n# END GIT MAINTENANCE SCHEDULE\n",
  ])
  func `a crontab gets one region and gets back what it was`(text: String) throws {
    let once = try schedule.added(toCrontab: bytes(text))
    #expect(try schedule.added(toCrontab: once) == once && once.starts(with: bytes(text)))
    #expect(Schedule.interval(inCrontab: once) == .minutes(15))
    var rarer = schedule
    rarer.interval = .hours(24)
    let more = try rarer.added(toCrontab: once + bytes("last\n"))
    #expect(more.suffix(5).elementsEqual("last\n".utf8))
    #expect(Schedule.interval(inCrontab: more) == .hours(24))
    #expect(try MarkedRegion.schedule.removed(from: more) == bytes(text + "last\n"))
    #expect(Schedule.interval(inCrontab: bytes(text)) == nil)
  }

  @Test func `what cannot be written is refused by its name`() throws {
    var broken = schedule
    broken.variables = [("PATH", "/a\\b")]
    #expect(throws: InstallError.unwritable("PATH")) { try broken.region() }
    #expect(try broken.service().contains(#"Environment="PATH=/a\\b""#))
    broken.variables = [("PATH", "/a\nb")]
    #expect(throws: InstallError.unwritable("PATH")) { try broken.region() }
    #expect(throws: InstallError.unwritable("PATH")) { try broken.service() }
    broken = Schedule(every: .standard, program: "/a\u{1b}", variables: [])
    #expect(throws: InstallError.unwritable("the path of git-colleague")) { try broken.service() }
  }

  @Test func `the search path of a timer has no folder that depends on where one stands`() {
    #expect(Schedule.searched("/a::.:bin:/b:/a:/c") == "/a:/b:/c")
    #expect(Schedule.searched("") == "")
  }

  @Test func `units say their interval, and what would break the sandbox is not in them`() throws {
    for interval in Interval.all {
      var other = schedule
      other.interval = interval
      #expect(Schedule.interval(inTimer: other.timer) == interval)
    }
    #expect(Schedule.interval(inTimer: "[Timer]\nOnCalendar=weekly\n") == nil)
    let settings = try schedule.service().split(separator: "\n").filter { !$0.hasPrefix("#") }
    for name in ["RestrictNamespaces", "MemoryDenyWriteExecute", "SystemCallFilter", "Protect"] {
      #expect(!settings.contains { $0.hasPrefix(name) })
    }
    #expect(settings.contains(#"Environment="HOME=/home/a%%b""#))
    let start = #"ExecStart="/opt/it's 100%% ours/git-colleague" sweep --registered --quiet"#
    #expect(settings.contains { $0 == start })
  }
}
