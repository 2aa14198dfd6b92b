import Files
import Glibc
import Issues
import Vocabulary

extension InputFile {
  /// The issue in the file `path`, or on stdin for `-`.
  ///
  /// A file of the project is named from the project's top, wherever the caller stands: the same issue has the same
  /// origin then, however it comes.
  ///
  /// - Throws: ``Failure`` for a file that cannot be read, or an issue that says nothing.
  static func issue(_ path: String, of workingDirectory: String?) throws -> Issue {
    let bytes = try read(path, limit: IssueReader.byteLimit)
    guard path != "-" else { return try IssueReader.read(bytes, origin: .standardInput) }
    return try IssueReader.read(bytes, origin: .file(placeInProject(path, workingDirectory)))
  }

  /// `path` from the top of the project where it lies within, else as it is.
  private static func placeInProject(_ path: String, _ workingDirectory: String?) -> String {
    guard let workingDirectory, let file = realPath(path), let top = realPath(workingDirectory)
    else { return path }
    let folder = top + "/"
    return file.hasPrefix(folder) ? String(file.dropFirst(folder.count)) : path
  }
}
