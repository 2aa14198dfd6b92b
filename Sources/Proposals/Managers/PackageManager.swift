/// A tool that sets up what a project needs, or builds and tests it, as it is recognised by its files.
///
/// A tool has its file here, and its place in ``managers``.
protocol PackageManager: Sendable {
  /// Whose tests need what it sets up.
  static var family: Family { get }

  /// Whether it works in folders that hold a file of this name.
  static func isManifest(_ name: String) -> Bool

  /// What it makes of a folder that holds such a file; nothing where another tool's files say that they are meant.
  static func found(in folder: ProjectFolder) -> Recognised
}

/// All tools that are recognised.
let managers: [any PackageManager.Type] = [
  NPM.self, PNPM.self, Yarn.self, Bun.self,
  UV.self, Poetry.self, PDM.self, Pipenv.self, Pip.self, Hatch.self, Tox.self, Nox.self,
  Bundler.self, Cargo.self, GoModules.self, SwiftPackages.self, Maven.self, Gradle.self,
  Composer.self, Mix.self, Opam.self, Cabal.self, Stack.self,
  CMake.self, Meson.self, Autotools.self,
]

/// Hosts from which tools fetch where nothing else is configured.
enum Hosts {
  static let npm = ["registry.npmjs.org"]
  static let yarn = ["registry.yarnpkg.com", "registry.npmjs.org"]
  static let pypi = ["files.pythonhosted.org", "pypi.org"]
  static let rubygems = ["index.rubygems.org", "rubygems.org"]
  static let crates = ["index.crates.io", "static.crates.io"]
  static let go = ["proxy.golang.org", "sum.golang.org"]
  static let maven = ["repo.maven.apache.org"]
  static let gradle = ["plugins.gradle.org", "repo.maven.apache.org", "services.gradle.org"]
  static let composer = ["api.github.com", "codeload.github.com", "repo.packagist.org"]
  static let hex = ["builds.hex.pm", "repo.hex.pm"]
  static let opam = ["github.com", "opam.ocaml.org"]
  static let hackage = ["hackage.haskell.org"]
  static let stack = ["casa.stackage.org", "hackage.haskell.org", "raw.githubusercontent.com"]

  /// The hosts of the addresses `https://…` in `text`, sorted, twenty at most.
  static func named(in text: String) -> [String] {
    var hosts: Set<String> = []
    var rest = text[...]
    while hosts.count < 20, let mark = rest.firstRange(of: "https://") {
      rest = rest[mark.upperBound...]
      let place = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-.@:_".contains($0)) }
      let host = place.split(separator: "@").last?.prefix { $0 != ":" } ?? ""
      if host.contains("."), !host.hasPrefix("."), !host.hasSuffix(".") {
        hosts.insert(host.lowercased())
      }
    }
    return hosts.sorted()
  }
}
