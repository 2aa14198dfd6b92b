import Text

/// One folder of a project, whose files have their names from there.
struct ProjectFolder {
  /// The folder, from the top; empty for that itself.
  let path: String
  /// The files in it and below, sorted.
  let files: [String]
  private let project: Project

  init(of project: Project, at path: String, files: [String]) {
    (self.project, self.path, self.files) = (project, path, files)
  }

  /// The path of a file of the folder, from the top.
  func full(_ name: String) -> String { path.isEmpty ? name : "\(path)/\(name)" }

  /// Whether there is a file `name`.
  func has(_ name: String) -> Bool { project.has(full(name)) }

  /// The first of these names that a file has.
  func first(_ names: String...) -> String? { names.first(where: has) }

  /// The text of a file that is there and is one.
  func text(_ name: String) -> String? { project.text(full(name)) }

  /// What the file `name` says.
  ///
  /// - Parameter mark: A text that stands in the line that says it.
  func reason(_ name: String, _ words: String, at mark: String? = nil) -> Reason {
    let line = mark.flatMap { mark in
      text(name)?.lines().firstIndex { $0.contains(mark) }.map { $0 + 1 }
    }
    return Reason(path: full(name), line: line, words: words)
  }

  /// The JSON of a file, comments and all; `nil` for what is none.
  func json(_ name: String) -> JSONNode? { text(name).flatMap(JSONNode.init) }

  /// The tables of a file in TOML; `nil` where there is none.
  func toml(_ name: String) -> TOMLOutline? { text(name).map(TOMLOutline.init) }

  /// A command that stands in the folder, for a shell at the top.
  func command(_ text: String) -> String {
    path.isEmpty ? text : "cd \(shellQuoted(path)) && \(text)"
  }

  /// A setup in the folder.
  func setup(
    _ commands: [String], of family: Family, from hosts: [String] = [], because reasons: [Reason],
    rank: Int
  ) -> SetupProposal {
    SetupProposal(
      commands.map(command), of: family, in: path, from: hosts, because: reasons, rank: rank)
  }

  /// A test in the folder.
  func test(
    _ command: String, of family: Family, because reason: Reason, rank: Int
  ) -> TestProposal {
    TestProposal(command, of: family, in: path, because: [reason], rank: rank)
  }
}
