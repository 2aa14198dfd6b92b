import Git
import Runs

/// What `colleague.setupNetwork` lets a setup reach.
enum SetupNetwork: Hashable {
  case none
  case full
  /// These hosts; `*.` before one stands for all below it.
  case hosts([String])

  /// What the user's config says.
  init(of repository: borrowing Repository) throws {
    let values = try SettingsConfig(of: repository, trust: .standard)
      .values(GuardedKey.setupNetwork.name)
    let words = values.last.map { $0.split { $0.isWhitespace || $0 == "," }.map(String.init) } ?? []
    switch words {
    case [], ["none"]: self = .none
    case ["full"]: self = .full
    default: self = .hosts(words)
    }
  }

  /// Those of `hosts` that it does not let be reached.
  func missing(of hosts: [String]) -> [String] {
    switch self {
    case .full: []
    case .none: hosts
    case .hosts(let allowed):
      hosts.filter { host in
        !allowed.contains { pattern in
          host == pattern || pattern.hasPrefix("*.") && host.hasSuffix(pattern.dropFirst())
        }
      }
    }
  }

  /// The line that lets `hosts` be reached, besides what is let already.
  func line(allowing hosts: [String]) -> String {
    var all = hosts
    if case .hosts(let allowed) = self { all = allowed + hosts.filter { !allowed.contains($0) } }
    return "git config --global colleague.setupNetwork '\(all.joined(separator: " "))'"
  }
}
