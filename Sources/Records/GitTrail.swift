package import Engine
package import Git
package import Text
package import Vocabulary

/// A run's trail in git: one ref, moved once a step.
///
/// The ref `refs/colleague/runs/<id>` points at the newest state. A state is a commit whose tree is
/// `run.json`, `issue.md`, `memory.json`, `plan.md`, `cover.md`, `steps/NNNN.json` and `log/NNNN.txt`; its first
/// parent is the state before, its second the step's code commit, whose tree is the project's. Once the change is
/// split, `patches/N` are the project's trees at the patches before the last. Every
/// write comes in this order: objects, sync, ref by compare-and-swap. A crash before the last leaves
/// unreachable objects and nothing else.
package struct GitTrail: ~Copyable, Trail {
  /// The run and how far it has come, as the ref's tip says.
  package private(set) var record: RunRecord
  /// The steps kept so far.
  package private(set) var steps: [Step]
  /// The newest state commit.
  package private(set) var tip: ObjectID
  private var stateTree: ObjectID?
  private var tipTime = 0
  private var codeTip: ObjectID
  /// The repository that the trail is kept in.
  package let repository: Repository
  /// Whom its commits are by.
  package let author: Author
  /// Takes secrets out of what the records hold.
  package let redactor: Redactor

  /// A trail without any state yet.
  private init(
    of record: RunRecord, in repository: consuming Repository, author: Author, secrets: [String]
  ) {
    self.record = record
    self.repository = repository
    self.author = author
    redactor = Redactor(hiding: secrets)
    steps = []
    codeTip = record.run.reroll?.tip ?? record.run.base
    tip = .zero
  }

  /// Begins a run: writes its first state and makes its ref. The issue and what the run is told are redacted before
  /// that.
  ///
  /// - Parameters:
  ///   - secrets: Literal texts that must not reach any record.
  ///   - files: Further files of the first state.
  /// - Throws: ``RecordsError`` with no ref made.
  package static func begin(
    _ run: Run, in repository: consuming Repository, author: Author, secrets: [String],
    files: [(path: String, bytes: Redacted<[UInt8]>)] = []
  ) throws(RecordsError) -> GitTrail {
    var run = run
    let redactor = Redactor(hiding: secrets)
    run.issue = redactor(run.issue).value
    let memory = redactor(MemoryRecord(run.recollections, run.repairPriors))
    run.recollections = memory.value.recollections
    run.repairPriors = memory.value.priors
    var trail = GitTrail(
      of: RunRecord(beginning: run), in: repository, author: author, secrets: secrets)
    var own: [(path: String, bytes: Redacted<[UInt8]>)] = [
      ("issue.md", trail.redactor(issueText(run.issue)).map { Array($0.utf8) })
    ]
    if let file = try memory.value.file(by: redactor) { own.append(file) }
    try trail.move(
      to: trail.record, subject: trail.redactor("run: \(oneLine(run.issue.title))"), code: nil,
      time: run.began, files: own + files)
    return trail
  }

  /// Takes up a run where its ref's tip stands.
  ///
  /// Objects that a loss of power has torn since are set aside, so that the run writes them anew.
  ///
  /// - Complexity: O(*n* + *o*) in its steps and the repository's loose objects.
  package static func resume(
    _ id: RunID, in repository: consuming Repository, author: Author, secrets: [String]
  ) throws(RecordsError) -> GitTrail {
    let stored = try StoredRun(id, in: repository)
    let steps = try stored.steps(in: repository)
    let time = try git { () throws(GitError) in try repository.readCommit(stored.tip).committer.time
    }
    if !stored.record.isConcluded {
      do { try repository.setTornObjectsAside(since: time - 86_400) } catch { throw .git(error) }
    }
    var trail = GitTrail(of: stored.record, in: repository, author: author, secrets: secrets)
    trail.steps = steps
    trail.tip = stored.tip
    trail.tipTime = time
    trail.stateTree = stored.tree
    trail.codeTip =
      stored.codeTip ?? stored.record.run.reroll?.tip ?? stored.record.run.base
    return trail
  }

  /// Appends one step; see ``Trail``. The step is redacted before anything of it is written.
  ///
  /// - Complexity: O(*f* + *s*) in the files the step changed, which the workspace has written
  ///   already, and the names of the steps so far; the project's tree is not read.
  package mutating func append(_ step: Step) throws(TrailFailure) {
    do {
      try append(redactor(step))
    } catch RecordsError.moved(_, let expected, let actual) {
      throw .moved(expected: expected, actual: actual)
    } catch {
      throw .store(cause: error)
    }
  }

  private mutating func append(_ redacted: Redacted<Step>) throws(RecordsError) {
    let step = redacted.value
    let subject = redacted.map(\.subject)
    let code = try git { () throws(GitError) in
      try repository.commit(
        tree: step.observation.tree, parents: [codeTip], author: author.signature(at: step.time),
        committer: author.committing(at: step.time), message: subject.asMessage)
    }
    let encoded = try StepCodec.encode(redacted)
    var files = [(StepCodec.path(of: step.number), encoded.json)]
    if let log = encoded.log { files.append((StepCodec.logPath(of: step.number), log)) }
    if case .plan(let text) = step.action, !step.isKeptCall {
      files.append(("plan.md", redacted.map { _ in Array(text.utf8) }))
    }
    var next = record
    next.steps = step.number
    next.spent = next.spent + step.cost
    // What a recorded call took was paid for elsewhere.
    if let reply = step.reply, reply.recorded == nil {
      next.usage = (next.usage ?? Usage()) + reply.usage
    }
    // What the last patch has is the code commit's; the trees in between are nobody else's.
    let trees = (step.observation.patches ?? []).dropLast().enumerated().map {
      (path: "patches/\($0.offset + 1)", tree: $0.element.tree)
    }
    try move(to: next, subject: subject, code: code, time: step.time, files: files, trees: trees)
    steps.append(step)
    codeTip = code
  }

  package var spent: Budget { record.spent }

  /// Charges the run with what came to no step; see ``Trail``.
  package mutating func charge(
    _ cost: Budget, _ usage: Usage, at time: Int
  ) throws(TrailFailure) {
    var next = record
    next.spent = next.spent + cost
    if usage != Usage() { next.usage = (next.usage ?? Usage()) + usage }
    do { try keep(next, subject: "charged: no step", at: time) } catch {
      if case .moved(_, let expected, let actual) = error {
        throw .moved(expected: expected, actual: actual)
      }
      throw .store(cause: error)
    }
  }

  /// Keeps a change of phase, outcome or series, with `files` beside it.
  ///
  /// - Throws: ``RecordsError``; the state is as it was.
  package mutating func keep(
    _ next: RunRecord, subject: Redacted<String>, at time: Int,
    files: [(path: String, bytes: Redacted<[UInt8]>)] = []
  ) throws(RecordsError) {
    guard next != record || !files.isEmpty else { return }
    try move(to: next, subject: subject, code: nil, time: time, files: files)
  }

  /// Writes the state `next` and moves the run's ref to it: objects, sync, ref.
  ///
  /// The state's date is never before that of the state it follows, however the clock was set.
  private mutating func move(
    to next: RunRecord, subject: Redacted<String>, code: ObjectID?, time: Int,
    files: [(path: String, bytes: Redacted<[UInt8]>)], trees: [(path: String, tree: ObjectID)] = []
  ) throws(RecordsError) {
    let record = ("run.json", try StepCodec.encode(redactor(next.withoutBody)))
    let time = max(time, tipTime)
    let name = RefNames.run(next.run.id)
    let new: (tree: ObjectID, commit: ObjectID) = try git { () throws(GitError) in
      var edits: [TreeEdit] = []
      for (path, bytes) in files + [record] {
        edits.append(TreeEdit(path, .put(try repository.writeBlob(bytes.value), .file)))
      }
      edits += trees.map { TreeEdit($0.path, .put($0.tree, .tree)) }
      let tree = try repository.editTree(stateTree, edits)
      let parents = tip == .zero ? [] : [tip] + (code.map { [$0] } ?? [])
      let commit = try repository.commitRecord(
        at: name, tree: tree, parents: parents, by: author, at: time, message: subject.asMessage)
      try repository.sync()
      return (tree, commit)
    }
    do {
      try repository.apply(
        .move(name, from: tip, to: new.commit, reason: subject.value), durable: true)
    } catch GitError.moved(_, let expected, let actual) {
      throw .moved(run: "\(next.run.id)", expected: expected, actual: actual)
    } catch {
      throw .git(error)
    }
    self.record = next
    tip = new.commit
    tipTime = time
    stateTree = new.tree
  }

  /// Keeps how the run ended, and that it delivers nothing.
  ///
  /// A run that waits or was interrupted stays in the phase `working`, so that it can be taken up.
  package mutating func keepOutcome(_ outcome: Outcome, at time: Int) throws(RecordsError) {
    var next = record
    next.outcome = outcome
    if outcome != .interrupted && outcome != .waiting { next.phase = .ended }
    try keep(next, subject: redactor("outcome: \(outcome.rawValue)"), at: time)
  }

  /// Keeps that the work broke off, and why; the run can be taken up again.
  ///
  /// - Parameter outcome: `failed`, or `interrupted` where the run had to wait for somebody else.
  package mutating func keepFailure(
    _ sentence: String, as outcome: Outcome = .failed, at time: Int
  ) throws(RecordsError) {
    var next = record
    next.outcome = outcome
    next.failure = redactor(sentence).value
    try keep(next, subject: redactor("outcome: \(outcome.rawValue)"), at: time)
  }

  /// Keeps that the run has ended, and why the series that it came to with `outcome` is not delivered; its steps stay.
  package mutating func keepWithheld(
    _ sentence: String, insteadOf outcome: Outcome, at time: Int
  ) throws(RecordsError) {
    var next = record
    next.outcome = .unresolved
    next.withheldOutcome = outcome
    next.phase = .ended
    next.failure = redactor(sentence).value
    try keep(next, subject: "outcome: unresolved, not delivered", at: time)
  }

  /// Keeps that the run is worked on again.
  package mutating func keepResumption(at time: Int) throws(RecordsError) {
    var next = record
    next.outcome = nil
    next.failure = nil
    try keep(next, subject: "resumed", at: time)
  }
}
