import Text

/// The demands of one family of services on top of its wire format: data alone, a file for each in `Families`.
///
/// A family is recognised by its address, or named by `colleague.service`. For all others the standard values hold, which
/// every known service takes; what a service refuses or misses by name is left out or added from then on.
package struct ServiceFamily: Hashable, Sendable {
  /// Its name, as `colleague.service` has it.
  package let name: String
  /// The ends of the names of its hosts; empty where it has no address of its own.
  var hosts: [String] = []
  /// The port that its server listens on unless told; `nil` where others have the same.
  var localPort: Int?
  /// The member of a chat completion that limits the answer's tokens.
  var limitMember = "max_tokens"
  /// Optional members that it refuses.
  var refusedMembers: Set<String> = []
  /// Members that it wants in each chat completion.
  var members: JSON = [:]
  /// The header that has the key, bare; `nil` for the wire format's own.
  var keyHeader: String?
  /// Whether each call in the prompt needs the signature that it came with.
  var signsCalls = false
  /// Whether each turn of the model needs a member for reasoning once one has it.
  var fillsReasoning = true
  /// Whether a call may go back without what came with it.
  var partsCalls = false
  /// Whether calls go back under the ids that the service gave them, which mean something to it.
  var keepsCallIDs = false
  /// Starts of the names of models that take thinking by a number of tokens only; newer ones take `adaptive` only.
  var budgetedThinkers: [String] = []

  /// The member of a call or a turn that has the signature of its service.
  static let signatureMember = "extra_content"

  /// Members of a message that have a model's reasoning as text.
  static let reasoningMembers = ["reasoning_content", "reasoning"]

  /// Members of the model's turns that come from the service, and that some services refuse to take back.
  static let returnedMembers =
    ["reasoning_details"] + reasoningMembers + [signatureMember]

  /// The plain careful form, for a service that is not known.
  static let unknown = ServiceFamily(name: "other")

  /// Every known family, in the order of recognition.
  package static let all: [ServiceFamily] = [
    .openAI, .azure, .anthropic, .gemini, .deepSeek, .mistral, .kimi, .miniMax, .glm, .qwen,
    .openRouter, .vllm, .llamaCpp, .ollama, .lmStudio,
  ]
}

extension ServiceFamily {
  /// The family of this name; `nil` where there is none.
  package init?(named name: String) {
    guard let known = (ServiceFamily.all + [.unknown]).first(where: { $0.name == name }) else {
      return nil
    }
    self = known
  }

  /// The family that an address belongs to; ``unknown`` where none claims it.
  package init(ofAddress address: String) {
    let place = ServicePlace(ofAddress: address)
    self =
      ServiceFamily.all.first { family in
        family.hosts.contains { place.host == $0 || place.host.hasSuffix(".\($0)") }
          || place.isLocal && place.port != nil && family.localPort == place.port
      } ?? .unknown
  }
}
