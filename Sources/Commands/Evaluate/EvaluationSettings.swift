import Git
import Glibc
import Processes
import Records
import Runs

/// The user's settings for clones that hold none of their own.
enum EvaluationSettings {
  /// The settings for the clone `repository`: the user's own, and those given for this call.
  static func settings(of repository: borrowing Repository) throws -> Settings {
    var settings = try Settings(of: repository)
    if settings.key == nil { settings.key = try RecordKey.own() }
    Console.standard.hide(settings.secrets())
    return settings
  }

  /// The variables by which settings were given for this call; git's own are gone from the environment after this.
  static func given() -> [String: String] {
    let given = Environment.all.filter { $0.key.hasPrefix("GIT_CONFIG_") }
    for name in Repository.localEnvironmentNames { unsetenv(name) }
    return given
  }
}
