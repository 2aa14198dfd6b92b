import Digests
package import Vocabulary

/// Why an issue is settled though no run could work on it, and how things were then.
package struct Settling: Hashable, Sendable {
  /// What was in the way.
  package var cause: Hindrance
  /// The version of this program that its newest run was made with.
  package var product: String
  /// Digests of all circumstances that it was tried under, the newest last: see ``Circumstances/digest(for:)``.
  package private(set) var tried: [String]

  /// Under how many circumstances an issue is tried by itself at most.
  private static let limit = 100

  /// An issue that `cause` was in the way of under `circumstances`.
  ///
  /// - Parameter before: What was known of its tries before.
  package init(_ cause: Hindrance, under circumstances: Circumstances, before: Settling? = nil) {
    self.cause = cause
    product = circumstances.product
    tried = before?.tried ?? []
    note(circumstances)
  }

  /// Whether it is tried again under `circumstances`: those that the cause depends on are others than at every try
  /// so far, so that workers with settings of their own do not take turns for ever.
  package func isTriedAgain(given circumstances: Circumstances) -> Bool {
    tried.count < Settling.limit && !tried.contains(circumstances.digest(for: cause))
  }

  /// Takes note of a try under `circumstances`.
  package mutating func note(_ circumstances: Circumstances) {
    let digest = circumstances.digest(for: cause)
    if !tried.contains(digest) { tried.append(digest) }
  }
}

extension Settling: Codable {
  private enum Key: String, CodingKey { case cause, product, tried }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    cause = try values.decode(Hindrance.self, forKey: .cause)
    product = try values.decode(String.self, forKey: .product)
    tried = try values.decode([String].self, forKey: .tried)
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(cause, forKey: .cause)
    try values.encode(product, forKey: .product)
    try values.encode(tried, forKey: .tried)
  }
}

/// What decides beside the issue whether a run can work on it: how the user has set things up, and this program.
package struct Circumstances: Hashable, Sendable {
  /// The test command, named or recognised; `nil` where there is none.
  package var testCommand: String?
  /// Seconds one run of the test command may take.
  package var testSeconds: Double
  /// How commands are confined.
  package var sandbox: Mandate.Sandboxing
  /// Paths outside the workspace that commands may read.
  package var readable: [String]
  /// What commands may do in the sandbox that others may not, as the user's config names it.
  package var allowed: [String]
  /// What is set up and carried for a run's commands, as the user's config names it.
  package var environment: [String]
  /// The policy that decides.
  package var policy: PolicyKind
  /// Which model the policy asks, by its service's kind, address and name; `nil` where it asks none.
  package var model: String?
  /// The version of this program.
  package var product: String

  /// Circumstances in which the tests are run by `testCommand`; `nil` where there is none.
  package init(
    testCommand: String?, testSeconds: Double, sandbox: Mandate.Sandboxing, readable: [String],
    allowed: [String] = [], environment: [String] = [], policy: PolicyKind, model: String?,
    product: String
  ) {
    self.testCommand = testCommand
    self.testSeconds = testSeconds
    self.sandbox = sandbox
    self.readable = readable
    self.allowed = allowed
    self.environment = environment
    self.policy = policy
    self.model = model
    self.product = product
  }

  /// Twenty hexadecimal digits that are others where something is that `cause` depends on.
  package func digest(for cause: Hindrance) -> String {
    var parts = [cause.rawValue, product, testCommand.map { "test \($0)" } ?? "no test"]
    switch cause {
    case .noTool, .noResults:
      parts += [sandbox.rawValue] + readable.sorted() + allowed.sorted().map { "allow \($0)" }
      parts += environment
    case .overLimit: parts.append("\(testSeconds)")
    case .noTestCommand, .noModel: break
    }
    // Another policy may do without a test that fails, but not without a program that is missing.
    if cause != .noTool { parts += [policy.description, model ?? ""] }
    return String(SHA256.digits(of: parts.joined(separator: "\0")).prefix(20))
  }
}
