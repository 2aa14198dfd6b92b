import Glibc

/// The folder `colleague` in a git directory, which holds files to be locked, and no state of any run.
package enum OwnFolder {
  /// Makes it where it is missing, for the same users as the refs are; `nil` when it cannot be made, or is no
  /// folder, with `errno` saying why.
  package static func make(in commonDirectory: String) -> String? {
    let folder = commonDirectory + "/colleague"
    var status = stat()
    if mkdir(folder, 0o777) == 0 {
      if stat(commonDirectory + "/refs", &status) == 0, let made = try? ConfinedFolder(at: folder) {
        fchmod(made.descriptor, status.st_mode & 0o7777)
      }
      return folder
    }
    let cause = errno
    let isFolder = lstat(folder, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    if !isFolder { errno = cause }
    return isFolder ? folder : nil
  }

  /// What stands where the folder and its files have to be and is of another kind: paths.
  ///
  /// - Parameter files: The names of the files, beside the one that moves of refs hold.
  package static func obstacles(in commonDirectory: String, files: [String]) -> [String] {
    let folder = commonDirectory + "/colleague"
    if let kind = kind(of: folder), kind != S_IFDIR { return [folder] }
    return (["writers"] + files).map { "\(folder)/\($0)" }.filter { path in
      kind(of: path).map { $0 != S_IFREG } ?? false
    }
  }

  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }
}
