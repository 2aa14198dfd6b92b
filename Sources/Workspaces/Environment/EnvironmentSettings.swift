package import Proxies

/// What the user's own config says about the environment of runs.
package struct EnvironmentSettings: Hashable, Sendable {
  /// Commands that set up what a project needs beside its tree, in order.
  package var setup: [String]
  /// Further files that they read: paths of the project, or names.
  package var setupInputs: [String]
  /// Names of variables of the caller's that they get, and nothing else does.
  package var setupVariables: [String]
  /// What they may reach.
  package var setupNetwork: SetupNetwork
  /// Seconds that each of them may take.
  package var setupSeconds: Double
  /// Paths of the checkout that are carried, whatever they hold.
  package var carry: [String]
  /// The root that commands see in the place of the machine's; `nil` for none.
  package var root: RootReference?

  /// Settings of which none is set.
  package init() {
    (setup, setupInputs, setupVariables, carry) = ([], [], [], [])
    setupNetwork = .none
    root = nil
    setupSeconds = 1800
  }
}

/// What the commands of a setup may reach; no other command of a run has it.
package enum SetupNetwork: Hashable, Sendable {
  /// Nothing.
  case none
  /// The hosts of a list, through a proxy.
  case hosts(HostList)
  /// All that the machine reaches.
  case full

  /// The hosts of the list; empty where there is none.
  var listed: [String] {
    if case .hosts(let list) = self { return list.texts }
    return []
  }
}
