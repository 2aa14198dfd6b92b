/// Which policy decides in a run; in records a word such as `repair`.
///
/// The facts of a policy that the rest of the program needs are here, each a `switch` over all policies: the compiler
/// names the places that a new case has to complete, and `Runs` makes its implementation.
package enum PolicyKind: Hashable, Sendable {
  /// The built-in policy, which tries edits made from templates.
  case repair
  /// A language model.
  case model
  /// The actions of a recorded run, again.
  case replay
  /// The calls of another agent's trajectory, again.
  case imported
  /// A policy of this word, which this version does not know.
  case other(String)

  /// The policies of this version.
  package static let known: [PolicyKind] = [.repair, .model, .replay, .imported]

  /// Whether it asks a language model: one has to be set, its name is shown and recorded, and it costs tokens and money.
  package var asksModel: Bool {
    switch self {
    case .model: true
    case .repair, .replay, .imported, .other: false
    }
  }

  /// Whether it can do nothing more once no candidate may be tried.
  package var isLimitedByCandidates: Bool {
    switch self {
    case .repair: true
    case .model, .replay, .imported, .other: false
    }
  }

  /// Whether it can do nothing more once no token or no money is left.
  package var isLimitedByTokens: Bool { asksModel }

  /// Whether it can settle the conflicts of a series that no longer applies to its base.
  package var settlesConflicts: Bool {
    switch self {
    case .repair: false
    case .model, .replay, .imported, .other: true
    }
  }

  /// Whether it reads what reviewers say in words.
  package var readsComments: Bool {
    switch self {
    case .repair: false
    case .model, .replay, .imported, .other: true
    }
  }

  /// Whether it words the subjects of patches itself; otherwise they are worded after the title.
  package var wordsItsOwnSubjects: Bool {
    switch self {
    case .repair, .imported: false
    case .model, .replay, .other: true
    }
  }
}

extension PolicyKind: LosslessStringConvertible {
  /// The policy of this word; never fails: a word that is not known is kept.
  package init(_ word: String) {
    self = PolicyKind.known.first { $0.description == word } ?? .other(word)
  }

  /// The word in records.
  package var description: String {
    switch self {
    case .repair: "repair"
    case .model: "model"
    case .replay: "replay"
    case .imported: "import"
    case .other(let word): word
    }
  }
}

extension PolicyKind: Codable {
  package init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
