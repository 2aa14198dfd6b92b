import Delivery
import Engine
import Foundation
import Git
import Processes
import Records
import Runs
import Support
import Sweeps
import Synchronization
import Testing
import Vocabulary

/// A remote in memory: its refs alone, for repositories that share their objects.
final class MemoryRemote: RemoteRepository {
  /// The kinds of calls; a hook comes before one of them, as another worker or a fault would.
  enum Call: Hashable {
    case values, fetch, push
  }

  let name = "origin"
  let refs = RemoteRefs(of: "origin")
  private let local: String
  private let server: Server

  /// What all remotes of one server share.
  final class Server: Sendable {
    fileprivate let state = Mutex(State())
    struct State {
      var refs: [String: ObjectID] = [:]
      var pushes: [[RefUpdate]] = []
      var hooks: [(Call, @Sendable (Server) throws(SweepError) -> PushAnswer?)] = []
    }

    /// Its refs.
    var refs: [String: ObjectID] { state.withLock { $0.refs } }

    /// Makes the ref `name` point at `id`; takes it away for `nil`.
    func set(_ name: String, to id: ObjectID?) { state.withLock { $0.refs[name] = id } }

    /// The pushes that were accepted.
    var pushes: [[RefUpdate]] { state.withLock { $0.pushes } }

    /// Does `hook` before the next call of this kind is answered; what it returns is the answer to a push.
    func before(
      _ call: Call, _ hook: @escaping @Sendable (Server) throws(SweepError) -> PushAnswer?
    ) { state.withLock { $0.hooks.append((call, hook)) } }

    fileprivate func meet(_ call: Call) throws(SweepError) -> PushAnswer? {
      let hook = state.withLock { state in
        state.hooks.firstIndex { $0.0 == call }.map { state.hooks.remove(at: $0).1 }
      }
      return try hook?(self)
    }
  }

  init(_ server: Server, for repository: String) {
    self.server = server
    local = repository
  }

  func patient(_ seconds: Double) -> any RemoteRepository { self }

  func values(of names: [String]) throws(SweepError) -> [String: ObjectID] {
    _ = try server.meet(.values)
    return server.refs.filter { names.contains($0.key) }
  }

  func fetch(_ refspecs: [String]) throws(SweepError) {
    _ = try server.meet(.fetch)
    do {
      let repository = try Repository(discovering: local, environment: [:])
      for spec in refspecs where !spec.hasPrefix("^") {
        let parts = spec.drop { $0 == "+" }.split(separator: ":").map(String.init)
        try fetch(from: parts[0], to: parts[1], repository)
      }
    } catch { throw SweepError(error) }
  }

  private func fetch(from: String, to: String, _ repository: borrowing Repository) throws {
    guard from.hasSuffix("*") else {
      if let id = server.refs[from] { try set(to, id, repository) }
      return
    }
    let (source, target) = (String(from.dropLast()), String(to.dropLast()))
    let found = server.refs.filter { $0.key.hasPrefix(source) }
    for (name, id) in found { try set(target + name.dropFirst(source.count), id, repository) }
    for ref in try repository.references(withPrefix: target)
    where found[source + ref.name.dropFirst(target.count)] == nil {
      try repository.apply(
        .delete(ref.name, ifAt: ref.id, reason: "pruned"), durable: false)
    }
  }

  private func set(_ name: String, _ id: ObjectID, _ repository: borrowing Repository) throws {
    let old = try repository.reference(name)
    guard old != id else { return }
    try repository.apply(
      .move(name, from: old, to: id, reason: "fetched"), durable: false)
  }

  func push(_ updates: [RefUpdate]) throws(SweepError) -> PushAnswer {
    if let answer = try server.meet(.push) { return answer }
    return server.state.withLock { state in
      for update in updates {
        let present = state.refs[update.ref]
        switch update.expected {
        case .exactly(let expected) where RefExpectation(present) != expected:
          return .refused("stale info")
        case .exactly, .fastForward: continue
        }
      }
      for update in updates { state.refs[update.ref] = update.target }
      state.pushes.append(updates)
      return .accepted
    }
  }
}

/// A clock that goes on only when somebody sleeps, or a test says so.
final class ScriptedClock: WaitingClock {
  private let seconds = Mutex(1_700_000_000.0)
  private let slept = Mutex<[Double]>([])

  var now: Int { Int(seconds.withLock { $0 }) }
  var monotonic: Double { seconds.withLock { $0 } }
  /// How long each sleep was.
  var sleeps: [Double] { slept.withLock { $0 } }

