/// How often a timer goes off: minutes that divide an hour, hours that divide a day. Pure.
package enum Interval: Hashable, Sendable {
  /// Every so many minutes of the hour.
  case minutes(Int)
  /// Every so many hours of the day.
  case hours(Int)

  /// A quarter of an hour.
  package static let standard = Interval.minutes(15)

  /// All there are, the shortest first.
  package static let all =
    [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30].map(minutes) + [1, 2, 3, 4, 6, 8, 12, 24].map(hours)

  /// Reads `15m`, `1h` and the like.
  ///
  /// - Throws: ``InstallError/interval(_:)``.
  package init(_ text: String) throws(InstallError) {
    let wanted = text == "60m" ? "1h" : text
    guard let interval = Interval.all.first(where: { $0.text == wanted }) else {
      throw .interval(text)
    }
    self = interval
  }

  /// As a user writes it.
  package var text: String {
    switch self {
    case .minutes(let count): "\(count)m"
    case .hours(let count): "\(count)h"
    }
  }

  /// The five fields of a crontab's line.
  package var fields: String {
    switch self {
    case .minutes(1): "* * * * *"
    case .minutes(let count): "*/\(count) * * * *"
    case .hours(1): "0 * * * *"
    case .hours(24): "0 0 * * *"
    case .hours(let count): "0 */\(count) * * *"
    }
  }

  /// The calendar of a systemd timer.
  package var calendar: String {
    switch self {
    case .minutes(1): "*:*"
    case .minutes(let count): "*:0/\(count)"
    case .hours(1): "*:00"
    case .hours(24): "00:00"
    case .hours(let count): "0/\(count):00"
    }
  }

  /// The seconds a systemd timer may be late by chance, a tenth of the interval and five minutes at most.
  package var spread: Int {
    switch self {
    case .minutes(let count): count * 6
    case .hours: 300
    }
  }
}
