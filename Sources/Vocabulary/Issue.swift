/// The text asked for: fixed once a run starts.
package struct Issue: Hashable, Sendable, Codable {
  /// One line, without control characters; never empty.
  package var title: String
  /// Everything after the title, as it was written; may be empty.
  package var body: String
  /// The `- [ ]` items of the body, in order.
  package var criteria: [String]
  /// Where the text came from.
  package var origin: Origin
  /// Labels of the front matter or of the forge.
  package var labels: [String]
  /// What the front matter asks for; it can only narrow the mandate.
  package var wishes: Wishes

  /// Where an issue's text came from.
  package enum Origin: Hashable, Sendable {
    /// A file, by the path it was named with.
    case file(String)
    /// Standard input.
    case standardInput
    /// A forge's issue, by its number.
    case forge(number: Int)
    /// An issue kept in git itself, by the last part of its ref `refs/issues/…`.
    case native(String)
  }

  /// What an issue's front matter asks for.
  package struct Wishes: Hashable, Sendable, Codable {
    /// The revision to start from; used when the command line names none.
    package var base: String?
    /// Globs the edits must stay within; empty means no wish.
    package var paths: [String]
    /// A budget; each of its limits counts only where it is lower.
    package var budget: Budget?
    /// Globs of tests that the change may alter; counts only where a person gives the issue by hand. `nil` means no
    /// wish.
    package var mayChangeTests: [String]?

    /// Wishes for nothing, unless told.
    package init(
      base: String? = nil, paths: [String] = [], budget: Budget? = nil,
      mayChangeTests: [String]? = nil
    ) {
      self.base = base
      self.paths = paths
      self.budget = budget
      self.mayChangeTests = mayChangeTests
    }
  }

  /// Holds an issue as it was read; its origin is standard input unless given.
  package init(
    title: String, body: String = "", criteria: [String] = [], origin: Origin = .standardInput,
    labels: [String] = [], wishes: Wishes = Wishes()
  ) {
    self.title = title
    self.body = body
    self.criteria = criteria
    self.origin = origin
    self.labels = labels
    self.wishes = wishes
  }
}

extension Issue.Origin {
  /// Whether both are the same place, byte for byte.
  package static func == (left: Issue.Origin, right: Issue.Origin) -> Bool {
    left.description.isExactly(right.description)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(ExactText(description)) }
}

extension Issue.Origin: Codable, CustomStringConvertible {
  /// `file:PATH`, `stdin`, `forge:NUMBER` or `issue:NAME`.
  package var description: String {
    switch self {
    case .file(let path): "file:\(path)"
    case .standardInput: "stdin"
    case .forge(let number): "forge:\(number)"
    case .native(let name): "issue:\(name)"
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    if text == "stdin" {
      self = .standardInput
    } else if text.hasPrefix("file:") {
      self = .file(String(text.dropFirst(5)))
    } else if text.hasPrefix("forge:"), let number = Int(text.dropFirst(6)) {
      self = .forge(number: number)
    } else if text.hasPrefix("issue:") {
      self = .native(String(text.dropFirst(6)))
    } else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "unknown origin of an issue: \"\(text)\"")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
