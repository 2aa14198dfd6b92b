import Git
import Records
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

  /// Where the key comes from by which the user's workers know each other's records.
  static func key(in opened: borrowing OpenRepository) -> Finding {
    func finding(_ found: String, mend: String? = nil) -> Finding {
      Finding(name: "worker key", works: true, found: found, mend: mend)
    }
    do {
      if try Settings(of: opened.repository).key != nil { return finding("colleague.workerKey") }
      if try RecordKey.kept() != nil, let path = RecordKey.path { return finding(path) }
      return finding(
        "none is made yet, the first run makes one", mend: "git colleague doctor --mend")
    } catch { return Finding("worker key", Failure(error)) }
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
