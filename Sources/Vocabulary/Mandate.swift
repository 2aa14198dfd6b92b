/// What a run may do. Data, fixed when the run starts; files of the repository can only narrow it.
package struct Mandate: Hashable, Sendable, Codable {
  /// Globs the edits must stay within; empty means the whole tree.
  package var paths: [String]
  /// What may be spent.
  package var budget: Budget
  /// Hosts that commands may reach, as `colleague.network` writes them; empty for no network.
  package var network: [String]
  /// Whether commands run under a sandbox, or the user's own config waived it.
  package var sandbox: Sandboxing
  /// The test command; `nil` when there is none.
  package var testCommand: String?
  /// Seconds one run of the test command may take.
  @Amount package var testSeconds: Double
  /// Globs of tests, and of other files that judge, that the run may change: a person has given leave.
  package var mayChangeTests: [String]
  /// Names of the servers outside of the sandbox whose tools the run may call; empty for none.
  package var tools: [String]

  /// How commands are confined.
  package enum Sandboxing: String, Hashable, Sendable, Codable {
    /// Under bubblewrap; without it no command runs.
    case required
    /// Unconfined, because the user's own git config says `colleague.sandbox=none`.
    case none
  }

  /// Allows the whole tree, the standard budget, no network, no test to change and no tool, unless given.
  package init(
    paths: [String] = [], budget: Budget = .standard, network: [String] = [],
    sandbox: Sandboxing = .required, testCommand: String? = nil, testSeconds: Double = 600,
    mayChangeTests: [String] = [], tools: [String] = []
  ) {
    self.paths = paths
    self.budget = budget
    self.network = network
    self.sandbox = sandbox
    self.testCommand = testCommand
    self.testSeconds = testSeconds
    self.mayChangeTests = mayChangeTests
    self.tools = tools
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    paths = try values.decode([String].self, forKey: .paths)
    budget = try values.decode(Budget.self, forKey: .budget)
    network = try values.decode([String].self, forKey: .network)
    sandbox = try values.decode(Sandboxing.self, forKey: .sandbox)
    testCommand = try values.decodeIfPresent(String.self, forKey: .testCommand)
    _testSeconds = try values.decode(Amount<Double>.self, forKey: .testSeconds)
    mayChangeTests = try values.decodeIfPresent([String].self, forKey: .mayChangeTests) ?? []
    tools = try values.decodeIfPresent([String].self, forKey: .tools) ?? []
  }

  /// A glob of paths below the project's root, without `./` before it; `nil` for one that is empty, absolute, of a
  /// home, or that goes up.
  package static func glob(_ text: String) -> String? {
    let glob = text.hasPrefix("./") ? String(text.dropFirst(2)) : text
    let parts = glob.split(separator: "/")
    guard !parts.isEmpty, !glob.hasPrefix("/"), !glob.hasPrefix("~"), !parts.contains("..") else {
      return nil
    }
    return glob
  }
}
