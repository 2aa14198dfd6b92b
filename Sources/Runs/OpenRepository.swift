package import Git
import Glibc
package import Records

/// A repository that is worked on, opened once, with the user's settings for it.
package struct OpenRepository: ~Copyable {
  /// The repository.
  package let repository: Repository
  /// The user's settings in it.
  package let settings: Settings
  /// The variables by which settings were given for this one call, for children to have them too.
  package let given: [String: String]

  /// Where runs are worked on.
  package let cache: RunCache

  /// Makes what looks up earlier work in a repository; `nil` where nothing can be looked up, and why is told.
  package typealias MemoryMaking =
    @Sendable (_ opened: borrowing OpenRepository, _ tell: (any Error) -> Void) -> (any RunMemory)?
  private let makeMemory: MemoryMaking

  /// Opens the same repository once more, with the same settings.
  ///
  /// - Throws: ``RunError/git(_:)``.
  package func again() throws(RunError) -> OpenRepository {
    OpenRepository(
      repository: try another(), settings: settings, given: given, cache: cache,
      makeMemory: makeMemory)
  }

  /// Puts a repository and its settings together.
  ///
  /// - Parameter makeMemory: Makes what looks up earlier work, where the settings let it; nothing is looked up unless
  ///   given.
  package init(
    repository: consuming Repository, settings: Settings, given: [String: String] = [:],
    cache: RunCache = .standard, makeMemory: @escaping MemoryMaking = { _, _ in nil }
  ) {
    self.repository = repository
    self.settings = settings
    self.given = given
    self.cache = cache
    self.makeMemory = makeMemory
  }

  /// What looks up earlier work; `nil` where the settings are against it, or nothing can be looked up.
  ///
  /// - Parameter tell: Hears why nothing can be.
  package func memory(telling tell: (any Error) -> Void) -> (any RunMemory)? {
    settings.memory ? makeMemory(self, tell) : nil
  }

  /// Who commits are by.
  ///
  /// - Throws: ``RunError/noAuthor`` when nobody is named.
  package var author: Author {
    get throws(RunError) {
      guard var author = settings.author else { throw .noAuthor }
      author.key = settings.key
      return author
    }
  }

  /// For reading records, which needs nobody's name.
  package var reader: Author {
    var reader = Author.nobody
    reader.key = settings.key
    return reader
  }

  /// Whether the user's own key vouches for the run's records.
  ///
  /// - Throws: ``RunError/records(_:)``.
  package func isOwn(_ run: StoredRun) throws(RunError) -> Bool {
    do { return try run.isOwn(by: settings.key, in: repository) } catch { throw .records(error) }
  }

  /// Another handle on the same repository, for an owner of its own.
  ///
  /// - Throws: ``RunError/git(_:)``.
  package func another() throws(RunError) -> Repository {
    do { return try Repository(gitDirectory: repository.gitDirectory) } catch {
      throw .git(error)
    }
  }
}
