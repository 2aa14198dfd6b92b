@testable import HTTP

extension FuzzTarget {
  /// Heads of responses, and addresses.
  static let http = [
    FuzzTarget("head") { bytes in
      let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
      guard var head = Head(statusLine: lines[0]) else { return }
      for line in lines.dropFirst() { head.add(line) }
      if let wait = head.retryAfter { require((0...1 << 31).contains(wait), "a wait of \(wait)") }
    },
    FuzzTarget("retry-after") { bytes in
      guard let wait = retryAfter(bytes.text, now: 1_700_000_000) else { return }
      require((0...1 << 31).contains(wait), "a wait of \(wait)")
    },
    FuzzTarget("url") { bytes in
      guard let destination = result({ try Destination(bytes.text) }) else { return }
      require(["http", "https"].contains(destination.scheme), "scheme \(destination.scheme)")
      require(!destination.host.isEmpty, "no host")
    },
  ]
}
