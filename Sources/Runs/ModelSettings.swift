import Glibc
package import Models
import Processes
package import Text
import Vocabulary

/// The user's settings for the model, as values.
package struct ModelSettings: Hashable, Sendable {
  /// The model's name.
  package let name: String
  /// The kind of service.
  package let api: Model.API
  /// The service's address, without a slash at the end.
  package let address: String
  /// The family of the service, where the address does not tell it.
  package let service: ServiceFamily?
  /// How the model is spoken to; `nil` means that it is probed.
  package let speech: Model.Speech?
  /// Tokens that a prompt and its answer may have together.
  package let window: Int
  /// The most tokens of an answer.
  package let outputLimit: Int
  /// Tokens of thinking to ask for.
  package let thinking: Int
  /// Members put into every request.
  package let options: JSON
  /// Samples of an edit.
  package let samples: Int
  /// How often a review may hold a change back.
  package let reviews: Int
  /// Seconds that faults of the service are waited out; `nil` leaves that to the budget.
  package let patience: Double?
  /// What models cost.
  package let prices: Prices
  /// The command that prints the key on its first line.
  package let keyCommand: String?

  /// Holds settings that were read and checked elsewhere.
  package init(
    name: String, api: Model.API, address: String, service: ServiceFamily? = nil,
    speech: Model.Speech?, window: Int, outputLimit: Int, thinking: Int, options: JSON,
    samples: Int, reviews: Int, patience: Double?,
    prices: Prices, keyCommand: String?
  ) {
    (self.name, self.api, self.address, self.speech) = (name, api, address, speech)
    self.service = service
    (self.window, self.outputLimit, self.thinking) = (window, outputLimit, thinking)
    (self.options, self.samples, self.reviews) = (options, samples, reviews)
    (self.patience, self.prices, self.keyCommand) = (patience, prices, keyCommand)
  }

  /// The model with its key, and with how it is spoken to where that is set or was probed before.
  ///
  /// - Parameter cache: Where the machine remembers what was probed.
  /// - Throws: ``RunError/keyCommand(isStarted:)`` when the key's command fails.
  package func model(in cache: RunCache = .standard) throws(RunError) -> Model {
    Model(
      name: name, api: api, address: address, key: try key(),
      speech: speech ?? memory(in: cache).speech, window: window, outputLimit: outputLimit,
      thinking: thinking, options: options, samples: samples, service: service)
  }

  /// Which model it is: the kind of its service, its address and its name.
  package var identity: String { "\(api.rawValue) \(address) \(name)" }

  /// The file in `cache` that remembers how the model is spoken to.
  func memory(in cache: RunCache) -> SpeechMemory { SpeechMemory(of: identity, in: cache) }

  /// The key: of the environment, or what the key's command prints on its first line.
  private func key() throws(RunError) -> Secret? {
    if let key = api.key(in: Environment.value) { return key }
    guard let keyCommand else { return nil }
    return Secret(try ModelSettings.firstLine(of: keyCommand))
  }

  /// The first line that the user's own command prints; it has the terminal, and may ask for a passphrase.
  private static func firstLine(of command: String) throws(RunError) -> String {
    let line: String?
    do { line = try ShellPipe.firstLine(of: command) } catch {
      throw .keyCommand(isStarted: false)
    }
    guard let line else { throw .keyCommand(isStarted: true) }
    return line
  }
}
