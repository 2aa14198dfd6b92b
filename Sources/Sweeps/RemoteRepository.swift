package import Git
package import Records
package import Vocabulary

/// A repository that workers share: its refs, looked up, fetched and moved. git reaches the real ones; tests keep one
/// in memory.
package protocol RemoteRepository: Sendable {
  /// The name in the repository's config.
  var name: String { get }
  /// Where what it has is kept here.
  var refs: RemoteRefs { get }

  /// The same remote, whose calls may go on for so many seconds after a stop is requested.
  func patient(_ seconds: Double) -> any RemoteRepository

  /// The values of refs on the remote, as far as they exist.
  ///
  /// - Throws: ``SweepError/unreachable(_:_:_:)``.
  func values(of names: [String]) throws(SweepError) -> [String: ObjectID]

  /// Fetches by refspecs as git reads them; with `+*`, refs that went away on the remote go here too.
  ///
  /// - Throws: ``SweepError/unreachable(_:_:_:)``.
  func fetch(_ refspecs: [String]) throws(SweepError)

  /// Makes all updates, or none.
  ///
  /// - Throws: ``SweepError/unreachable(_:_:_:)``: what has become of the updates is unknown then.
  func push(_ updates: [RefUpdate]) throws(SweepError) -> PushAnswer
}

/// One update of a ref on a remote.
package struct RefUpdate: Hashable, Sendable {
  /// The full name.
  package var ref: String
  /// The object that it is to point at; `nil` where it is to go.
  package var target: ObjectID?
  /// What it has to be before.
  package var expected: Expectation

  /// What a ref has to be before it is updated.
  package enum Expectation: Hashable, Sendable {
    /// It is just as expected.
    case exactly(RefExpectation)
    /// An ancestor of its target, or absent.
    case fastForward
  }

  /// Makes a ref point at `target`.
  package static func set(
    _ ref: String, to target: ObjectID, from expected: Expectation
  ) -> RefUpdate { RefUpdate(ref: ref, target: target, expected: expected) }

  /// Makes a ref point at `target` where it is at `old` now, or absent for `nil`.
  package static func set(_ ref: String, to target: ObjectID, at old: ObjectID?) -> RefUpdate {
    RefUpdate(ref: ref, target: target, expected: .exactly(RefExpectation(old)))
  }

  /// Removes a ref that is at `old`.
  package static func delete(_ ref: String, at old: ObjectID) -> RefUpdate {
    RefUpdate(ref: ref, target: nil, expected: .exactly(.at(old)))
  }
}

/// How a remote answers a push.
package enum PushAnswer: Hashable, Sendable {
  /// All updates are made.
  case accepted
  /// None is made: a ref was not what it was expected to be, or a rule of the remote's is against it; its own words.
  case refused(String)
}

extension RemoteRepository {
  /// Fetches branches, queue, claims, lessons and issues into our own place for them; the user's refs stay as they are.
  ///
  /// - Returns: Whether the remote's HEAD names a commit; where it does not, what was kept of it before is old.
  package func fetchShared() throws(SweepError) -> Bool {
    let place = refs.prefix
    let refspecs = [
      "+refs/heads/*:\(place)heads/*", "^refs/heads/colleague/*",
      "+refs/colleague/queue/*:\(place)queue/*", "+refs/colleague/claims/*:\(place)claims/*",
      "+refs/colleague/settled*:\(place)settled*", "+refs/issues/*:\(place)issues/*",
      "+\(RefNames.lessons)*:\(refs.kept(RefNames.lessons))*",
    ]
    // The HEAD of many a bare repository names a branch that nobody has made.
    let hasHead = try !values(of: ["HEAD"]).isEmpty
    try fetch((hasHead ? ["+HEAD:\(refs.head)"] : []) + refspecs)
    return hasHead
  }

  /// Where the remote's claim on the issue `key` is kept here.
  package func claim(on key: String) -> String { refs.kept(RefNames.claim(key)) }
}
