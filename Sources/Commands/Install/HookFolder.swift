import Files
import Git
import Glibc
import Installing
import Processes
import Text
import Runs

/// Where git looks for the hooks of a repository.
struct HookFolder {
  private let setting: String?
  private let commonDirectory: String
  private let gitDirectory: String
  private let workingDirectory: String?

  /// Reads `core.hooksPath`.
  ///
  /// - Throws: ``Failure`` with the status `unsupported` for a value that names no folder.
  init(of repository: borrowing Repository) throws {
    commonDirectory = repository.commonDirectory
    gitDirectory = repository.gitDirectory
    workingDirectory = repository.workingDirectory
    var value = try repository.config().value("core.hooksPath")
    if let text = value, text.hasPrefix("~/"), let home = Environment.value("HOME") {
      value = home + text.dropFirst()
    }
    if let text = value, text.isEmpty || text.hasPrefix("~") {
      throw Failure(
        "core.hooksPath is '\(visible(text))', where no hook can be put",
        hint: "git config core.hooksPath FOLDER, or --unset it", kind: .unsupported)
    }
    setting = value.map { $0.count > 1 && $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
  }

  /// The file git runs as `hook`.
  ///
  /// A relative `core.hooksPath` counts from where git runs the hook: the top of the working tree, but for what
  /// is pushed the git directory.
  func path(of hook: Hook) -> String {
    guard let setting else { return "\(commonDirectory)/hooks/\(hook.rawValue)" }
    guard !setting.hasPrefix("/") else { return "\(setting)/\(hook.rawValue)" }
    let start = hook == .postReceive ? gitDirectory : workingDirectory ?? gitDirectory
    return "\(start)/\(setting)/\(hook.rawValue)"
  }

  /// The folders of the repository: its git directory, that of all worktrees, and the top of the working tree.
  var tops: [String] { [commonDirectory, gitDirectory, workingDirectory].compactMap(\.self) }

  /// Whether a hook lies neither in the git directory nor in the working tree.
  func isShared(_ path: String) -> Bool {
    let folder = realFolder(of: path)
    return !tops.contains { folder == $0 || folder.hasPrefix($0 + "/") }
  }
}

/// The folder of a file, absolute and without links where it exists.
func realFolder(of path: String) -> String {
  let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  return realPath(folder) ?? folder
}
