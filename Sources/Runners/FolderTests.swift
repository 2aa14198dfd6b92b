import Text

/// Test commands of a project's folders, as `colleague.test` has them: one a value, `FOLDER/ => COMMAND`.
///
/// A folder ends in a slash there, which no program's name does, so that no command is taken for one.
package struct FolderTests: Hashable, Sendable {
  /// The folders, from the top of the project, with their commands, in order; each folder once.
  package private(set) var commands: [Command] = []

  /// The tests of one folder.
  package struct Command: Hashable, Sendable {
    /// The folder, from the top of the project; empty for the top.
    package let folder: String
    /// What runs its tests there.
    package let command: String

    /// `command` in `folder`.
    package init(folder: String, command: String) {
      (self.folder, self.command) = (folder, command)
    }

    /// Whether `path` lies in the folder.
    package func holds(_ path: String) -> Bool { folder.isEmpty || path.hasPrefix(folder + "/") }
  }

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
      commands.append(Command(folder: folder, command: command))
    }
    guard !commands.isEmpty else { return nil }
  }

  /// The folders of which ``command`` is `line`; one at the top, with all of it, where it is any other command.
  ///
  /// A run keeps the line alone: what is made of several folders is taken apart again.
  package init(of line: String) {
    commands = FolderTests.taken(apart: line) ?? []
    if commands.isEmpty || command != line { commands = [Command(folder: "", command: line)] }
  }

  /// The value that says how the tests of `folder` are run.
  package static func value(_ command: String, in folder: String) -> String {
    folder.isEmpty ? command : "\(folder)/ => \(command)"
  }

  /// One command for all: each is run in its folder, whatever the others say, and it fails where one of them fails.
  package var command: String {
    let calls = commands.map {
      FolderTests.head + shellQuoted($0.folder) + FolderTests.entry + $0.command
    }
    return
      (["failed=0"] + calls.map { $0 + FolderTests.end } + ["exit $failed"])
      .joined(separator: "; ")
  }

  /// Whether each command is that of a folder.
  package var hasFolders: Bool { commands.first?.folder.isEmpty == false }

  /// The commands of folders that a change of `paths` touches; all of them where it touches none, or lies outside of one
  /// of them in part, for what several share may be there.
  package func touched(by paths: [String]) -> [Command] {
    let touched = commands.filter { one in paths.contains(where: one.holds) }
    let isShared = !paths.allSatisfy { path in touched.contains { $0.holds(path) } }
    return touched.isEmpty || isShared ? commands : touched
  }

  private static let head = "(cd "
  private static let entry = " || exit; "
  private static let end = ") || failed=1"

  /// The commands that ``command`` was made of; `nil` where it was not.
  private static func taken(apart line: String) -> [Command]? {
    guard line.hasPrefix("failed=0; " + head) else { return nil }
    var rest = line.dropFirst("failed=0; ".count)
    var commands: [Command] = []
    while rest.hasPrefix(head) {
      rest = rest.dropFirst(head.count)
      guard let start = rest.firstRange(of: entry),
        let close = [end + "; " + head, end + "; exit $failed"].compactMap({ mark in
          rest[start.upperBound...].firstRange(of: mark)?.lowerBound
        }).min()
      else { return nil }
      let word = rest[..<start.lowerBound]
      let isQuoted = word.count > 1 && word.hasPrefix("'") && word.hasSuffix("'")
      commands.append(
        Command(
          folder: String(isQuoted ? word.dropFirst().dropLast() : word),
          command: String(rest[start.upperBound..<close])))
      rest = rest[close...].dropFirst(end.count + "; ".count)
    }
    return rest == "exit $failed" ? commands : nil
  }

  /// The folder and the command of a value; `nil` for a plain command.
  private static func parts(of value: String) -> (folder: String, command: String)? {
    guard let arrow = value.firstRange(of: "/ => ") else { return nil }
    let folder = String(value[..<arrow.lowerBound].trimmingSpace)
    let command = String(value[arrow.upperBound...].trimmingSpace)
    let parts = folder.split(separator: "/", omittingEmptySubsequences: false)
    let isBelow = parts.allSatisfy { !$0.isEmpty && $0 != ".." && $0 != "." }
    let isName = !folder.contains { $0.isNewline || "'\"$`;&|<>()".contains($0) }
    guard isBelow, isName, !command.isEmpty else { return nil }
    return (folder, command)
  }
}
