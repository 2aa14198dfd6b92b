import Git
import Glibc
import Models
import Text
import Vocabulary

/// What the user's own git config and environment say about the model.
struct ModelSettings: Hashable, Sendable {
  /// The model's name.
  let name: String
  /// The kind of service.
  let api: Model.API
  /// The service's address, without a slash at the end.
  let address: String
  /// How the model is spoken to; `nil` means that it is probed.
  let speech: Model.Speech?
  /// Tokens that a prompt and its answer may have together.
  let window: Int
  /// The most tokens of an answer.
  let outputLimit: Int
  /// Tokens of thinking to ask for.
  let thinking: Int
  /// Members put into every request.
  let options: JSON
  /// Samples of an edit.
  let samples: Int
  /// How often a review may hold a change back.
  let reviews: Int
  /// Seconds that faults of the service are waited out; `nil` leaves that to the budget.
  let patience: Double?
  /// What models cost.
  let prices: Prices
  private let keyCommand: String?

  /// Reads the settings; `nil` where no model is named.
  ///
  /// - Throws: ``Failure`` for a value that cannot be understood; it names the key.
  init?(of config: borrowing Config) throws {
    guard let name = try config.value("colleague.model"), !name.isEmpty else { return nil }
    self.name = name
    let word = try config.value("colleague.api")
    api =
      try ModelSettings.choice(word, of: "api") ?? (name.hasPrefix("claude") ? .anthropic : .openai)
    address = try ModelSettings.address(try config.value("colleague.baseUrl"), api)
    let protocolWord = try config.value("colleague.protocol")
    speech =
      protocolWord == "auto" ? nil : try ModelSettings.choice(protocolWord, of: "protocol")
    let known = ModelSettings.window(of: name)
    window = try ModelSettings.number(in: config, "window", least: 2048) ?? known
    outputLimit =
      try ModelSettings.number(in: config, "outputTokens", least: 128) ?? min(8192, window / 4)
    thinking = try ModelSettings.number(in: config, "thinking", least: 0) ?? 0
    samples = try ModelSettings.number(in: config, "samples", least: 1) ?? 1
    reviews = try ModelSettings.number(in: config, "reviews", least: 0) ?? 2
    options = try ModelSettings.options(try config.value("colleague.modelOptions"))
    patience = try config.value("colleague.patience").map(ModelSettings.seconds)
    prices = try ModelSettings.prices(try config.values("colleague.price"))
    keyCommand = try config.value("colleague.apiKeyCommand")
  }

  /// The model with its key, and with how it is spoken to where that is set or was probed before.
  ///
  /// - Throws: ``Failure`` when the key's command fails.
  func model() throws(Failure) -> Model {
    Model(
      name: name, api: api, address: address, key: try key(), speech: speech ?? memory.speech,
      window: window, outputLimit: outputLimit, thinking: thinking, options: options,
      samples: samples)
  }

  /// Which model it is: the kind of its service, its address and its name.
  var identity: String { "\(api.rawValue) \(address) \(name)" }

  /// Where it is kept how the model is spoken to.
  var memory: SpeechMemory { SpeechMemory(of: identity) }

  /// The key: of the environment, or what `colleague.apiKeyCommand` prints on its first line.
  private func key() throws(Failure) -> Secret? {
    let own = api == .openai ? "OPENAI_API_KEY" : "ANTHROPIC_API_KEY"
    for name in ["COLLEAGUE_API_KEY", own] {
      if let text = environment(name), !text.isEmpty { return Secret(text) }
    }
    return try keyCommand.map(ModelSettings.firstLine).map(Secret.init)
  }

  /// The first line that the user's own command prints.
  private static func firstLine(of command: String) throws(Failure) -> String {
    let hint = "git config colleague.apiKeyCommand 'pass show model-key'"
    guard let stream = popen(command, "re") else {
      throw Failure("colleague.apiKeyCommand cannot be run", hint: hint)
    }
    var bytes = [CChar](repeating: 0, count: 8192)
    let isRead = fgets(&bytes, Int32(bytes.count), stream) != nil
    while fgetc(stream) != EOF {}
    let status = pclose(stream)
    let line = String(
      decoding: bytes.prefix { $0 != 0 && $0 != 10 && $0 != 13 }.map(UInt8.init(bitPattern:)),
      as: UTF8.self)
    guard isRead, status == 0, !line.isEmpty else {
      throw Failure("colleague.apiKeyCommand printed no key", hint: hint)
    }
    return line
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
    in config: borrowing Config, _ key: String, least: Int
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
        hint: #"git config colleague.modelOptions '{"temperature": 0}'"#)
    }
    return value
  }

  private static func prices(_ texts: [String]) throws(Failure) -> Prices {
    var prices: [Prices.Price] = []
    for text in texts {
      guard let price = Prices.read(text) else {
        throw Failure(
          "colleague.price is '\(visible(text))', which is no price",
          hint: "MODEL SENT CACHED RECEIVED for a million tokens: "
            + "git config --add colleague.price 'small-* 1.25 0.125 10'")
      }
      prices.append(price)
    }
    return Prices(prices)
  }

  private static func address(_ setting: String?, _ api: Model.API) throws(Failure) -> String {
    let (variable, standard) =
      api == .openai
      ? ("OPENAI_BASE_URL", "https://api.openai.com/v1")
      : ("ANTHROPIC_BASE_URL", "https://api.anthropic.com")
    var text = setting ?? environment(variable) ?? standard
    while text.hasSuffix("/") { text.removeLast() }
    let isAddress = text.hasPrefix("https://") || text.hasPrefix("http://")
    guard isAddress, !text.contains("@"), !text.contains(where: \.isWhitespace) else {
      throw Failure(
        "the address of the model's service is no http or https address without a name in it",
        hint: "git config colleague.baseUrl http://127.0.0.1:8091/v1")
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

/// Keeps in the cache how a model is spoken to, so that each is probed once.
struct SpeechMemory: Sendable {
  private let file: String

  /// The memory for the model and address in `words`.
  init(of words: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in words.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    file = "\(RunFolder.cache)/models/\(String(hash, radix: 16))"
  }

  /// What was probed; `nil` where nothing was.
  var speech: Model.Speech? {
    InputFile.firstLine(of: file).flatMap { Model.Speech(rawValue: $0) }
  }

  /// Keeps what was probed; when that cannot be kept it is probed again.
  func keep(_ speech: Model.Speech) {
    mkdir(RunFolder.cache, 0o711)
    mkdir("\(RunFolder.cache)/models", 0o700)
    try? WholeFile.write(Array("\(speech.rawValue)\n".utf8), to: file, like: nil, mode: 0o600)
  }
}
