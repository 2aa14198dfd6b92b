/// A timer's work: the sweep of all registered repositories, as a crontab's region or as systemd's units. Pure.
package struct Schedule: Hashable, Sendable {
  /// How often.
  package var interval: Interval
  /// The absolute path of `git-colleague`.
  package var program: String
  /// The variables it is started with, in this order.
  package var variables: [(name: String, value: String)]

  /// The schedule of these.
  package init(
    every interval: Interval, program: String, variables: [(name: String, value: String)]
  ) {
    self.interval = interval
    self.program = program
    self.variables = variables
  }

  package static func == (left: Schedule, right: Schedule) -> Bool {
    left.interval == right.interval && left.program == right.program
      && left.variables.elementsEqual(right.variables, by: ==)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(interval)
    hasher.combine(program)
  }

  static let programName = "the path of git-colleague"
  /// The words after the program.
  static let arguments = "sweep --registered --quiet"

  /// The folders of `path` that a timer can search: absolute ones, each once.
  package static func searched(_ path: String) -> String {
    var folders: [Substring] = []
    for folder in path.split(separator: ":") where folder.hasPrefix("/") {
      if !folders.contains(folder) { folders.append(folder) }
    }
    return folders.joined(separator: ":")
  }

  // MARK: - cron

  /// The region of a crontab. What is said on standard output goes; errors are left to cron, which mails them.
  ///
  /// - Throws: ``InstallError/unwritable(_:)`` for a text with a backslash, which crons read differently, or a
  ///   control character.
  package func region() throws(InstallError) -> String {
    var words: [String] = []
    for (name, value) in variables {
      words.append("\(name)=\(try Schedule.cronQuoted(value, name))")
    }
    words.append(try Schedule.cronQuoted(program, Schedule.programName))
    let command = words.joined(separator: " ") + " \(Schedule.arguments) >/dev/null"
    return MarkedRegion.schedule.around(
      """
      # Carries out what waits in the repositories that your git config lists as colleague.repo.
      # `git colleague install --timer cron` writes these lines anew, with --uninstall it takes them
      # out; a change made here by hand would be lost.
      \(interval.fields) \(command)

      """)
  }

  /// `crontab` with the region in it: in the place of the one there, else at the end.
  ///
  /// - Throws: ``InstallError/unwritable(_:)``, ``InstallError/unfinished(mark:)``.
  package func added(toCrontab crontab: [UInt8]) throws(InstallError) -> [UInt8] {
    let region = Array(try region().utf8)
    var next = crontab
    if let range = try MarkedRegion.schedule.range(in: crontab) {
      next.replaceSubrange(range, with: region)
      return next
    }
    if let last = next.last, last != 0x0a { next.append(0x0a) }
    return next + region
  }

  /// The interval of the region in `crontab`; `nil` where there is none, or one that is not ours.
  package static func interval(inCrontab crontab: [UInt8]) -> Interval? {
    guard let range = try? MarkedRegion.schedule.range(in: crontab) else { return nil }
    let lines = String(decoding: crontab[range], as: UTF8.self).split(separator: "\n")
    guard let line = lines.last(where: { !$0.hasPrefix("#") }) else { return nil }
    return Interval.all.first { line.hasPrefix($0.fields + " ") }
  }

  /// `text` for the shell within a crontab, where `%` would end the command.
  private static func cronQuoted(
    _ text: String, _ name: String
  ) throws(InstallError) -> String {
    guard isPlain(text), !text.contains("\\") else { throw .unwritable(name) }
    return "'" + text.replacing("'", with: #"'\''"#).replacing("%", with: #"\%"#) + "'"
  }

  static func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
  }
}
