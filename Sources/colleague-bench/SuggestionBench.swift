import Git
import Processes
import Records
import Runs
import Suggestions
import Vocabulary

/// Compares suggestions made at a commit of the past with what the project did in the year after it.
struct SuggestionBench {
  /// The suggestions of one source in one year that count.
  static let count = 5

  private let path: String
  private let years: Int
  private let testCommand: String?

  /// A suggestion, and whether it was borne out.
  struct Mark {
    /// The year's commit.
    var commit: ObjectID
    /// The suggestion.
    var draft: SuggestionDraft
    /// Its place among those of its source in that year, from 1.
    var place: Int
    /// Whether the project has borne it out.
    var isBorneOut: Bool

    /// The mark in a line.
    var line: String {
      "\(isBorneOut ? "+" : "-") \(commit.abbreviated(to: 8)) \(draft.source.rawValue) \(place) \(draft.title)"
    }
  }

  /// A bench of the repository at `path`, so many years back from its tip.
  init(of path: String, years: Int, testCommand: String?) {
    (self.path, self.years, self.testCommand) = (path, years, testCommand)
  }

  /// The first suggestions of each source in each year.
  ///
  /// - Throws: `GitError` where the repository cannot be read.
  func marks() async throws -> [Mark] {
    let line = try firstParents()
    guard let tip = line.first else { return [] }
    var marks: [Mark] = []
    for year in 1...years {
      let length = 365 * 86_400
      guard let then = line.first(where: { $0.time <= tip.time - year * length }),
        let after = line.first(where: { $0.time <= then.time + length }), after.id != then.id
      else { continue }
      var before = try project(at: then)
      var later = try project(at: after)
      for source in sources {
        before.deadline = .now + .seconds(120)
        mark(source.find(in: &before).drafts, before, &later, &marks)
      }
      for result in try await trialResults(at: then) { mark(result.drafts, before, &later, &marks) }
    }
    return marks
  }

  private let sources: [any SuggestionFinding] = [
    TodoSource(), ReadmeSource(), PinSource(), UntestedSource(), TwinSource(),
  ]

  private func mark(
    _ drafts: [SuggestionDraft], _ before: borrowing Project, _ later: inout Project,
    _ marks: inout [Mark]
  ) {
    let ranked = drafts.sorted { ($1.strength, $0.id) < ($0.strength, $1.id) }
    for (place, draft) in ranked.prefix(SuggestionBench.count).enumerated() {
      later.deadline = .now + .seconds(120)
      marks.append(
        Mark(
          commit: before.commit, draft: draft, place: place + 1,
          isBorneOut: Hindsight.bearsOut(draft, from: before, in: &later)))
    }
  }

  private func open() throws -> Repository {
    do { return try Repository(gitDirectory: path) } catch {
      return try Repository(discovering: path, environment: [:])
    }
  }

  private func project(at commit: (id: ObjectID, time: Int)) throws -> Project {
    try Project(in: try open(), at: commit.id, now: commit.time, within: 120)
  }

  /// The commits along first parents, the tip first, with their times.
  private func firstParents() throws -> [(id: ObjectID, time: Int)] {
    let repository = try open()
    var found: [(id: ObjectID, time: Int)] = []
    var next: ObjectID? = try repository.resolve("HEAD")
    while let id = next, found.count < 200_000, let commit = try? repository.readCommit(id) {
      found.append((id, commit.committer.time))
      next = commit.parents.first
    }
    return found
  }

  /// What the sources find that run the tests; nothing without a command.
  private func trialResults(at commit: (id: ObjectID, time: Int)) async throws -> [SourceResult] {
    guard let testCommand else { return [] }
    var settings = Settings(author: Author(name: "Bench", email: "bench@localhost"))
    settings.test = testCommand
    settings.testSeconds = 300
    let repository = try open()
    let tree = try repository.readCommit(commit.id).tree
    let search = SuggestionSearch(
      of: [.unnoticed, .flaky], within: 600, startingCommands: true, stop: StopRequest())
    let opened = OpenRepository(repository: repository, settings: settings)
    let base = Base(
      commit: commit.id, tree: tree, ref: nil, name: commit.id.abbreviated())
    let found = try await search.find(in: opened, at: base, reporter: SilentReporter())
    for note in found.notes {
      print("# \(commit.id.abbreviated(to: 8)) \(note.source.rawValue): \(note.words)")
    }
    return found.results.map(\.1)
  }
}

/// Tells nobody.
private struct SilentReporter: Reporter {
  func report(_ event: RunEvent) {}
  func sentence(for error: any Error) -> String { "\(error)" }
}
