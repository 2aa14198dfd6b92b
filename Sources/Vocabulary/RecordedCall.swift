/// A call of another agent's trajectory, as it was made and answered then.
///
/// It is kept on the step in which it was carried out again, or on a step that carries nothing out where it could not be.
package struct RecordedCall: Hashable, Sendable, Codable {
  /// Which call of the trajectory it is, from 1.
  @Amount package var place: Int
  /// Which turn of the trajectory it was made in, from 1.
  @Amount package var turn: Int
  /// The tool's name, as the agent called it.
  package var tool: String
  /// What the tool was given: a command's text, or a JSON object; cut where it is long, and saying so.
  package var arguments: String
  /// What was answered then, cut to a bound; empty where nothing is recorded.
  package var output: Excerpt
  /// The exit status that the command ended with then; `nil` where none is recorded.
  package var status: Int?
  /// Whether the agent's own tool refused the call then; `nil` in records of calls that it did not.
  package var wasRefused: Bool?
  /// Why it was not carried out again, in a clause; `nil` where it was.
  package var omission: String?

  /// The call `place` of a trajectory.
  package init(
    place: Int, turn: Int, tool: String, arguments: String, output: Excerpt = Excerpt(""),
    status: Int? = nil, wasRefused: Bool = false, omission: String? = nil
  ) {
    self.place = place
    self.turn = turn
    self.tool = tool
    self.arguments = arguments
    self.output = output
    self.status = status
    self.wasRefused = wasRefused ? true : nil
    self.omission = omission
  }
}

extension Step {
  /// Whether it keeps a call of another agent's that was not carried out again, and so has no action of its own.
  package var isKeptCall: Bool { reply?.recorded?.omission != nil }
}
