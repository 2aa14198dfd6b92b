import Support
import Testing
import Vocabulary

@testable import Suggestions

@Suite("Pinned versions")
struct PinTests {
  @Test(arguments: [
    ("==1.2", "1.2.0", true), ("==1.2.*", "1.2.9", true), ("==1.2.*", "1.3", false),
    ("~=1.4", "1.9", true),
    ("~=1.4", "2.0", false), (">=1,<2", "1.5", true), (">=1, <2", "2.0", false),
    ("!=1.5", "1.5", false),
  ])
  func `of pip allow what PEP 440 says`(range: String, version: String, isAllowed: Bool) throws {
    #expect(
      try #require(VersionRange(range, .pip)).allows(try #require(Version(version))) == isAllowed)
  }

  @Test(arguments: [
    ("^1.2.3", "1.9.0", true), ("^1.2.3", "2.0.0", false), ("^0.2.3", "0.3.0", false),
    ("~1.2.3", "1.2.9", true),
    ("~1.2.3", "1.3.0", false), ("1.x", "1.7.0", true), ("1.2.3 || ^2.0.0", "2.1.0", true),
    ("1.2.3", "1.2.4", false),
    (">= 1.0.0", "1.4.0", true), ("*", "9.9.9", true),
  ])
  func `of npm allow what its ranges say`(range: String, version: String, isAllowed: Bool) throws {
    #expect(
      try #require(VersionRange(range, .npm)).allows(try #require(Version(version))) == isAllowed)
  }

  @Test(arguments: [
    ("1.2", "1.9.0", true), ("1.2", "2.0.0", false), ("=1.2.3", "1.2.4", false),
    ("0.3", "0.4.0", false),
  ])
  func `of Cargo are carets`(range: String, version: String, isAllowed: Bool) throws {
    #expect(
      try #require(VersionRange(range, .cargo)).allows(try #require(Version(version))) == isAllowed)
  }

  @Test(arguments: [
    "git+https://example.org/a", "latest!", "workspace:^", "file:../a", "1 - 2", "1.2.3-rc1", ">=y",
  ])
  func `that are no numbers say nothing`(range: String) {
    #expect(VersionRange(range, .npm) == nil)
  }

  @Test func `that the lock file contradicts are found, and no others`() throws {
    let repository = try TemporaryRepository([
      "pyproject.toml": """
      [project]
      dependencies = [
        "Requests_Lib==2.0",
        "other>=1,<2",
        "marked==1.0; python_version > '3'",
      ]
      [tool.poetry.dependencies]
      python = "^3.8"
      kept = "^1.2"
      moved = {version = "^1.2", optional = true}
      """,
      "poetry.lock": """
      [[package]]
      name = "requests-lib"
      version = "2.1"
      [[package]]
      name = "other"
      version = "1.5"
      [[package]]
      name = "marked"
      version = "1.0"
      [[package]]
      name = "kept"
      version = "1.9"
      [[package]]
      name = "moved"
      version = "2.0"
      """,
      "package.json": #"{"dependencies": {"a": "^1.0.0", "b": "~2.0.0", "c": "git+ssh://x"}}"#,
      "package-lock.json":
        #"{"packages": {"": {}, "node_modules/a": {"version": "1.4.0"}, "node_modules/b": {"version": "2.1.0"}, "node_modules/x/node_modules/a": {"version": "3.0.0"}}}"#,
      "Cargo.toml": "[dependencies]\nserde = \"1.0\"\nold = \"0.3\"\n",
      "Cargo.lock":
        "[[package]]\nname = \"serde\"\nversion = \"1.0.9\"\n\n[[package]]\nname = \"old\"\nversion = \"0.4.1\"\n",
      "Gemfile": "gem 'rails', '~> 6.0'\ngem 'rake'\n",
      "Gemfile.lock": "GEM\n  specs:\n    rails (7.0.1)\n    rake (13.0)\n",
      "go.mod": "module x\n\nrequire (\n\ta.b/c v1.0.0\n\td.e/f v1.1.0 // indirect\n)\n",
      "go.sum": "a.b/c v1.0.0 h1:x\na.b/c v1.0.0/go.mod h1:y\nd.e/f v1.0.0 h1:z\n",
    ])
    var project = try repository.project()
    let found = PinSource().find(in: &project)
    #expect(
      Set(found.drafts.map { $0.about.last ?? "" }) == [
        "requests-lib", "moved", "b", "old", "rails", "d.e/f",
      ])
    #expect(found.isComplete)
  }

  @Test(arguments: [
    "", "[", "{\"packages\": 3}", "[[package]]\nversion = ", "require (", "gem ", "\u{fffd}==",
  ])
  func `anything is read`(text: String) {
    _ = Manifests.pyproject(text)
    _ = Manifests.npm(text)
    _ = Manifests.npmLock(text)
    _ = Manifests.packages(text, python: true)
    _ = Manifests.gems(text)
    _ = Manifests.goModules(text)
    _ = Manifests.pip(text)
  }
}
