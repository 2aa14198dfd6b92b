package import Vocabulary

/// The prices of models: the user's own settings, and behind them what is known of common models.
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
    /// Tokens sent that the service wrote into its cache; `nil` for what its kind of service takes.
    package var written: Int?
  }

  private let prices: [Price]

  /// These prices; the first that fits a model counts.
  package init(_ prices: [Price]) { self.prices = prices }

  /// These prices before those that are known of the models of `family`.
  package init(_ prices: [Price], before family: ServiceFamily) {
    self.prices = prices + Prices.known(of: family)
  }

  /// Reads `MODEL SENT CACHED RECEIVED`, amounts for a million tokens such as `1.25`, and one more for tokens written
  /// into the cache where they have a price; `MODEL` may end with `*`. `nil` for anything else.
  package static func read(_ text: String) -> Price? {
    let words = text.split(separator: " ").map(String.init)
    let amounts = words.dropFirst().compactMap(millionths)
    guard [4, 5].contains(words.count), amounts.count == words.count - 1 else { return nil }
    return Price(
      pattern: words[0], sent: amounts[0], cached: amounts[1], received: amounts[2],
      written: amounts.count > 3 ? amounts[3] : nil)
  }

  /// The cost of `usage` of `model`, in millionths, rounded up; `nil` where no price is known.
  ///
  /// - Parameter written: Tokens written into the service's cache, among those sent.
  package func cost(of usage: Usage, writing written: Int = 0, of model: Model) -> Int? {
    guard let price = price(of: model) else { return nil }
    let fresh = max(0, usage.sent - usage.cached - written)
    let amounts = [
      (fresh, price.sent), (usage.cached, price.cached), (usage.received, price.received),
      (min(written, usage.sent), price.written(at: model.api)),
    ]
    // Integers would overflow with the counts that a broken service may report.
    let sum = amounts.reduce(0) { $0 + Double($1.0) * Double($1.1) / 1_000_000 }
    return Int(min(sum, 1e15).rounded(.up))
  }

  /// The tokens of an answer that `micros` pay for at worst, behind a prompt of `sent` tokens of which none is in the
  /// cache; negative where the prompt alone costs more, `nil` where nothing limits them.
  package func tokens(for micros: Int, after sent: Int, of model: Model) -> Int? {
    guard let price = price(of: model) else { return nil }
    let worst = max(price.sent, price.written(at: model.api), price.cached)
    let left = Double(micros) - (Double(sent) * Double(worst) / 1_000_000).rounded(.up)
    guard left >= 0 else { return -1 }
    guard price.received > 0 else { return nil }
    return Int(min(left * 1_000_000 / Double(price.received), 1e12).rounded(.down))
  }

  private func price(of model: Model) -> Price? { prices.first { $0.fits(model.name) } }

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

  /// The price of tokens written into the cache: Anthropic's messages take a quarter more than for tokens sent.
  fileprivate func written(at api: Model.API) -> Int {
    written ?? (api == .anthropic ? sent + sent / 4 : sent)
  }
}
