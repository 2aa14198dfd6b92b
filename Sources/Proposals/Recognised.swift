/// What one tool, or one kind of file, gives.
struct Recognised {
  var setups: [SetupProposal] = []
  var tests: [TestProposal] = []
  var omissions: [Omission] = []

  /// Adds what another one gives.
  mutating func add(_ other: Recognised) {
    setups += other.setups
    tests += other.tests
    omissions += other.omissions
  }
}
