import Git
import Runs
import Sweeps
import Text

extension GitRemote {
  /// The remote `name` of an opened repository.
  ///
  /// - Parameter setting: The setting that names it; `nil` for the command line.
  /// - Throws: ``Failure`` for what is no name of a remote.
  init(
    checked name: String, from setting: String? = nil, in opened: borrowing OpenRepository
  ) throws(Failure) {
    guard
      let remote = GitRemote(
        name, gitDirectory: opened.repository.gitDirectory,
        workingDirectory: opened.repository.workingDirectory, stop: Interruption.stop)
    else {
      let place = setting.map { "\($0) is '\(visible(name))', which" } ?? "'\(visible(name))'"
      throw Failure(
        "\(place) is no name of a remote",
        hint: setting.map { "git config \($0) NAME, or --unset it" } ?? "git remote -v",
        kind: .usage)
    }
    self = remote
  }
}
