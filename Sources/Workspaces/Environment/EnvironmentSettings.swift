/// What the user's own config says about the environment of runs.
package struct EnvironmentSettings: Hashable, Sendable {
  /// Commands that set up what a project needs beside its tree, in order.
  package var setup: [String]
  /// Further files that they read: paths of the project, or names.
  package var setupInputs: [String]
  /// Names of variables of the caller's that they get, and nothing else does.
  package var setupVariables: [String]
  /// Seconds that each of them may take.
  package var setupSeconds: Double
  /// Paths of the checkout that are carried, whatever they hold.
  package var carry: [String]

  /// Settings of which none is set.
  package init() {
    (setup, setupInputs, setupVariables, carry) = ([], [], [], [])
    setupSeconds = 1800
  }
}
