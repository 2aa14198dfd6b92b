import Git
import Glibc
import Processes
import Records
import Runs

extension OpenRepository {
  /// Opens the repository that `directory`, the current folder or the environment names, and refuses those that
  /// cannot be served, or, for writing, have no room for our refs.
  ///
  /// What the repository's own config sets in vain is told on stderr where something is to be written. After this,
  /// git's own variables are gone from the environment: children must not inherit them.
  ///
  /// - Parameters:
  ///   - directory: A folder of the repository's, whatever the environment names; `nil` for the current one.
  ///   - tells: Whether to tell of it; `nil` leaves that to `isWriting`.
  ///   - makesKey: Whether to make the user's key where there is none; `nil` leaves that to `isWriting`.
  static func here(
    at directory: String? = nil, forWriting isWriting: Bool = true,
    tellingOfTrust tells: Bool? = nil,
    makingKey makesKey: Bool? = nil
  ) throws -> OpenRepository {
    var variables = Environment.all
    if directory != nil {
      for name in Repository.localEnvironmentNames { variables[name] = nil }
    }
    let repository = try Repository(discovering: directory ?? ".", environment: variables)
    for name in Repository.localEnvironmentNames { unsetenv(name) }
    try repository.preflight(forWriting: isWriting, refsBelow: RefNamespaceCheck.prefixes)
    if isWriting { try RefNamespaceCheck.check(in: repository) }
    var settings = try Settings(of: repository)
    if settings.key == nil {
      settings.key = try makesKey ?? isWriting ? RecordKey.own() : RecordKey.kept()
    }
    Console.standard.hide(settings.secrets())
    if tells ?? isWriting {
      for passedOver in settings.passedOver {
        Console.standard.warn(Failure(RunError.passedOver(passedOver)))
      }
    }
    Console.standard.obey(try TerminalSettings(of: repository))
    let given = variables.filter { $0.key.hasPrefix("GIT_CONFIG_") }
    return OpenRepository(
      repository: repository, settings: settings, given: given, makeMemory: ProjectMemory.make)
  }

  /// Opens the repository at `path`, or above it, for one of several that a process serves: the environment names none,
  /// and nothing is told.
  ///
  /// - Parameter isWriting: Whether it has to have room for our refs.
  static func at(_ path: String, forWriting isWriting: Bool = true) throws -> OpenRepository {
    let local = Repository.localEnvironmentNames.filter { !$0.hasPrefix("GIT_CONFIG") }
    let variables = Environment.all.filter { !local.contains($0.key) }
    let repository = try Repository(discovering: path, environment: variables)
    try repository.preflight(forWriting: isWriting, refsBelow: RefNamespaceCheck.prefixes)
    var settings = try Settings(of: repository)
    if settings.key == nil { settings.key = try RecordKey.kept() }
    return OpenRepository(
      repository: repository, settings: settings, makeMemory: ProjectMemory.make)
  }
}
