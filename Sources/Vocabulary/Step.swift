/// An action with its observation: one commit on the trail, numbered from 1, never rewritten.
package struct Step: Hashable, Sendable, Codable {
  /// Its place on the trail, from 1.
  package var number: Int
  /// What was done.
  package var action: Action
  /// What the world answered.
  package var observation: Observation
  /// Who decided it: `engine`, `repair`, `model:NAME`, `replay`.
  package var decidedBy: String
  /// When it ended, in seconds since 1970 by the wall clock; never before the step before it.
  package var time: Int
  /// What it cost; `steps` is 1.
  package var cost: Budget

  /// A step of these parts.
  package init(
    number: Int, action: Action, observation: Observation, decidedBy: String, time: Int,
    cost: Budget
  ) {
    self.number = number
    self.action = action
    self.observation = observation
    self.decidedBy = decidedBy
    self.time = time
    self.cost = cost
  }
}
