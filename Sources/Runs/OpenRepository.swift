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

  /// Opens the same repository once more, with the same settings.
  ///
  /// - Throws: ``RunError/git(_:)``.
  package func again() throws(RunError) -> OpenRepository {
    OpenRepository(repository: try another(), settings: settings, given: given, cache: cache)
  }

  /// Puts a repository and its settings together.
  package init(
    repository: consuming Repository, settings: Settings, given: [String: String] = [:],
    cache: RunCache = .standard
  ) {
    self.repository = repository
    self.settings = settings
    self.given = given
    self.cache = cache
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
