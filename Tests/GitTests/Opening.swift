import Git
import Support
import Testing
import Vocabulary

extension TemporaryRepository {
  /// The repository, opened by the module under test.
  func opened() throws -> Repository { try Repository(discovering: path, environment: [:]) }

  /// What stock git takes `revision` for.
  func id(_ revision: String) throws -> ObjectID {
    try #require(ObjectID(try git("rev-parse", revision)))
  }
}

/// Who commits of these tests are by.
let signature = Signature(name: "Ada", email: "ada@example.org", time: 1_700_000_000, offset: 0)
