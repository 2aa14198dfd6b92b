import Git
import Glibc
import Records

/// The repository a command works on, opened once, with the settings that go with it.
struct OpenRepository: ~Copyable {
  /// The repository.
  let repository: Repository
  /// The user's settings in it.
  let settings: Settings
  /// The variables by which settings were given for this one call, for children to have them too.
  let given: [String: String]

  /// Opens the repository the current folder or the environment names, and refuses those that
  /// cannot be served, or, for writing, have no room for our refs.
  ///
  /// After this, git's own variables are gone from the environment: children must not inherit them.
  static func here(forWriting isWriting: Bool = true) throws -> OpenRepository {
    let variables = environmentVariables()
    let repository = try Repository(discovering: ".", environment: variables)
    for name in Repository.localEnvironmentNames { unsetenv(name) }
    try repository.preflight(forWriting: isWriting, refsBelow: Room.prefixes)
    if isWriting { try Room.check(in: repository) }
    let settings = try Settings(of: repository)
    Console.standard.obey(settings.colour)
    let given = variables.filter { $0.key.hasPrefix("GIT_CONFIG_") }
    return OpenRepository(repository: repository, settings: settings, given: given)
  }

  /// Opens the same repository once more, with the same settings.
  func again() throws -> OpenRepository {
    OpenRepository(repository: try another(), settings: settings, given: given)
  }

  private init(
    repository: consuming Repository, settings: Settings, given: [String: String]
  ) {
    self.repository = repository
    self.settings = settings
    self.given = given
  }

  /// Who commits are by.
  ///
  /// - Throws: ``Failure`` with the status `unsupported` when nobody is named.
  var author: Author {
    get throws(Failure) {
      if let author = settings.author { return author }
      throw Failure(
        "nobody is named as the author of commits",
        hint: "git config --global user.name NAME && git config --global user.email ADDRESS",
        status: .unsupported)
    }
  }

  /// Another handle on the same repository, for an owner of its own.
  func another() throws -> Repository {
    try Repository(discovering: repository.gitDirectory, environment: [:])
  }
}

/// The whole environment as a dictionary.
func environmentVariables() -> [String: String] {
  var variables: [String: String] = [:]
  var next = environ
  while let entry = next.pointee {
    let text = String(cString: entry)
    if let equals = text.firstIndex(of: "=") {
      variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    next += 1
  }
  return variables
}
