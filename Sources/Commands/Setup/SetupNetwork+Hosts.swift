import Proxies
import Workspaces

extension SetupNetwork {
  /// Those of `hosts`, names all of them, that it does not let be reached by a tunnel.
  func missing(of hosts: [String]) -> [String] {
    switch self {
    case .full: []
    case .none: hosts
    case .hosts(let list): SetupNetwork.missing(of: hosts, among: list.texts)
    }
  }

  /// Those of `hosts` that none of these patterns lets be reached by a tunnel.
  static func missing(of hosts: [String], among patterns: [String]) -> [String] {
    hosts.filter { host in
      !patterns.contains { text in
        let pattern = text.hasSuffix(":443") ? text.dropLast(4) : text[...]
        return host == pattern || pattern.hasPrefix("*.") && host.hasSuffix(pattern.dropFirst())
      }
    }
  }

  /// The line that lets `hosts` be reached, besides what is let already.
  func line(allowing hosts: [String]) -> String {
    var all = hosts
    if case .hosts(let list) = self { all = list.texts + hosts }
    return "git config --global colleague.setupNetwork '\(all.joined(separator: " "))'"
  }
}
