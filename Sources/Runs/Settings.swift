package import MCP
package import Records
package import Sandboxes
package import Vocabulary
package import Workspaces

/// The user's own settings for runs and sweeps, as values; where they are read from is not known here.
package struct Settings: Hashable, Sendable {
  /// The test command; `nil` where none is named, empty where there are no tests.
  package var test: String?
  /// Seconds one run of the test command may take.
  package var testSeconds: Double
  /// The revision that runs start from.
  package var base: String?
  /// The policy's word, not checked yet.
  package var policy: String?
  /// The model; `nil` where none is set.
  package var model: ModelSettings?
  /// What a run may spend.
  package var budget: Budget
  /// Whether commands need a sandbox.
  package var sandbox: Mandate.Sandboxing
  /// Paths outside the workspace that commands may read.
  package var readable: [String]
  /// What commands may do in the sandbox that others may not.
  package var sandboxAllow: Set<Sandbox.Allowance>
  /// What is set up, and carried from the checkout.
  package var environment: EnvironmentSettings
  /// Hosts that commands may reach, each as a ``HostList`` takes it.
  package var network: [String]
  /// Globs of tests that any run may change.
  package var mayChangeTests: [String]
  /// The most suggestions that are open; 0 where none are looked for.
  package var suggestions: Int
  /// Sources whose suggestions are put into the queue unasked.
  package var suggestAccept: Set<Suggestion.Source>
  /// Seconds that a look for suggestions may take; `nil` where that is left to whoever looks.
  package var suggestSeconds: Double?
  /// Globs of the issue files at the base.
  package var issues: [String]
  /// The command that prints issues as JSON.
  package var issueCommand: String?
  /// The command that receives a delivered series; never empty.
  package var deliverCommand: String?
  /// Servers whose tools the model may call.
  package var toolServers: [ToolServer]
  /// Labels of which a forge's issue, or one kept in git, has to have one; empty for any.
  package var labels: [String]
  /// Names and addresses of reviewers whose comments are believed as lessons, in small letters.
  package var reviewers: [String]
  /// The remote through which sweeps share queue and results; `nil` for none.
  package var remote: String?
  /// What all runs of one sweep together may spend, as it is written; `nil` for any.
  package var sweepBudget: String?
  /// How long a claim holds unless it is renewed, in seconds.
  package var leaseSeconds: Int
  /// Who commits are by; `nil` when nobody is named.
  package var author: Author?
  /// By which records are known to be the user's own; `nil` for records that nobody will know again.
  package var key: RecordKey?
  /// Whether notes on patches say by whom their lines were written.
  package var authorship: Bool
  /// Whether runs are told what is known of earlier work.
  package var memory: Bool
  /// What the repository's own config sets that does not count, since the user does not trust it.
  package var passedOver: [PassedOver]

  /// The words of `colleague.sandbox` that confine commands.
  package static let confiningWords: Set = ["bubblewrap", "required"]

  /// Settings of which none is set, for commits by `author`.
  package init(author: Author? = nil) {
    (test, base, policy, model, issueCommand) = (nil, nil, nil, nil, nil)
    (deliverCommand, remote, sweepBudget) = (nil, nil, nil)
    passedOver = []
    toolServers = []
    (readable, network, mayChangeTests, issues, labels, reviewers) = ([], [], [], [], [], [])
    (testSeconds, leaseSeconds) = (600, 900)
    budget = .standard
    sandbox = .required
    sandboxAllow = []
    environment = EnvironmentSettings()
    (authorship, memory) = (true, true)
    (suggestions, suggestAccept, suggestSeconds) = (5, [], nil)
    self.author = author
  }
}
