import Text

/// Test commands of a project's folders, as `colleague.test` has them: one a value, `FOLDER/ => COMMAND`.
///
/// A folder ends in a slash there, which no program's name does, so that no command is taken for one.
package struct FolderTests: Hashable, Sendable {
  /// The folders, from the top of the project, with their commands, in order; each folder once.
  package private(set) var commands: [(folder: String, command: String)] = []

  /// The folders of `values`, of which the last counts most: `nil` where that is a plain command, or there is none.
  ///
  /// A plain value, or an empty one, takes back those before it; a later value of a folder replaces the earlier one.
  package init?(_ values: [String]) {
    for value in values {
      guard let (folder, command) = FolderTests.parts(of: value) else {
        commands = []
        continue
      }
      commands.removeAll { $0.folder == folder }
      commands.append((folder, command))
    }
    guard !commands.isEmpty else { return nil }
  }

  /// The value that says how the tests of `folder` are run.
  package static func value(_ command: String, in folder: String) -> String {
    folder.isEmpty ? command : "\(folder)/ => \(command)"
  }

  /// One command for all: each is run in its folder, whatever the others say, and it fails where one of them fails.
  package var command: String {
    let calls = commands.map { "(cd \(shellQuoted($0.folder)) || exit; \($0.command)) || failed=1" }
    return (["failed=0"] + calls + ["exit $failed"]).joined(separator: "; ")
  }

  /// The folder and the command of a value; `nil` for a plain command.
  private static func parts(of value: String) -> (folder: String, command: String)? {
    guard let arrow = value.firstRange(of: "/ => ") else { return nil }
    let folder = value[..<arrow.lowerBound].trimmed
    let command = value[arrow.upperBound...].trimmed
    let parts = folder.split(separator: "/", omittingEmptySubsequences: false)
    let isBelow = parts.allSatisfy { !$0.isEmpty && $0 != ".." && $0 != "." }
    let isName = !folder.contains { $0.isNewline || "'\"$`;&|<>()".contains($0) }
    guard isBelow, isName, !command.isEmpty else { return nil }
    return (folder, command)
  }

  package static func == (left: FolderTests, right: FolderTests) -> Bool {
    left.commands.elementsEqual(right.commands, by: ==)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(command) }
}
