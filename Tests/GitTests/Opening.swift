import Git
import Support

extension TemporaryRepository {
  /// The repository, opened by the module under test.
  func opened() throws -> Repository { try Repository(discovering: path, environment: [:]) }
}

/// Who commits of these tests are by.
let signature = Signature(name: "Ada", email: "ada@example.org", time: 1_700_000_000, offset: 0)
