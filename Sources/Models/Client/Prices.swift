package import Vocabulary

/// The prices of models, from the user's settings; there are no built-in ones.
package struct Prices: Hashable, Sendable {
  /// The price of a model, in millionths of the user's currency for a million tokens.
  package struct Price: Hashable, Sendable {
    /// Names of models it is for: exact, or the start of them before a `*`.
    package var pattern: String
    /// Tokens sent.
    package var sent: Int
    /// Tokens sent that the service had in its cache.
    package var cached: Int
    /// Tokens received.
    package var received: Int
  }

  private let prices: [Price]

  /// These prices; the first that fits a model counts.
  package init(_ prices: [Price]) { self.prices = prices }

  /// Reads `MODEL SENT CACHED RECEIVED`, amounts for a million tokens such as `1.25`; `MODEL` may end
  /// with `*`. `nil` for anything else.
  package static func read(_ text: String) -> Price? {
    let words = text.split(separator: " ").map(String.init)
    let amounts = words.dropFirst().compactMap(millionths)
    guard words.count == 4, amounts.count == 3 else { return nil }
    return Price(pattern: words[0], sent: amounts[0], cached: amounts[1], received: amounts[2])
  }

  /// The cost of `usage` of `model`, in millionths, rounded up; `nil` where no price is set.
  package func cost(of usage: Usage, of model: String) -> Int? {
    guard let price = prices.first(where: { $0.fits(model) }) else { return nil }
    let fresh = max(0, usage.sent - usage.cached)
    let amounts = [
      (fresh, price.sent), (usage.cached, price.cached), (usage.received, price.received),
    ]
    // Integers would overflow with the counts that a broken service may report.
    let sum = amounts.reduce(0) { $0 + Double($1.0) * Double($1.1) / 1_000_000 }
    return Int(min(sum, 1e15).rounded(.up))
  }

  /// `1.25` as 1,250,000.
  private static func millionths(_ text: String) -> Int? {
    guard let value = Double(text), value >= 0, value < 1_000_000 else { return nil }
    return Int((value * 1_000_000).rounded())
  }
}

extension Prices.Price {
  fileprivate func fits(_ model: String) -> Bool {
    pattern.hasSuffix("*") ? model.hasPrefix(pattern.dropLast()) : model == pattern
  }
}
