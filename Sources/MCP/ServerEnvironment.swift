import Processes

/// What a server sees of our environment: who the user is, where their programs and files are, and their language.
///
/// No other variable: those may hold keys, ours among them. What a server needs beside it, its command sets.
enum ServerEnvironment {
  private static let names: Set = [
    "HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "LANG", "LANGUAGE", "TZ", "TMPDIR",
    "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
  ]

  /// The changes that leave of `variables` only what a server sees. Pure.
  static func changes(to variables: [String: String]) -> [String: String?] {
    var changes: [String: String?] = [:]
    for name in variables.keys where !names.contains(name) && !name.hasPrefix("LC_") {
      changes.updateValue(nil, forKey: name)
    }
    return changes
  }

  /// The folder that it is started in: the user's home, else `/`.
  static var folder: String {
    guard let home = Environment.value("HOME"), home.hasPrefix("/") else { return "/" }
    return home
  }
}
