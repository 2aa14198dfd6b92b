/// What became of the tests that have to fail and were planted beside the base's in the verdict's copy.
package enum PlantedTest: String, Hashable, Sendable, Codable {
  /// They were seen to fail, and the others came out as without them.
  case failed
  /// They were not run, and were not at the base either: the project's settings or the time left do not let them.
  case unheard
  /// None was planted: nothing is known of where the runner would find one.
  case none
}
