import Vocabulary

/// `12 requests, 41200 tokens sent (30100 cached), 950 received`; `about` where some are our estimate.
func tokens(_ usage: Usage) -> String {
  let cached = usage.cached > 0 ? " (\(usage.cached) cached)" : ""
  let about = usage.isEstimated ? "about " : ""
  return "\(usage.requests) \(usage.requests == 1 ? "request" : "requests"), "
    + "\(about)\(usage.sent) tokens sent\(cached), \(usage.received) received"
}

/// Millionths as an amount with four digits after the point: `0.0312`.
func money(_ costMicros: Int) -> String {
  let units = (costMicros + 50) / 100
  let rest = String(units % 10_000)
  return "\(units / 10_000).\(String(repeating: "0", count: 4 - rest.count))\(rest)"
}
