import CLinux
import Glibc

/// Files in memory that the program that is started reads through descriptors.
///
/// A command has its own: whoever shares one shares the place up to which it is read.
struct MemoryFiles {
  /// What is open, in the order of the contents.
  let descriptors: [Int32]

  /// Writes a file for each of `contents`.
  ///
  /// - Throws: ``SandboxError/system(errno:doing:)`` when there is no room; nothing is left open then.
  init(_ contents: [[UInt8]]) throws(SandboxError) {
    var descriptors: [Int32] = []
    for one in contents {
      let file = one.withUnsafeBytes { colleague_text($0.baseAddress, $0.count) }
      guard file >= 0 else {
        let cause = errno
        for open in descriptors { Glibc.close(open) }
        throw .system(errno: cause, doing: "writing what a command is given")
      }
      descriptors.append(file)
    }
    self.descriptors = descriptors
  }

  /// Closes them; the started program keeps its own.
  func close() {
    for open in descriptors { Glibc.close(open) }
  }
}

/// The numbers of the descriptors that a started program reads, by what is in them.
struct GivenNumbers {
  /// What a command sees in place of the system's settings, by name; those without a number are the system's own.
  private(set) var settings: [String: Int] = [:]
  /// The filter of system calls; `nil` for none.
  private(set) var filter: Int?
  /// The script of the command; `nil` for none.
  private(set) var script: Int?
  /// What bubblewrap says of how it went; `nil` where nobody asks.
  private(set) var status: Int?

  /// No descriptor.
  static let none = GivenNumbers()

  private init() {}

  /// The numbers of a file for each setting, the filter, the script and the status, given in this order.
  init(
    _ replaced: [SystemSettings.Replaced], hasFilter: Bool, hasScript: Bool, hasStatus: Bool
  ) {
    var next = Int(COLLEAGUE_FIRST_GIVEN)
    for one in replaced {
      settings[one.name] = next
      next += 1
    }
    func number(_ isThere: Bool) -> Int? {
      guard isThere else { return nil }
      defer { next += 1 }
      return next
    }
    filter = number(hasFilter)
    script = number(hasScript)
    status = number(hasStatus)
  }
}
