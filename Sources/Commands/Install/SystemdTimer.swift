import Files
import Glibc
import Installing
import Processes
import Records

/// The user's systemd: two unit files and what `systemctl --user` makes of them.
struct SystemdTimer: TimerPlace {
  let name = "systemd"
  private let base: String
  private let state: String

  /// The units in the user's folders.
  ///
  /// - Throws: ``Failure`` without a home.
  init() throws(Failure) {
    func folder(_ variable: String, _ standard: String) -> String? {
      if let set = Environment.value(variable), set.hasPrefix("/") { return set }
      return Environment.value("HOME").flatMap { $0.hasPrefix("/") ? "\($0)/\(standard)" : nil }
    }
    guard let base = folder("XDG_CONFIG_HOME", ".config"),
      let state = folder("XDG_DATA_HOME", ".local/share")
    else { throw Failure("HOME is not set, so there is no place for units", hint: "set HOME") }
    self.base = base
    self.state = state
  }

  private var folder: String { base + "/systemd/user" }
  private var timer: String { "\(folder)/\(Schedule.unit).timer" }
  private var service: String { "\(folder)/\(Schedule.unit).service" }

  func interval() throws(Failure) -> Interval? {
    guard let file = try inWords({ try EditableFile(timer) }) else { return nil }
    return Schedule.interval(inTimer: String(decoding: file.bytes, as: UTF8.self))
  }

  func put(_ schedule: Schedule) throws(Failure) -> Bool {
    let texts = [(timer, schedule.timer), (service, try text(of: schedule))]
    var before: [(path: String, file: EditableFile?)] = []
    for (path, _) in texts { before.append((path, try inWords { try EditableFile(path) })) }
    let isChanged = zip(texts, before).contains { Array($0.1.utf8) != $1.file?.bytes }
    do throws(Failure) {
      try inWords { try EditableFile.makeFolders(folder) }
      for ((path, text), (_, file)) in zip(texts, before) where Array(text.utf8) != file?.bytes {
        try inWords { try EditableFile.write(Array(text.utf8), to: path, like: file, mode: 0o666) }
      }
      try systemctl("daemon-reload")
      try systemctl("enable", "--now", "\(Schedule.unit).timer")
      if isChanged { try systemctl("restart", "\(Schedule.unit).timer") }
    } catch {
      restore(before)
      try? systemctl("daemon-reload")
      throw error
    }
    if isChanged {
      Console.standard.note(
        "note: it runs while you are logged in; for always: loginctl enable-linger")
    }
    return isChanged
  }

  func remove() throws(Failure) -> Bool {
    let found = [
      try inWords { try EditableFile(timer) }, try inWords { try EditableFile(service) },
    ]
    guard found.contains(where: { $0 != nil }) else { return false }
    do { try systemctl("disable", "--now", "\(Schedule.unit).timer") } catch {
      Console.standard.warn(error)
    }
    restore([(timer, nil), (service, nil)])
    unlink("\(state)/systemd/timers/stamp-\(Schedule.unit).timer")
    try? systemctl("daemon-reload")
    return true
  }

  func preview(_ schedule: Schedule) throws(Failure) -> String {
    "\(timer):\n\(schedule.timer)\n\(service):\n\(try text(of: schedule))\n"
  }

  /// Gives the files back what they were, and removes the folders that nothing is left in.
  private func restore(_ files: [(path: String, file: EditableFile?)]) {
    for (path, file) in files {
      if let file {
        try? EditableFile.write(file.bytes, to: path, like: file, mode: 0o666)
      } else {
        unlink(path)
      }
    }
    guard files.allSatisfy({ $0.file == nil }) else { return }
    unlink("\(folder)/timers.target.wants/\(Schedule.unit).timer")
    for place in ["\(folder)/timers.target.wants", folder, "\(base)/systemd", base] { rmdir(place) }
  }

  private func text(of schedule: Schedule) throws(Failure) -> String {
    do { return try schedule.service() } catch { throw Failure(error, in: "a unit") }
  }

  private func systemctl(_ arguments: String...) throws(Failure) {
    let program = Program(arguments: ["systemctl", "--user"] + arguments)
    let hint = "where no user manager runs, use cron: git colleague install --timer cron"
    guard program.isFound else {
      throw Failure("there is no systemctl on this machine", hint: hint)
    }
    let ended = try inWords { try program.run() }
    guard let failure = ended.failure else { return }
    throw Failure("systemctl --user \(arguments[0]) failed: \(failure.words)", hint: hint)
  }
}
