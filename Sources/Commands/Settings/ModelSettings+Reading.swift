import Git
import Glibc
import Models
import Processes
import Runs
import Text
import Vocabulary

extension ModelSettings {
  /// Reads the settings; `nil` where no model is named.
  ///
  /// - Throws: ``Failure`` for a value that cannot be understood; it names the key.
  init?(of config: borrowing SettingsConfig) throws {
    guard let name = try config.value("colleague.model"), !name.isEmpty else { return nil }
    let word = try config.value("colleague.api")
    let api: Model.API =
      try ModelSettings.choice(word, of: "api") ?? Model.API(ofModel: name)
    let address = try ModelSettings.address(try config.value("colleague.baseUrl"), api)
    let service = try ModelSettings.service(try config.value("colleague.service"))
    let protocolWord = try config.value("colleague.protocol")
    let known = ModelSettings.window(of: name)
    let window = try ModelSettings.number(in: config, "window", least: 2048) ?? known
    self.init(
      name: name, api: api, address: address, service: service,
      speech: protocolWord == "auto"
        ? nil : try ModelSettings.choice(protocolWord, of: "protocol"),
      window: window,
      outputLimit: try ModelSettings.number(in: config, "outputTokens", least: 128)
        ?? min(8192, window / 4),
      thinking: try ModelSettings.number(in: config, "thinking", least: 0) ?? 0,
      options: try ModelSettings.options(try config.value("colleague.modelOptions")),
      samples: try ModelSettings.number(in: config, "samples", least: 1) ?? 1,
      reviews: try ModelSettings.number(in: config, "reviews", least: 0) ?? 2,
      patience: try config.value("colleague.patience").map(ModelSettings.seconds),
      prices: Prices(
        try ModelSettings.prices(try config.values("colleague.price")),
        before: service ?? ServiceFamily(ofAddress: address)),
      keyCommand: try config.value("colleague.apiKeyCommand"))
  }

  private static func choice<Value: RawRepresentable & CaseIterable>(
    _ word: String?, of key: String
  ) throws(Failure) -> Value? where Value.RawValue == String {
    guard let word else { return nil }
    guard let value = Value(rawValue: word) else {
      let words = Value.allCases.map(\.rawValue).joined(separator: " or ")
      throw Failure(
        "colleague.\(key) is '\(visible(word))', which is not \(words)",
        hint: "git config --unset colleague.\(key)")
    }
    return value
  }

  private static func number(
    in config: borrowing SettingsConfig, _ key: String, least: Int
  ) throws -> Int? {
    guard let text = try config.value("colleague.\(key)") else { return nil }
    guard let number = Int(text), number >= least, number <= 100_000_000 else {
      throw Failure(
        "colleague.\(key) is '\(visible(text))', which is no number from \(least) on",
        hint: "git config --unset colleague.\(key)")
    }
    return number
  }

  private static func seconds(_ text: String) throws(Failure) -> Double {
    do { return try BudgetText.parse("time=\(text)").seconds } catch {
      throw Failure(
        "colleague.patience is '\(visible(text))', which is no time",
        hint: "git config colleague.patience 30m")
    }
  }

  private static func options(_ text: String?) throws(Failure) -> JSON {
    guard let text else { return [:] }
    guard let value = JSON(parsing: text), case .object = value else {
      throw Failure(
        "colleague.modelOptions is no JSON object",
        hint: #"git config --global colleague.modelOptions '{"temperature": 0}'"#)
    }
    return value
  }

  private static func prices(_ texts: [String]) throws(Failure) -> [Prices.Price] {
    var prices: [Prices.Price] = []
    for text in texts {
      guard let price = Prices.read(text) else {
        throw Failure(
          "colleague.price is '\(visible(text))', which is no price",
          hint: "MODEL SENT CACHED RECEIVED [WRITTEN] for a million tokens: "
            + "git config --add colleague.price 'small-* 1.25 0.125 10'")
      }
      prices.append(price)
    }
    return prices
  }

  private static func service(_ word: String?) throws(Failure) -> ServiceFamily? {
    guard let word else { return nil }
    guard let family = ServiceFamily(named: word) else {
      let words = (ServiceFamily.all.map(\.name) + ["other"]).joined(separator: ", ")
      throw Failure(
        "colleague.service is '\(visible(word))', which is none of \(words)",
        hint: "git config --unset colleague.service")
    }
    return family
  }

  private static func address(_ setting: String?, _ api: Model.API) throws(Failure) -> String {
    let facts = api.facts
    var text = setting ?? Environment.value(facts.addressVariable) ?? facts.standardAddress
    while text.hasSuffix("/") { text.removeLast() }
    let isAddress = text.hasPrefix("https://") || text.hasPrefix("http://")
    guard isAddress, !text.contains("@"), !text.contains(where: \.isWhitespace) else {
      throw Failure(
        "the address of the model's service is no http or https address without a name in it",
        hint: "git config --global colleague.baseUrl http://127.0.0.1:8091/v1")
    }
    return text
  }

  /// The window where none is set: what families of models are known to have, held to what is worth
  /// paying for; 32,768 for others.
  private static func window(of name: String) -> Int {
    let large = ["claude", "gpt-", "o1", "o3", "o4", "gemini"]
    return large.contains { name.hasPrefix($0) || name.contains("/\($0)") } ? 100_000 : 32_768
  }
}
