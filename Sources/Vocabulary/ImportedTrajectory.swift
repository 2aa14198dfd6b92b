/// Where an imported run comes from: another agent's trajectory in a file.
package struct ImportedTrajectory: Hashable, Sendable, Codable {
  /// The format's name, such as `ATIF-v1.8` or `mini-swe-agent`.
  package var format: String
  /// The agent's name, as the file has it or its format tells it; one line.
  package var agent: String
  /// The agent's version; `nil` where the file does not say.
  package var agentVersion: String?
  /// The model that the agent asked; `nil` where the file does not say.
  package var model: String?
  /// The SHA-256 of the file, in hexadecimal digits.
  package var digest: String
  /// The file's size in bytes.
  @Amount package var bytes: Int
  /// Turns of the agent's that were read.
  @Amount package var turns: Int
  /// Calls in them.
  @Amount package var calls: Int
  /// Turns that were left out since the trajectory passes a bound.
  @Amount package var omittedTurns: Int
  /// Where the project stood for the agent, absolute; `nil` where that is not known.
  package var root: String?
  /// Whether the tests are run at the end alone, not after each step that changes files.
  package var testsAtEnd: Bool
  /// Whether a series is delivered where the run comes to one; evidence is no contribution unless a person says so.
  package var delivers: Bool

  /// Describes the trajectory in a file with this digest and size.
  package init(
    format: String, agent: String, agentVersion: String? = nil, model: String? = nil,
    digest: String, bytes: Int, turns: Int, calls: Int, omittedTurns: Int = 0, root: String? = nil,
    testsAtEnd: Bool = false, delivers: Bool = false
  ) {
    self.format = format
    self.agent = agent
    self.agentVersion = agentVersion
    self.model = model
    self.digest = digest
    self.bytes = bytes
    self.turns = turns
    self.calls = calls
    self.omittedTurns = omittedTurns
    self.root = root
    self.testsAtEnd = testsAtEnd
    self.delivers = delivers
  }
}
