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
    let trusted = Dictionary(grouping: own.filter { !files.contains($0.file) }, by: \.file)
    return trusted.sorted { $0.key < $1.key }.map { file, parts in
      let set = Set(parts.flatMap(\.settings).map(\.key))
      let keys = GuardedKey.allCases.filter(set.contains).map(\.name)
      return Finding(
        name: "trust", works: true, found: "\(file) sets \(keys.joined(separator: ", "))", mend: nil
      )
    }
  }
}