  func sleep(_ seconds: Double) {
    slept.withLock { $0.append(seconds) }
    pass(seconds)
  }

  /// Lets time pass.
  func pass(_ seconds: Double) { self.seconds.withLock { $0 += seconds } }
}

/// Keeps what it hears.
final class Listener: SweepReporter {
  private let heard = Mutex<[String]>([])
  private let warned = Mutex<[String]>([])

  /// The names of the events of sweeps, in order.
  var events: [String] { heard.withLock { $0 } }
  /// The warnings.
  var warnings: [String] { warned.withLock { $0 } }

  func report(_ event: RunEvent) {
    if case .warning(let error) = event { warned.withLock { $0.append("\(error)") } }
  }

  func report(_ event: SweepEvent) {
    let name = String("\(event)".prefix { $0 != "(" })
    heard.withLock { $0.append(name) }
  }

  func sentence(for error: any Error) -> String { "\(error)" }

  func problem(_ error: any Error) -> ProblemReport {
    ProblemReport(kind: ProblemKind(error), sentence: "\(error)")
  }
}

/// Works on runs without a sandbox: begins the trail and comes to the outcome that a test wants.
final class ScriptedRunner: IssueRunner {
  let reporter: any Reporter
  private let outcome: Outcome
  private let drafts: [String]
  private let deed: @Sendable (RunID) throws(RunError) -> Void
  private let done = Mutex<[String]>([])

  /// What was done, in order: `begin` or `resume`.
  var deeds: [String] { done.withLock { $0 } }

  /// A runner whose runs end with `outcome`, after `deed` has happened while they are worked on; those that resolve
  /// their issue make each of `drafts` of the file before it says what is right.
  init(
    _ reporter: any Reporter, outcome: Outcome = .unresolved, drafts: [String] = [],
    while deed: @escaping @Sendable (RunID) throws(RunError) -> Void = { _ in }
  ) {
    self.reporter = reporter
    self.outcome = outcome
    self.drafts = drafts
    self.deed = deed
  }

  func begin(
    _ new: NewRun, allotment: Budget?, in opened: consuming OpenRepository
  ) async throws(RunError) -> EndedRun {
    done.withLock { $0.append("begin") }
    let trail = try new.makeTrail(in: opened)
    try deed(new.run.id)
    return try conclude(trail)
  }

  func resume(
    _ id: RunID, allotment: Budget?, replaying recording: [Step]?,
    in opened: consuming OpenRepository
  ) async throws(RunError) -> EndedRun {
    done.withLock { $0.append("resume") }
    let trail: GitTrail
    do {
      trail = try GitTrail.resume(
        id, in: try opened.another(), author: try opened.author, secrets: [])
    } catch { throw RunError(error) }
    try deed(id)
    return try conclude(trail)
  }

  /// Keeps the steps of a change that is worth a series.
  private func mend(_ trail: inout GitTrail) throws(RunError) {
    do {
      for text in drafts + ["2\n"] { try trail.write(text) }
      try trail.append(
        Step(
          number: trail.steps.count + 1,
          action: .finish(.init(claim: .resolved, subject: "Say 2", why: "2 is right")),
          observation: Observation(tree: try #require(trail.steps.last).observation.tree),
          decidedBy: .policy(.repair), time: 1_700_000_050, cost: .nothing))
    } catch { throw RunError(error) }
  }

  private func conclude(_ trail: consuming GitTrail) throws(RunError) -> EndedRun {
    var trail = trail
    if outcome == .resolved && trail.steps.isEmpty { try mend(&trail) }
    do { try SeriesDelivery.conclude(&trail, as: outcome, at: 1_700_000_100) } catch {
      throw RunError(error)
    }
    return EndedRun(record: trail.record, steps: trail.steps)
  }
}

extension GitTrail {
  /// Appends a step that makes `text` of the file `a.txt`.
  mutating func write(_ text: String) throws {
    let blob = try repository.writeBlob(Array(text.utf8))
    let tree = try repository.editTree(
      record.run.baseTree, [TreeEdit("a.txt", .put(blob, .file))])
    let number = steps.count + 1
    try append(
      Step(
        number: number,
        action: .edit([FileEdit(path: "a.txt", change: .write(text))], why: "It is right"),
        observation: Observation(tree: tree, changed: ["a.txt"]),
        decidedBy: .policy(.repair), time: 1_700_000_000 + number, cost: .nothing))
  }
}
