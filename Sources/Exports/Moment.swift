import FoundationEssentials

/// A moment as text: RFC 3339 in UTC, to the second.
enum Moment {
  /// `2026-01-23T14:30:00Z`, for seconds since 1970.
  static func text(_ time: Int) -> String {
    Date(timeIntervalSince1970: Double(time)).formatted(.iso8601)
  }
}
