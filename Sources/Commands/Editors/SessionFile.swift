import Files
import Glibc
import Runs
import Vocabulary

/// The runs of a session, in a file of the user's state folder: one run's id a line, the oldest first.
///
/// It says which runs belong together and nothing else; all about them is in git, and a run can be loaded by its own id
/// where its session's file is gone. Lines are appended whole; one that a crash has cut is none.
enum SessionFile {
  /// Seconds after which a file that nobody has written to is removed.
  private static let age = 180 * 86_400
  /// The most bytes of a file that are read.
  private static let limit = 1 << 20

  /// Makes a session without runs and returns its id. Files that are too old are removed.
  ///
  /// - Throws: ``RunError`` or ``FileError`` where it cannot be made.
  static func make() throws -> String {
    let folder = try folder()
    removeOld(in: folder)
    let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
    let id = "session-" + String(repeating: "0", count: 16 - digits.count) + digits
    _ = try File(writing: "\(folder)/\(id)", [.new, .noFollow], mode: 0o600)
    return id
  }

  /// Adds `run` to the session `id`, and makes its file where that is gone.
  ///
  /// - Throws: ``RunError`` or ``FileError``.
  static func add(_ run: RunID, to id: String) throws {
    guard try runs(of: id)?.last != run else { return }
    let file = try File(
      writing: "\(try folder())/\(id)", [.create, .append, .noFollow], mode: 0o600)
    // The line before it may have been cut.
    try file.write(Array("\n\(run)\n".utf8))
    try file.sync()
  }

  /// The runs of the session `id`, each once; `nil` where there is none of that name.
  ///
  /// - Throws: ``RunError`` or ``FileError``.
  static func runs(of id: String) throws -> [RunID]? {
    let path = "\(try folder())/\(id)"
    guard access(path, F_OK) == 0 else { return nil }
    let bytes = try FileReading.bytes(of: path, limit: limit)
    var runs: [RunID] = []
    let whole = bytes[..<(bytes.lastIndex(of: 0x0a) ?? 0)]
    for line in String(decoding: whole, as: UTF8.self).split(separator: "\n") {
      guard let run = RunID(line), !runs.contains(run) else { continue }
      runs.append(run)
    }
    return runs
  }

  private static func folder() throws -> String {
    let folder = try StateFolder.make() + "/sessions"
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw FileError.system(errno, .make, folder)
    }
    return folder
  }

  private static func removeOld(in folder: String) {
    let now = SystemClock().now
    for name in names(inDirectory: folder) where name.hasPrefix("session-") {
      var status = stat()
      guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
      if status.st_mtim.tv_sec < now - age { unlink("\(folder)/\(name)") }
    }
  }
}
