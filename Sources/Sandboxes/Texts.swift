import CLinux
import Glibc

/// Files in memory from which bubblewrap reads what a command sees in place of the system's.
///
/// A command has its own: whoever shares one shares the place up to which it is read.
struct Texts: ~Copyable {
  /// What is open, in the order of the texts.
  let descriptors: [Int32]
  /// The number of each in the program that is started, by name.
  let numbers: [String: Int]

  /// Writes the texts.
  ///
  /// - Throws: ``SandboxError/system(errno:doing:)`` when there is no room; nothing is left open then.
  init(_ texts: [SystemSettings.Replaced]) throws(SandboxError) {
    var descriptors: [Int32] = []
    var numbers: [String: Int] = [:]
    for one in texts {
      let text = Array(one.text.utf8)
      let file = text.withUnsafeBytes { colleague_text($0.baseAddress, $0.count) }
      guard file >= 0 else {
        let cause = errno
        for open in descriptors { close(open) }
        throw .system(errno: cause, doing: "writing what a command sees of the system")
      }
      numbers[one.name] = Int(COLLEAGUE_FIRST_GIVEN) + descriptors.count
      descriptors.append(file)
    }
    self.descriptors = descriptors
    self.numbers = numbers
  }

  deinit { for open in descriptors { close(open) } }
}
