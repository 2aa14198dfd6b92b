import Git

/// Who the commits of a run are by.
package struct Author: Hashable, Sendable {
  /// The name; never empty.
  package var name: String
  /// The address; never empty.
  package var email: String

  /// An author of this name and address.
  package init(name: String, email: String) {
    self.name = name
    self.email = email
  }

  /// The author at `time`, seconds since 1970, in UTC: equal work gives equal commits anywhere.
  func signature(at time: Int) -> Signature {
    Signature(name: name, email: email, time: time, offset: 0)
  }
}
