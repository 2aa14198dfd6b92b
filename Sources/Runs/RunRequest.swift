package import Vocabulary

/// How a run of an issue is to be done, as far as its caller says; the rest comes from the issue and the settings.
package struct RunRequest: Hashable, Sendable {
  /// The revision to start from.
  package var base: String?
  /// Who decides.
  package var policy: PolicyRequest
  /// The command that runs the tests.
  package var test: String?
  /// What may be spent; it only narrows what the settings say.
  package var budget: Budget?
  /// Globs of files that judge and that the change may alter, each below the project's root.
  package var mayChangeTests: [String]
  /// The middle of the branch's name.
  package var slug: String?
  /// What began the run.
  package var trigger: Trigger
  /// The remote whose branches count before our own; `nil` for our own alone.
  package var remote: String?

  /// Requests what is given; the rest is left to the issue and the settings.
  package init(
    base: String? = nil, policy: PolicyRequest = PolicyRequest(), test: String? = nil,
    budget: Budget? = nil, mayChangeTests: [String] = [], slug: String? = nil,
    trigger: Trigger = .manual, remote: String? = nil
  ) {
    (self.base, self.policy, self.test, self.budget) = (base, policy, test, budget)
    (self.mayChangeTests, self.slug) = (mayChangeTests, slug)
    (self.trigger, self.remote) = (trigger, remote)
  }
}
