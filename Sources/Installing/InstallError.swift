/// Why a hook or a timer cannot be put in place, or taken away.
package enum InstallError: Error, Hashable, Sendable {
  /// The hook runs before anything has happened: what has come may not be there yet, and its failure stops git.
  case earlyHook(String)
  /// Git has no such hook, or does not run it after something new has come.
  case otherHook(String)
  /// The file has no line `#!` that names a shell.
  case notAShellScript
  /// A region of ours begins with this line and does not end.
  case unfinished(mark: String)
  /// The text is no interval a clock can be divided by.
  case interval(String)
  /// What a crontab or a unit cannot hold: the name of a variable, or `the path of git-colleague`.
  case unwritable(String)
}
