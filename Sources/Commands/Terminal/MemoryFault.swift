import CLinux
import Glibc
import Runs

/// What is said when the process touches memory that is not there.
///
/// libgit2 maps packs and their indexes into memory and believes an index about where in its pack an object
/// is; a damaged index, or a disk that cannot be read, ends a process that way. A run loses nothing by it.
enum MemoryFault {
  private static let failure = Failure(
    "memory that is read is not there: a file of the repository is damaged, a disk fails, "
      + "or this program has a defect",
    hint: "'git fsck' finds a damaged file; every recorded step is kept for 'git colleague resume'",
    kind: .fatal)

  /// Has it said in one sentence, with the status that fits, from now on.
  ///
  /// Not where `SWIFT_BACKTRACE` is set: who sets it wants to see where it was.
  static func explain() {
    guard getenv("SWIFT_BACKTRACE") == nil else { return }
    // Kept for as long as the process lives.
    colleague_explain_faults(strdup(failure.report + "\n"), failure.status.rawValue)
  }
}
