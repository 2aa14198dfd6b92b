import Files
import Glibc
import Processes
import Text

/// The words for files and programs that the system refuses.
extension Failure {
  /// The words for a file that could not be read or written.
  init(words error: FileError) {
    switch error {
    case .system(ENOSYS, .open, _): self = .noOpenat2
    case .system(let cause, let operation, let path):
      let verb =
        switch operation {
        case .open: "open"
        case .read: "read"
        case .write: "write"
        case .make: "make"
        case .remove: "remove"
        case .keepOwner: "keep the owner of"
        }
      self.init(
        "cannot \(verb) \(visible(path)): \(String(cString: strerror(cause)))",
        hint: Failure.mend(cause, of: operation))
    case .tooLarge(let path):
      self.init(
        "\(visible(path)) is too large to be a script", hint: "move it away")
    case .notAFile(let path):
      self.init("\(visible(path)) is no file", hint: "move it away")
    case .foreign(let path): self.init(foreignFolder: path)
    }
  }

  /// What is to be done about what the system says of a file; `nil` where that depends on the file.
  private static func mend(_ cause: Int32, of operation: FileError.Operation) -> String? {
    let isReading = operation == .open || operation == .read
    return switch cause {
    case ENOSPC, EDQUOT: Failure.freeSpace
    case EROFS: "its disk is read-only: mount it for writing"
    case EACCES where !isReading, EPERM where !isReading:
      "it has to be yours to write"
    default: nil
    }
  }

  /// The words for a kernel before Linux 5.6.
  static let noOpenat2 = Failure(
    "this kernel has no openat2, by which files are reached and no link is followed",
    hint: "use Linux 5.6 or a later one")

  /// The words for a folder of the cache that may hold what others have put there.
  init(foreignFolder path: String) {
    self.init(
      "\(visible(path)) is a link, or belongs to somebody else, or others can write to it",
      hint:
        "set XDG_CACHE_HOME to a folder of your own, or remove the cache: nothing in it is needed")
  }

  /// The words for a program that could not be started.
  init(words error: ProcessError) {
    switch error {
    case .notExecutable(let path):
      self.init("\(visible(path)) is no program that can be run")
    case .notFound(let name):
      self.init("there is no program '\(visible(name))' along PATH")
    case .directory(let path, let cause):
      self.init("cannot enter \(path): \(String(cString: strerror(cause)))")
    case .start(let program, let cause):
      self.init("cannot start \(program): \(String(cString: strerror(cause)))")
    case .shell(let cause):
      self.init("cannot start a shell: \(String(cString: strerror(cause)))")
    case .temporaryFile(let cause):
      self.init("cannot make a temporary file: \(String(cString: strerror(cause)))")
    }
  }
}

extension ProgramFailure {
  /// Why the program failed, as a part of a sentence.
  var words: String {
    switch self {
    case .time: "it did not end in time"
    case .output: "it printed more than anybody could want"
    case .stop: "interrupted"
    case .status(let status, let complaint):
      complaint.map { visible($0) } ?? "it ended with \(status)"
    }
  }
}
