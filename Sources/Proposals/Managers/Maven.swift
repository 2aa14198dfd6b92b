/// Maven (maven.apache.org, dependency:go-offline).
enum Maven: PackageManager {
  static let family = Family.jvm

  static func isManifest(_ name: String) -> Bool {
    ["pom.xml"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    let program = folder.has("mvnw") ? "sh ./mvnw" : "mvn"
    let reason = folder.reason("pom.xml", "a project of Maven's")
    // The runner's own provider is asked for by tests alone, and going offline does not bring it.
    let provider = "-Dtest=none -DfailIfNoTests=false -Dsurefire.failIfNoSpecifiedTests=false"
    let named = Hosts.named(in: folder.text("pom.xml") ?? "").filter { host in
      !["maven.apache.org", "www.apache.org", "www.w3.org"].contains(host)
        && isRepository(folder, host)
    }
    return Recognised(
      setups: [
        folder.setup(
          ["\(program) -B -q dependency:go-offline", "\(program) -B -q test \(provider)"],
          of: .jvm, from: Hosts.maven + named, because: [reason], rank: 85)
      ], tests: [folder.test("\(program) -o -B test", of: .jvm, because: reason, rank: 78)])
  }

  /// Whether the manifest names `host` as the address of a repository.
  private static func isRepository(_ folder: ProjectFolder, _ host: String) -> Bool {
    guard let text = folder.text("pom.xml"), let mark = text.firstRange(of: "<repositor") else {
      return false
    }
    return text[mark.lowerBound...].contains("<url>https://\(host)")
  }
}
