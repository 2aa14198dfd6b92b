/// Something that a program asked for and its surroundings do not have, as the program itself said it.
package struct MissingPiece: Hashable, Sendable, Codable {
  /// What it is.
  package var kind: Kind
  /// Who asks for it: `Python`, `node`, `C`; empty where anything may.
  package var tool: String
  /// Its name in the tool's own words; empty where it has none.
  package var name: String
  /// The line it was read from, without what a runner writes before it.
  package var line: String

  /// The kinds of what can be missing.
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// A module or library of the language.
    case module
    /// A package, plugin or dependency of the language's package manager.
    case package
    /// A header of C or C++.
    case header
    /// A library to link with or to load.
    case library
    /// A program.
    case command
    /// What runs a script or program that is there.
    case interpreter
    /// The files of a submodule.
    case submodule
    /// The content of a file that Git LFS keeps.
    case largeFile
    /// The network.
    case network
    /// A display to draw on.
    case display
    /// A server of a database or of messages.
    case database
    /// A file.
    case file
    /// A git repository around the project's files.
    case repository
    /// Any test that the runner finds.
    case tests
    /// The project's own code, of which a copy is loaded: ``name`` is the copy's path, ``line`` the path in the project.
    case copy
  }

  /// A piece of this kind that `tool` asks for.
  package init(_ kind: Kind, _ name: String, of tool: String, line: String = "") {
    self.kind = kind
    self.tool = tool
    self.name = name
    self.line = line
  }
}
