import Git
import Runs
import Text

/// What the doctor finds in a repository's own config under guarded keys, and whether the user trusts it.
enum TrustFindings {
  /// One finding for each config file with such keys, and one for a list of what is trusted that cannot be used.
  static func findings(in opened: borrowing OpenRepository) -> [Finding] {
    do {
      _ = try TrustStore.standard?.entries()
      let config = try SettingsConfig(of: opened.repository, trust: .standard)
      let passedOver = config.passedOver.map { passedOver in
        Finding(
          name: "trust", works: false, found: Failure(RunError.passedOver(passedOver)).sentence,
          mend: "look at what they say, then: git colleague trust")
      }
      return passedOver + trusted(config.own, besides: config.passedOver)
    } catch { return [Finding("trust", Failure(error))] }
  }

  private static func trusted(
    _ own: [GuardedConfig], besides passedOver: [PassedOver]
  ) -> [Finding] {
    let files = Set(passedOver.map(\.file))
    return own.filter { $0.part == .settings && !files.contains($0.file) }.map { config in
      let keys = GuardedKey.allCases.filter { key in config.settings.contains { $0.key == key } }
      return Finding(
        name: "trust", works: true,
        found: "\(config.file) sets \(keys.map(\.name).joined(separator: ", "))", mend: nil)
    }
  }
}
