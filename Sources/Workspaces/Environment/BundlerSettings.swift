import Files

/// What tells Bundler that its gems are in a folder that is carried, and which of them were installed.
///
/// It keeps that in a file of the checkout, `.bundle/config`, which git ignores as well and which may hold the user's keys:
/// the file is not shown to commands, and of what it says that alone is told in variables, each of which Bundler reads in the
/// place of a line (bundler.io, bundle config).
struct BundlerSettings {
  /// The variables; empty where no gems are carried.
  private(set) var variables: [String: String] = [:]

  /// The settings that decide which gems are looked for, and where.
  private static let names = [
    "BUNDLE_PATH", "BUNDLE_WITHOUT", "BUNDLE_WITH", "BUNDLE_ONLY", "BUNDLE_FROZEN",
    "BUNDLE_DEPLOYMENT", "BUNDLE_FORCE_RUBY_PLATFORM",
  ]

  /// Reads the file of the checkout's top.
  ///
  /// - Parameter carried: Paths of the folders that are carried.
  init(in checkout: String, carrying carried: [String]) {
    let gems = "vendor/bundle"
    guard carried.contains(where: { $0 == gems || $0.hasSuffix("/" + gems) }) else { return }
    // From the folder of each Gemfile.
    variables["BUNDLE_PATH"] = gems
    guard carried.contains(gems) else { return }
    for line in FileReading.text(of: checkout + "/.bundle/config").split(separator: "\n") {
      guard let name = BundlerSettings.names.first(where: { line.hasPrefix($0 + ": ") }) else {
        continue
      }
      let value = line.dropFirst(name.count + 2)
      let isQuoted = value.count > 1 && value.hasPrefix("\"") && value.hasSuffix("\"")
      variables[name] = String(isQuoted ? value.dropFirst().dropLast() : value)
    }
  }
}
