/// Gradle (docs.gradle.org), by its wrapper where there is one.
enum Gradle: PackageManager {
  static let family = Family.jvm

  static func isManifest(_ name: String) -> Bool {
    ["build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    let hasWrapper = folder.has("gradlew")
    let program = hasWrapper ? "sh ./gradlew" : "gradle"
    let manifest =
      folder.first("gradlew", "build.gradle", "build.gradle.kts", "settings.gradle")
      ?? "build.gradle.kts"
    let reason = folder.reason(
      manifest, hasWrapper ? "the wrapper of Gradle" : "a build of Gradle's")
    return Recognised(
      setups: [
        folder.setup(
          ["\(program) --no-daemon testClasses"], of: .jvm, from: Hosts.gradle, because: [reason],
          rank: 85)
      ],
      tests: [
        folder.test("\(program) --offline --no-daemon test", of: .jvm, because: reason, rank: 78)
      ])
  }
}
