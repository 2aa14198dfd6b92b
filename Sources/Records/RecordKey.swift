import CCrypto
import Digests
package import Git
import Text
package import Vocabulary

/// The key by which the workers of one user know each other's records: 32 bytes.
///
/// Each state of a run, entry of the queue and claim has a header `colleague-mac` in its commit: the HMAC-SHA256
/// (RFC 2104) of the name of the ref that it is written for, a zero byte and the commit's other bytes. These name the
/// commit's tree and parents, so that a run's newest state vouches for all of its trail. That an old state was put
/// back in the place of a newer one cannot be seen by it.
package struct RecordKey: Hashable, Sendable {
  /// How many bytes it has.
  package static let count = 32
  /// The header's name.
  static let header = "colleague-mac"

  private let bytes: [UInt8]

  /// The key of 64 hexadecimal digits; `nil` for another text.
  package init?(_ hexadecimal: String) {
    let digits = hexadecimal.compactMap(\.hexDigitValue)
    guard digits.count == 2 * RecordKey.count, hexadecimal.count == digits.count else { return nil }
    bytes = stride(from: 0, to: digits.count, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
  }

  /// A new key.
  package init(using generator: inout some RandomNumberGenerator) {
    bytes = (0..<RecordKey.count).map { _ in .random(in: 0...255, using: &generator) }
  }

  /// The key in 64 lower-case hexadecimal digits.
  package var digits: String { hexadecimal(bytes) }

  /// What the header of a commit says that is written for the ref `name`.
  func mac(of commit: [UInt8], at name: String) -> String {
    let message = Array(name.utf8) + [0] + commit
    var count: UInt32 = 0
    let mac = [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, initialized in
      _ = HMAC(
        EVP_sha256(), bytes, Int32(bytes.count), message, message.count, buffer.baseAddress, &count)
      initialized = Int(count)
    }
    return hexadecimal(mac)
  }

  /// Makes the header of commits that are written for the ref `name`.
  package func seal(at name: String) -> CommitSeal {
    CommitSeal(RecordKey.header) { mac(of: $0, at: name) }
  }

  /// Whether the commit `id` was written for the ref `name` by who has this key.
  ///
  /// - Throws: ``RecordsError/git(_:)`` where the commit cannot be read.
  package func vouches(
    for id: ObjectID, at name: String, in repository: borrowing Repository
  ) throws(RecordsError) -> Bool {
    let found = try git { () throws(GitError) in try repository.seal(RecordKey.header, of: id) }
    guard let found else { return false }
    let (ours, theirs) = (Array(mac(of: found.commit, at: name).utf8), Array(found.value.utf8))
    return ours.count == theirs.count && CRYPTO_memcmp(ours, theirs, ours.count) == 0
  }
}

extension Repository {
  /// Writes a commit of ours for the ref `name`, with the author's key's header, and returns its id; no ref is moved
  /// and nothing is synced.
  func commitRecord(
    at name: String, tree: ObjectID, parents: [ObjectID], by author: Author, at time: Int,
    message: Redacted<Outgoing>
  ) throws(GitError) -> ObjectID {
    try commit(
      tree: tree, parents: parents, author: author.signature(at: time),
      committer: author.committing(at: time), message: message, sealedBy: author.key?.seal(at: name)
    )
  }
}
