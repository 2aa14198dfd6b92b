/// What has become of a series' own branch.
package enum SeriesBranch: Hashable, Sendable {
  /// It is there.
  case present
  /// It is gone from where it was.
  case gone
  /// It is not there, and nothing says that it ever was.
  case unknown
  /// Another run's series is on it.
  case superseded
}
