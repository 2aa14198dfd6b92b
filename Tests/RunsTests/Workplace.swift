import Delivery
import Engine
import Git
import Models
import Records
import Runs
import Support
import Synchronization
import Testing
import Vocabulary

/// A repository whose runs are begun, taken up and revised without a sandbox, a model or a command.
struct Workplace {
  let repository: TemporaryRepository
  let listener = Listener()
  private let author = Author(name: "Ada", email: "ada@example.org")

  init() throws { repository = try TemporaryRepository(["a.py": "print(1)\nprint(2)\n"]) }

  /// The repository, opened with settings that `change` has changed.
  func opened(_ change: (inout Settings) -> Void = { _ in }) throws -> OpenRepository {
    var settings = Settings(author: author)
    settings.key = RecordKey(String(repeating: "5a", count: RecordKey.count))
    change(&settings)
    return OpenRepository(
      repository: try Repository(discovering: repository.path, environment: [:]),
      settings: settings, cache: RunCache(at: repository.directory.path + "/cache/colleague"))
  }

  /// Prepares a run on an issue; its trail begins with ``Trail/keep(_:outcome:)``.
  ///
  /// - Parameter known: What it is told of earlier work.
  func begin(
    _ title: String = "Sum", by request: RunRequest = RunRequest(),
    knowing known: [Recollection] = []
  ) throws -> (id: RunID, trail: Trail) {
    let opened = try opened()
    let base = try Base.choice(
      option: request.base, wish: nil, setting: nil, in: opened.repository)
    let new = try NewRun(
      of: Issue(title: title), by: request, from: base, told: known, in: opened,
      reporter: listener)
    return (new.run.id, Trail(new: new, place: self))
  }

  /// A run's trail, opened anew for each change.
  struct Trail {
    let new: NewRun
    let place: Workplace

    /// Begins it with these steps and leaves it at `outcome`; without one the run is under way.
    func keep(_ steps: [Step], outcome: Outcome? = nil) throws {
      var trail = try new.makeTrail(in: try place.opened())
      for step in steps { try trail.append(step) }
      if let outcome { try SeriesDelivery.conclude(&trail, as: outcome, at: 1_700_000_100) }
    }

    /// A step that makes `text` of the file, and one that says it is done.
    func mend(_ text: String) throws -> [Step] {
      let repository = try place.opened().another()
      let blob = try repository.writeBlob(Array(text.utf8))
      let tree = try repository.editTree(
        new.run.baseTree, [TreeEdit("a.py", .put(blob, .file))])
      return [
        Step(
          number: 1, action: .edit([FileEdit(path: "a.py", change: .write(text))], why: "So."),
          observation: Observation(tree: tree, changed: ["a.py"]), decidedBy: .policy(.repair),
          time: 1_700_000_001, cost: .nothing),
        Step(
          number: 2, action: .finish(.init(claim: .resolved, subject: "print 3", why: "So.")),
          observation: Observation(tree: tree), decidedBy: .policy(.repair),
          time: 1_700_000_002, cost: .nothing),
      ]
    }
  }

  /// The series of a run that was delivered.
  func delivered() throws -> StoredRun {
    let (id, trail) = try begin()
    try trail.keep(try trail.mend("print(3)\nprint(2)\n"), outcome: .resolved)
    return try StoredRun(id, in: try opened().repository)
  }
}

/// Keeps what it hears.
final class Listener: Reporter {
  private let heard = Mutex<[String]>([])

  /// The names of the events, in order.
  var events: [String] { heard.withLock { $0 } }

  func report(_ event: RunEvent) {
    let name = String("\(event)".prefix { $0 != "(" })
    heard.withLock { $0.append(name) }
  }

  func sentence(for error: any Error) -> String { "\(error)" }
}
