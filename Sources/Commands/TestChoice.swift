import Git
import Records
import Vocabulary
import Workspaces

/// Chooses the test command.
enum TestChoice {
  /// The largest file looked into to recognise how a project is tested, in bytes.
  private static let fileLimit = 1 << 20

  /// The option, the setting, or what is recognised at the base; said on stderr before it is used.
  ///
  /// - Complexity: O(*n*) in the files of the base, only when nothing is configured.
  static func command(
    option: String?, setting: String?, tree: ObjectID, in repository: borrowing Repository
  ) throws -> String? {
    if let named = option ?? setting {
      guard named.contains(where: { !$0.isWhitespace }) else { return nil }
      return named
    }
    var paths: [String] = []
    try repository.forEachFile(inTree: tree) { path, entry in
      if entry.mode == .file || entry.mode == .executable { paths.append(path) }
    }
    let found = TestCommand.recognise(paths: paths) { path in
      guard let entry = try? repository.entry(at: path, inTree: tree) else { return nil }
      return try? repository.readBlob(entry.id, limit: fileLimit)
    }
    if let found {
      Console.standard.note("tests: \(visible(found.command)) (\(visible(found.reason)))")
    }
    return found?.command
  }
}
