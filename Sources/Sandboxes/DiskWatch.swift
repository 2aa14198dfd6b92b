import Glibc

/// Tells when a command takes more of the disk than it may.
///
/// It may leave less than a tenth of the disk free, in bytes or in files, or of less than that, half. What lies in its folders is
/// measured so rarely that it takes a hundredth of the time, and when the disk has filled by what may lie there.
struct DiskWatch {
  private let directory: String
  private let folders: [String]
  private let most: DiskUse
  private let least: DiskUse
  /// The most that was free so far.
  private var freest: DiskUse
  /// How far the disk may fill before the folders are measured.
  private var trust: DiskUse
  /// When they are measured in any case.
  private var nextMeasure: Double

  /// Seconds between two measures at least.
  private static let pause = 2.0

  /// A watch over a command that starts now.
  ///
  /// - Parameters:
  ///   - directory: A folder on the disk.
  ///   - folders: The folders that the command writes to.
  ///   - most: What may lie in them.
  init(of directory: String, _ folders: [String], most: DiskUse) {
    self.directory = directory
    self.folders = folders
    self.most = most
    trust = most
    let room = DiskRoom(of: directory)
    freest = room?.free ?? DiskUse(bytes: 0, files: 0)
    least = room?.least ?? DiskUse(bytes: 0, files: 0)
    nextMeasure = monotonicSeconds() + DiskWatch.pause
  }

  /// Whether it has taken too much.
  ///
  /// - Complexity: O(1); O(*n*) in the files of the folders when they are measured.
  mutating func isPassed() -> Bool {
    guard let free = DiskRoom(of: directory)?.free else { return false }
    if free.bytes < least.bytes || free.files < least.files { return true }
    freest = DiskUse(bytes: max(freest.bytes, free.bytes), files: max(freest.files, free.files))
    let taken = DiskUse(bytes: freest.bytes - free.bytes, files: freest.files - free.files)
    let start = monotonicSeconds()
    guard !taken.fits(in: trust) || start > nextMeasure else { return false }
    let own = measured()
    nextMeasure = start + max(DiskWatch.pause, 100 * (monotonicSeconds() - start))
    // What cannot be measured has taken all that is gone.
    guard let own else { return !taken.fits(in: most) }
    trust = DiskUse(
      bytes: taken.bytes + max(0, most.bytes - own.bytes),
      files: taken.files + max(0, most.files - own.files))
    return !own.fits(in: most)
  }

  /// What lies in the folders; `nil` when not all can be looked at.
  private func measured() -> DiskUse? {
    var own = DiskUse(bytes: 0, files: 0)
    for folder in folders {
      guard let use = DiskUse(of: folder) else { return nil }
      own.bytes += use.bytes
      own.files += use.files
    }
    return own
  }
}

/// What is free of a disk.
private struct DiskRoom {
  let free: DiskUse
  /// What has to stay free: a tenth of all, or half of what is free where that is less.
  let least: DiskUse

  /// Of the disk that `path` is on; `nil` when it is not to be learnt.
  init?(of path: String) {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    let unit = Int(status.f_frsize)
    free = DiskUse(bytes: Int(status.f_bavail) * unit, files: Int(status.f_favail))
    // Some file systems make room for files as they come, and say that there is none.
    let allFiles = status.f_files > 0 ? Int(status.f_files) / 10 : 0
    least = DiskUse(
      bytes: min(Int(status.f_blocks) * unit / 10, free.bytes / 2),
      files: min(allFiles, free.files / 2))
  }
}

/// Room on a disk.
struct DiskUse {
  var bytes: Int
  /// Files and folders.
  var files: Int

  /// Whether it is not more than `room`, in bytes and in files.
  func fits(in room: DiskUse) -> Bool { bytes <= room.bytes && files <= room.files }
}

extension DiskUse {
  /// How many folders may lie within one another.
  private static let depth = 200

  /// What lies in `folder`; a file with several names counts with each. `nil` when not all can be looked at.
  ///
  /// - Complexity: O(*n*) in the files; as many descriptors are open as folders lie within one another.
  init?(of folder: String) {
    self.init(bytes: 0, files: 0)
    guard let top = opendir(folder) else { return nil }
    var open = [top]
    defer { for one in open { closedir(one) } }
    while let place = open.last {
      guard let entry = readdir(place) else {
        closedir(place)
        open.removeLast()
        continue
      }
      let isCounted = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { name in
          count(name, in: place, &open)
        }
      }
      if !isCounted { return nil }
    }
  }

  /// Counts one entry; a folder's own entries come next.
  private mutating func count(
    _ name: UnsafePointer<CChar>, in place: OpaquePointer, _ open: inout [OpaquePointer]
  ) -> Bool {
    if strcmp(name, ".") == 0 || strcmp(name, "..") == 0 { return true }
    var status = stat()
    // It may have gone meanwhile.
    guard fstatat(dirfd(place), name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      return errno == ENOENT
    }
    bytes += Int(status.st_blocks) * 512
    files += 1
    guard status.st_mode & S_IFMT == S_IFDIR else { return true }
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let descriptor = openat(dirfd(place), name, flags)
    if descriptor < 0 { return errno == ENOENT }
    guard open.count < DiskUse.depth, let inner = fdopendir(descriptor) else {
      close(descriptor)
      return false
    }
    open.append(inner)
    return true
  }
}
