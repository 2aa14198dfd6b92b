import Git
import Glibc
import Text

/// Makes the demo's repository: files, index and one commit on `main`.
enum DemoRepository {
  /// Makes it in the folder `directory`, which exists and is empty.
  static func make(at directory: String) throws -> Repository {
    for (path, content) in DemoProject.files {
      try write(content, to: "\(directory)/\(path)")
    }
    let repository = try Repository(creatingAt: directory)
    let known = try repository.identity(at: time(nil))
    let signature =
      known ?? Signature(name: "Demo", email: "demo@localhost", time: time(nil), offset: 0)
    if known == nil {
      try repository.setConfigValue(signature.name, of: "user.name")
      try repository.setConfigValue(signature.email, of: "user.email")
    }
    // Nobody wants to hear of a demo by mail, or as a pull request; and what the user's own projects need it has no use for.
    for key in ["deliverCommand", "setup", "carry", "root"] {
      try repository.setConfigValue("", of: "colleague.\(key)")
    }
    try repository.commitEverything(message: "Intervals and calendars\n", by: signature)
    return repository
  }

  private static func write(_ content: String, to path: String) throws(Failure) {
    var folder = path
    while let slash = folder.lastIndex(of: "/") {
      folder = String(folder[..<slash])
      if access(folder, F_OK) == 0 { break }
      mkdir(folder, 0o777)
    }
    guard let file = fopen(path, "w") else {
      throw Failure("cannot write \(path): \(String(cString: strerror(errno)))")
    }
    let isWritten = fputs(content, file) >= 0
    guard fclose(file) == 0, isWritten else {
      throw Failure("cannot write \(path): \(String(cString: strerror(errno)))")
    }
  }
}
