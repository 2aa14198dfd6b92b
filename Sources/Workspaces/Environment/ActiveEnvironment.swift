import Files
import Glibc

/// The environments of Python, and the version managers, that the caller has active: programs of the caller's that
/// commands have to find as well.
package struct ActiveEnvironment {
  /// Folders of the caller's that are an environment, absolute.
  package private(set) var folders: [String] = []
  /// Further paths that commands may read.
  package private(set) var readable: [String] = []
  /// Variables by which tools find their versions.
  package private(set) var variables: [String: String] = [:]

  /// A version manager: where it keeps its programs, what they need, and the variable that names that.
  private struct Manager {
    /// A folder of `PATH`, below the home.
    let programs: String
    /// What is shown, below the home; the folder itself when empty.
    var shown: [String] = []
    /// The variable, and the folder that it names, below the home.
    var variable: (name: String, value: String)?
    /// The variable of another folder, which holds the programs alone, and that folder, below the home.
    var programVariable: (name: String, value: String)?
    /// The variable by which the caller chooses a version.
    var choice: String?

    /// The manager with its folders where the caller's variables have them; the same of each path below the home.
    func path(_ below: String, in home: String, _ given: [String: String]) -> String {
      for case let known? in [programVariable, variable]
      where below == known.value || below.hasPrefix(known.value + "/") {
        guard let moved = given[known.name].flatMap(ActiveEnvironment.plain), moved.hasPrefix("/")
        else { continue }
        return moved + below.dropFirst(known.value.count)
      }
      return "\(home)/\(below)"
    }
  }

  /// Of cargo's folder the programs alone are shown: it holds the user's keys, too.
  private static let managers = [
    Manager(
      programs: ".cargo/bin", shown: [".cargo/bin", ".rustup"],
      variable: ("RUSTUP_HOME", ".rustup"), programVariable: ("CARGO_HOME", ".cargo"),
      choice: "RUSTUP_TOOLCHAIN"),
    Manager(
      programs: ".pyenv/shims", shown: [".pyenv"], variable: ("PYENV_ROOT", ".pyenv"),
      choice: "PYENV_VERSION"),
    Manager(programs: ".pyenv/bin", shown: [".pyenv"], variable: ("PYENV_ROOT", ".pyenv")),
    Manager(
      programs: ".rbenv/shims", shown: [".rbenv"], variable: ("RBENV_ROOT", ".rbenv"),
      choice: "RBENV_VERSION"),
    Manager(programs: ".volta/bin", shown: [".volta"], variable: ("VOLTA_HOME", ".volta")),
    Manager(programs: ".asdf/shims", shown: [".asdf"], variable: ("ASDF_DATA_DIR", ".asdf")),
    Manager(
      programs: ".local/share/mise/shims", shown: [".local/share/mise"],
      variable: ("MISE_DATA_DIR", ".local/share/mise")),
    Manager(
      programs: ".ghcup/bin", shown: [".ghcup"], variable: nil),
    Manager(programs: ".elan/bin", shown: [".elan"], variable: ("ELAN_HOME", ".elan")),
    Manager(programs: ".bun/bin"), Manager(programs: ".deno/bin"),
    Manager(
      programs: ".swiftly/bin", shown: [".swiftly", ".local/share/swiftly"], variable: nil),
  ]
  /// Folders that hold versions, each a folder with a `bin`.
  private static let versions = [
    ".nvm/versions/node/", ".local/share/fnm/node-versions/", ".local/share/uv/python/",
    ".sdkman/candidates/", ".pyenv/versions/", ".rbenv/versions/", ".rubies/",
    ".local/share/mise/installs/", ".opam/",
  ]

  /// Looks at the caller's variables; whatever does not exist is none.
  package init(variables given: [String: String]) {
    for name in ["VIRTUAL_ENV", "CONDA_PREFIX"] {
      guard let folder = given[name].flatMap(ActiveEnvironment.plain), folder.hasPrefix("/"),
        access(folder + "/bin", F_OK) == 0
      else { continue }
      folders.append(folder)
      variables[name] = folder
    }
    guard let home = given["HOME"].flatMap(ActiveEnvironment.plain), home.hasPrefix("/") else {
      return
    }
    for folder in (given["PATH"] ?? "").split(separator: ":").map(String.init) {
      guard folder.hasPrefix("/"), access(folder, F_OK) == 0 else { continue }
      let manager = ActiveEnvironment.managers.first { manager in
        folder == "\(home)/\(manager.programs)"
          || folder == manager.path(manager.programs, in: home, given)
      }
      if let manager {
        let shown = manager.shown.isEmpty ? [manager.programs] : manager.shown
        show(shown.map { $0 == manager.programs ? folder : manager.path($0, in: home, given) })
        if let choice = manager.choice, let chosen = given[choice] { variables[choice] = chosen }
        if let variable = manager.variable {
          variables[variable.name] = manager.path(variable.value, in: home, given)
        }
      } else if folder.hasPrefix(home + "/"), folder.hasSuffix("/bin"),
        ActiveEnvironment.versions.contains(where: {
          folder.dropFirst(home.count + 1).hasPrefix($0)
        })
      {
        show([String(folder.dropLast("/bin".count))])
      }
    }
  }

  private mutating func show(_ paths: [String]) {
    for path in paths where access(path, F_OK) == 0 && !readable.contains(path) {
      readable.append(path)
    }
  }

  private static func plain(_ path: String) -> String? {
    let end = path.lastIndex { $0 != "/" }
    return end.map { String(path[...$0]) }
  }
}
