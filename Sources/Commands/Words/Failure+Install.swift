import Glibc
import Installing
import Text
import Runs

extension Failure {
  /// The words for a hook or timer that cannot be put in place, or taken away.
  init(_ error: InstallError, in place: String?) {
    let known = Hook.allCases.map(\.rawValue).joined(separator: ", ")
    switch error {
    case .earlyHook(let name):
      self.init(
        "'\(visible(name))' runs before anything has happened, and could stop git: what it tells of "
          + "is not in the repository yet",
        hint: "the hooks that serve: \(known)", kind: .usage)
    case .otherHook(let name):
      self.init(
        "'\(visible(name))' is no hook of git's that tells of something new",
        hint: "the hooks that serve: \(known)", kind: .usage)
    case .notAShellScript: self.init("\(visible(place ?? "it")) is no script for a shell")
    case .unfinished(let mark):
      self.init(
        "\(visible(place ?? "a file")) has a line '\(mark)' and none that ends the block",
        hint: "take the block out by hand, or restore its last line", kind: .unsupported)
    case .interval(let text):
      self.init(
        "'\(visible(text))' is no interval: it has to divide an hour or a day",
        hint: "one of \(Interval.all.map(\.text).joined(separator: ", "))", kind: .usage)
    case .unwritable(let name):
      self.init(
        "\(name) has a backslash or a control character, which cannot be written into "
          + (place ?? "a timer"),
        hint: "call git colleague from another place, or with another environment")
    }
  }
}
