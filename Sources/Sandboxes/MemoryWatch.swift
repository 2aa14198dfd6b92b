import CLinux
import Files
import Glibc

/// Tells when the processes of a command hold more memory together than they may.
///
/// What counts: what is resident, pages that several share once for all of them, and what lies in the command's folders in
/// memory, a KiB for each file. Where the machine's shared memory has grown beyond what that explains, files without a
/// name are looked for among the open ones; so they are at every tenth look, since what others have given back may hide
/// what the command has taken.
struct MemoryWatch: ~Copyable {
  private let limit: Int
  private let isConfined: Bool
  private var sharedBefore: Int?
  private var volumes: [Int32] = []
  private var looks = 0

  /// A watch over a command that starts now.
  ///
  /// - Parameters:
  ///   - limit: The most it may hold, in bytes.
  ///   - isConfined: Whether it has folders in memory of its own.
  init(limit: Int, isConfined: Bool) {
    self.limit = limit
    self.isConfined = isConfined
  }

  deinit { for volume in volumes { close(volume) } }

  /// Whether `processes` hold too much.
  ///
  /// - Complexity: O(*n*) in the processes; near the limit in their pages and open files.
  mutating func isPassed(by processes: [pid_t]) -> Bool {
    let shared = MemoryWatch.shared()
    let before = min(sharedBefore ?? shared, shared)
    sharedBefore = before
    let growth = shared - before
    if isConfined && volumes.isEmpty { volumes = MemoryWatch.volumes(among: processes) }
    let inVolumes = volumes.reduce(0) { $0 + Int(colleague_volume_use($1)) }
    let resident = processes.reduce(0) { $0 + MemoryWatch.resident($1) }
    looks += 1
    if isConfined, !volumes.isEmpty, looks.isMultiple(of: 10),
      let nameless = MemoryWatch.nameless(among: processes),
      resident + inVolumes + nameless > limit, nameless > 0
    {
      let own = processes.reduce(0) { $0 + MemoryWatch.proportional($1) }
      if own + inVolumes + nameless > limit { return true }
    }
    guard resident + max(inVolumes, growth) > limit else { return false }
    let own = processes.reduce(0) { $0 + MemoryWatch.proportional($1) }
    if own + inVolumes > limit { return true }
    guard isConfined, growth > inVolumes else { return false }
    // Where nothing can be seen, what has grown is its own.
    if volumes.isEmpty { return own + growth > limit }
    let nameless = MemoryWatch.nameless(among: processes) ?? growth - inVolumes
    return own + inVolumes + nameless > limit
  }

  /// The machine's shared memory, in bytes.
  private static func shared() -> Int {
    number("Shmem:", in: FileReading.text(of: "/proc/meminfo"))
  }

  /// What stands behind `key` in a file of `/proc`, in bytes; it is said in KiB.
  private static func number(_ key: String, in text: String) -> Int {
    for line in text.split(separator: "\n") where line.hasPrefix(key) {
      return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 } ?? 0
    }
    return 0
  }

  /// The resident memory of a process, in bytes, pages that it shares with others included.
  private static func resident(_ process: pid_t) -> Int {
    let words = FileReading.text(of: "/proc/\(process)/statm").split(separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
  }

  /// The same, in which a page that *n* processes share counts for a part in *n*.
  private static func proportional(_ process: pid_t) -> Int {
    let text = FileReading.text(of: "/proc/\(process)/smaps_rollup")
    return text.isEmpty ? resident(process) : number("Pss:", in: text)
  }

  /// The command's folders in memory, seen from one of its processes; none while there are none.
  private static func volumes(among processes: [pid_t]) -> [Int32] {
    for process in processes.reversed() {
      let places = Bubblewrap.volumes.map { colleague_volume("/proc/\(process)/root\($0.path)") }
      // Until bubblewrap has changed its root, the machine's own folders are there.
      let areOwn = zip(places, Bubblewrap.volumes).allSatisfy { place, volume in
        place >= 0 && device(place) != device(of: volume.path)
      }
      if areOwn { return places }
      for place in places where place >= 0 { close(place) }
    }
    return []
  }

  private static func device(_ place: Int32) -> dev_t? {
    var status = stat()
    return fstat(place, &status) == 0 ? status.st_dev : nil
  }

  private static func device(of path: String) -> dev_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_dev : nil
  }

  /// The most open files that are looked at.
  private static let mostFiles = 20_000

  /// What lies in files of memfd_create(2) that `processes` have open, in bytes; `nil` when there are too many, or they may
  /// not be seen.
  private static func nameless(among processes: [pid_t]) -> Int? {
    let sample = colleague_text(nil, 0)
    guard sample >= 0 else { return nil }
    defer { close(sample) }
    let device = device(sample)
    var sizes: [ino_t: Int] = [:]
    var count = 0
    for process in processes {
      let folder = "/proc/\(process)/fd"
      guard access(folder, R_OK | X_OK) == 0 || errno == ENOENT else { return nil }
      for entry in Entry.all(in: folder) {
        count += 1
        if count > mostFiles { return nil }
        var status = stat()
        guard stat("\(folder)/\(entry.name)", &status) == 0, status.st_dev == device else {
          continue
        }
        sizes[status.st_ino] = Int(status.st_blocks) * 512
      }
    }
    return sizes.values.reduce(0, +)
  }
}
