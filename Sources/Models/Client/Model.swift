package import Text

/// A model, its service, and how it is addressed: all from the user's own settings.
package struct Model: Hashable, Sendable {
  /// Its name, as the service knows it.
  package var name: String
  /// The wire format of its service.
  package var api: API
  /// The service's address, without a slash at the end.
  package var address: String
  /// Its key; `nil` where it needs none.
  package var key: Secret?
  /// How actions are asked for; `nil` until it is probed.
  package var speech: Speech?
  /// Tokens that prompt and answer may have together.
  package var window: Int
  /// The most tokens of one answer.
  package var outputLimit: Int
  /// Tokens of thinking to ask for, where the wire format has a member for it; none when zero.
  package var thinking: Int
  /// Members put into every request as they are.
  package var options: JSON
  /// Samples of an edit that are tried side by side; with one the edit is made at once.
  package var samples: Int
  /// The family of its service, where the address does not tell it.
  package var service: ServiceFamily?
  /// The digest of the service, where that is known from records and the address is not.
  var recordedDigest: String?

  /// The wire formats of services; ``wire`` is the registry of their files.
  package enum API: String, Hashable, Sendable, CaseIterable {
    /// OpenAI's chat completions, and services compatible with them.
    case openai
    /// Anthropic's messages.
    case anthropic
    /// OpenAI's responses.
    case responses
  }

  /// The form in which a model replies.
  package enum Speech: String, Hashable, Sendable, CaseIterable {
    /// By calls of functions.
    case tools
    /// By blocks in its text.
    case text
  }

  /// A model; `address` has no slash at the end.
  package init(
    name: String, api: API, address: String, key: Secret? = nil, speech: Speech? = nil,
    window: Int, outputLimit: Int, thinking: Int = 0, options: JSON = [:], samples: Int = 1,
    service: ServiceFamily? = nil
  ) {
    self.name = name
    self.api = api
    self.address = address
    self.key = key
    self.speech = speech
    self.window = window
    self.outputLimit = outputLimit
    self.thinking = thinking
    self.options = options
    self.samples = samples
    self.service = service
  }
}

extension Model {
  /// The family of its service: as it is named, else by the address.
  package var family: ServiceFamily { service ?? ServiceFamily(ofAddress: address) }

  /// A digest of the service and the model: FNV-1a of wire format, address and name. Turns go back to what gave them, and
  /// to nothing else; records hold no address.
  package var serviceDigest: String {
    if let recordedDigest { return recordedDigest }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "\(api.rawValue) \(address) \(name)".utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return String(hash, radix: 16)
  }

  /// The URL of `path` at the service: the path is put before a query of the address. A version such as `/v1` that both
  /// name stands in it once, and an address that is a run's whole URL is taken without its path.
  package func url(of path: String) -> String {
    let query = address.firstIndex { $0 == "?" || $0 == "#" } ?? address.endIndex
    var base = address[..<query]
    while base.hasSuffix("/") { base.removeLast() }
    if base.hasSuffix(api.wire.path) { base = base.dropLast(api.wire.path.count) }
    var rest = path[...]
    if let version = path.split(separator: "/").first, version.first == "v",
      version.dropFirst().allSatisfy(\.isNumber), base.hasSuffix("/\(version)")
    {
      rest = path.dropFirst(version.count + 1)
    }
    let tail = address[query...].prefix { $0 != "#" }
    return String(base) + rest + (tail == "?" ? "" : tail)
  }

  /// The limit on an answer's tokens among the user's own members of requests; `nil` where there is none.
  var ownOutputLimit: Int? {
    let names = ["max_tokens", "max_completion_tokens", "max_output_tokens"]
    return names.compactMap { options[$0]?.integer }.max()
  }

  /// The headers that its service wants, with the key.
  package var headers: [(name: String, value: String)] {
    guard let name = family.keyHeader, let key else { return api.wire.headers(key: key) }
    return api.wire.headers(key: nil) + [(name, key.text)]
  }
}
