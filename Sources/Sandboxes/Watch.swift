import CLinux
import Glibc
import Processes

/// Tells which files a command opens in directories, by inotify(7).
///
/// The watches are put by the command's own process, in its mount namespace, just before its program starts: an overlay
/// is seen nowhere else. They hang on the files' inodes, so that a second mount of the same overlay is watched with it.
final class Watch {
  /// The descriptor that becomes readable when something was opened.
  let descriptor: Int32
  private let directories: [String]
  private let numbers: UnsafeMutablePointer<Int32>
  private var names: [Int32: Set<[UInt8]>] = [:]
  private var isWhole = true

  /// The most directories that are watched.
  private static let most = 8192

  /// A watch on these directories; `nil` where there are none, or too many, or the system has no more watches.
  init?(_ directories: [String]) {
    guard !directories.isEmpty, directories.count <= Watch.most else { return nil }
    let descriptor = colleague_watcher()
    guard descriptor >= 0 else { return nil }
    guard let numbers = colleague_shared_numbers(directories.count) else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    self.directories = directories
    self.numbers = numbers
  }

  deinit {
    close(descriptor)
    colleague_free_shared_numbers(numbers, directories.count)
  }

  /// Has `start` put the watches on the directories below `root`.
  ///
  /// - Parameter paths: The directories' full paths; they live until the start is over.
  func put(on start: inout colleague_start, _ paths: borrowing CStringList) {
    start.watcher = descriptor
    start.watched = paths.pointer
    start.watches = numbers
  }

  /// The directories as they are found before the command's program starts.
  func paths(in mounts: Mounts) -> [String] { directories.map(mounts.origin) }

  /// Takes what has been told by now.
  func read() {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      take(bytes[..<count])
    }
  }

  /// Takes events: watch, mask, cookie and length, four bytes each, then a name padded with null bytes.
  private func take(_ events: ArraySlice<UInt8>) {
    var place = 0
    while place + 16 <= events.count {
      let (number, mask, length) = events.withUnsafeBytes { buffer in
        (
          buffer.loadUnaligned(fromByteOffset: place, as: Int32.self),
          buffer.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self),
          Int(buffer.loadUnaligned(fromByteOffset: place + 12, as: UInt32.self))
        )
      }
      if mask & UInt32(IN_Q_OVERFLOW) != 0 { isWhole = false }
      if mask & UInt32(IN_ISDIR) == 0, length > 0 {
        let name = events[(place + 16)..<min(events.count, place + 16 + length)].prefix { $0 != 0 }
        names[number, default: []].insert(Array(name))
      }
      place += 16 + length
    }
  }

  /// The files that were opened; `nil` where not everything was told, or a directory could not be watched.
  var opened: Set<String>? {
    guard isWhole else { return nil }
    var opened: Set<String> = []
    for (place, directory) in directories.enumerated() {
      guard numbers[place] > 0 else {
        // What is not there is not opened; of what may not be watched nothing is known. Other folders than the workspace's may
        // be closed to us.
        guard [-ENOENT, -ENOTDIR].contains(numbers[place]) || directory.hasPrefix("/") else {
          return nil
        }
        continue
      }
      for name in names[numbers[place]] ?? [] {
        let text = String(decoding: name, as: UTF8.self)
        opened.insert(directory.isEmpty ? text : "\(directory)/\(text)")
      }
    }
    return opened
  }
}
