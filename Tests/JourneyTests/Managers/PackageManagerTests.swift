import Foundation
import Loopback
import Support
import Testing

@Suite("Projects that need a package manager", .timeLimit(.minutes(10)), .ownThreads, .serialized)
struct PackageManagerTests {
  @Test(.needs("the tools of all these projects", ManagedProject.all.allSatisfy(\.isHere)))
  func `are all here where a variable says that this is CI`() {
    #expect(ManagedProject.all.filter { !$0.isHere }.map(\.name) == [])
  }

  @Test(arguments: ManagedProject.all.filter(\.isHere))
  func `are tested as outside, repaired, and pass in a clone`(_ project: ManagedProject)
    throws
  {
    let visit = try Visit(to: project)
    let copy = try visit.clone()
    let outside = try visit.outcomes(in: copy)
    #expect(Set(outside.values) == [true, false], "\(outside)")

    let ended = try visit.work()
    #expect(ended.status == 0, "\(ended)")
    let baseline = try visit.baseline()
    #expect(baseline == outside)

    try visit.take(visit.refs("refs/heads/colleague/"), into: copy)
    #expect(try visit.outcomes(in: copy) == outside.mapValues { _ in true })
  }
}

/// A project in a repository of its own, and all that is run there.
private struct Visit {
  let project: ManagedProject
  let journey: Journey
  /// Where runs are begun: the checkout, or a bare repository.
  let place: String

  private var environment: [String: String] { project.environment(of: journey) }

  init(to project: ManagedProject) throws {
    self.project = project
    let journey = try Journey(project.files)
    let repository = journey.repository
    let environment = project.environment(of: journey)
    let prepared = try Support.run(
      ["sh", "-c", project.preparation], in: repository.path, environment: environment)
    guard prepared.status == 0 else { throw GitFailed(errors: "\(prepared)") }
    try repository.git("add", "-A")
    try repository.git("commit", "-q", "--allow-empty", "-m", "what is needed")
    self.journey = journey
    guard case .bare(let setup) = project.way else {
      place = repository.path
      return
    }
    place = repository.directory.path + "/bare.git"
    try repository.git("clone", "-q", "--bare", ".", place)
    for command in setup {
      try repository.git("config", "--global", "--add", "colleague.setup", command)
    }
  }

  /// A clone outside of the product, with all that the tests need.
  func clone() throws -> String {
    let copy = journey.repository.directory.path + "/copy"
    try journey.repository.git("clone", "-q", place, copy)
    let installed = try shell(project.installation, in: copy)
    #expect(installed.status == 0, "\(installed)")
    return copy
  }

  /// Checks `ref` out in a clone.
  func take(_ ref: String, into copy: String) throws {
    try journey.repository.git("-C", copy, "fetch", "-q", "origin", ref)
    try journey.repository.git("-C", copy, "checkout", "-q", "FETCH_HEAD")
  }

  /// What the runner itself says in a clone.
  func outcomes(in copy: String) throws -> [String: Bool] {
    let ended = try shell(project.outside, in: copy)
    let outcomes = try project.outcomes(in: ended.output + ended.errors)
    #expect((ended.status == 0) == outcomes.values.allSatisfy(\.self), "\(ended)")
    return outcomes
  }

  /// Carries out an issue in the way of the project.
  func work() throws -> Ended {
    let path = try journey.issue("# Four is enough\n\nIt is said not to be.\n")
    if case .carried = project.way {
      let installed = try shell(project.installation, in: journey.repository.path)
      #expect(installed.status == 0, "\(installed)")
    }
    if case .proposed = project.way {
      let proposed = try colleague(["setup", "--write"])
      #expect(proposed.status == 0, "\(proposed)")
    }
    let test = project.test.map { ["--test", $0] } ?? []
    guard let edit = project.edit else {
      return try colleague(["work", "--policy", "repair"] + test + [path])
    }
    let model = try editing([JourneyTests.edit(edit[0], edit[1], edit[2])])
    defer { model.server.stop() }
    try journey.use(model)
    return try colleague(["work", "--budget", "steps=20"] + test + [path])
  }

  /// What the run's first step says of the tests.
  func baseline() throws -> [String: Bool] {
    let ref = try refs("refs/colleague/runs/")
    let text = try journey.repository.git("-C", place, "show", "\(ref):steps/0001.json")
    let file = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let step = file["step"] as? [String: Any]
    let seen = try #require(step?["observation"] as? [String: Any])
    let tests = try #require(seen["tests"] as? [String: Any], "\(seen)")
    let passed = tests["passed"] as? [String] ?? []
    let failed = tests["failed"] as? [String] ?? []
    return Dictionary(
      passed.map { ($0, true) } + failed.map { ($0, false) }, uniquingKeysWith: { $0 && $1 })
  }

  /// The names of refs below `prefix`, where runs are begun: one, where one run has been carried out.
  func refs(_ prefix: String) throws -> String {
    try journey.repository.git("-C", place, "for-each-ref", "--format=%(refname)", prefix)
  }

  private func colleague(_ words: [String]) throws -> Ended {
    try journey.start(words, in: place, adding: environment).wait()
  }

  private func shell(_ text: String, in folder: String) throws -> Ended {
    try Support.run(["sh", "-c", text], in: folder, environment: environment)
  }
}
