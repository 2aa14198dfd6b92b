import Engine
import Git
import Models
import Records
import Text
import Vocabulary

/// What one run adds to an export, ready to be written.
struct PreparedRun: Sendable {
  /// One value of it.
  struct Piece: Sendable {
    /// The file, relative to the export's folder.
    var file: String
    /// The value as JSON, without a line feed.
    var bytes: Redacted<[UInt8]>
    /// Whether the file has nothing else.
    var isWhole: Bool
    /// Whether it is told without a folder too.
    var isMain: Bool
  }

  /// Its run.
  var id: RunID
  /// What became of it.
  var result: Result

  /// What became of a run.
  enum Result: Sendable {
    /// It is exported: these values, and what the datasheet counts of it.
    case exported([Piece], RunTally)
    /// It is not selected.
    case passedOver(Selection.Reason)
    /// It is left out.
    case leftOut(ExportError)
  }

  /// Bytes of its values.
  var size: Int {
    guard case .exported(let pieces, _) = result else { return 0 }
    return pieces.reduce(0) { $0 + $1.bytes.value.count }
  }
}

/// Prepares runs one after another, by one handle on the repository.
struct RunPreparation: ~Copyable {
  private let request: ExportRequest
  private let repository: Repository
  private var firsts: [ObjectID: String] = [:]
  private var licences: [ObjectID: [Licence]] = [:]

  /// Bytes after which a batch ends.
  private static let batchBytes = 8 << 20

  /// Prepares runs of the repository at `place`, in order, until some bytes are held.
  ///
  /// - Returns: The runs prepared, one at least; the caller asks for the rest anew.
  @concurrent static func batch(
    _ ids: [RunID], _ request: ExportRequest, at place: Repository.Place
  ) async throws -> [PreparedRun] {
    var preparation = RunPreparation(
      request: request, repository: try Repository(at: place))
    var runs: [PreparedRun] = []
    var size = 0
    for id in ids where size < batchBytes {
      try Task.checkCancellation()
      let run = try preparation.prepare(id)
      size += run.size
      runs.append(run)
    }
    return runs
  }

  private init(request: ExportRequest, repository: consuming Repository) {
    self.request = request
    self.repository = repository
  }

  private mutating func prepare(_ id: RunID) throws -> PreparedRun {
    do {
      return PreparedRun(id: id, result: try result(of: id))
    } catch let error as ExportError {
      return PreparedRun(id: id, result: .leftOut(error))
    }
  }

  private mutating func result(of id: RunID) throws -> PreparedRun.Result {
    let stored: StoredRun
    let run: ExportedRun
    do {
      stored = try StoredRun(id, in: repository)
      if let reason = request.selection.reasonAgainst(stored.record) { return .passedOver(reason) }
      run = ExportedRun(stored.record, steps: try stored.steps(in: repository))
    } catch { throw ExportError.unreadable(id, cause: error) }
    var tally = RunTally(of: run)
    let records = try records(of: run, &tally.labels)
    guard !records.isEmpty else { throw ExportError.empty(id, lacks: request.format.content) }
    tally.records = records.count
    tally.part = part(of: run)
    tally.isVouched = (try? stored.isOwn(by: request.key, in: repository)) == true
    tally.licences = licences(of: run)
    let pieces = records.map { record in
      PreparedRun.Piece(
        file: tally.part.map { "\($0)/\(record.file)" } ?? record.file,
        bytes: record.json.redactedText(by: request.redactor), isWhole: record.isWhole,
        isMain: record.isMain)
    }
    return .exported(pieces, tally)
  }

  /// What the format holds of a run.
  private func records(
    of run: ExportedRun, _ counts: inout LabelCounts
  ) throws -> [ExportRecord] {
    do {
      switch request.format {
      case .atif:
        let json = ATIF.trajectory(of: run, product: request.product)
        return [ExportRecord(file: "\(run.id)/trajectory.json", json: json, isWhole: true)]
      case .chat:
        var prompts = try prompts(of: run)
        return try Chat.records(
          of: run, &prompts,
          .init(recovery: request.recoveryWeight, onlyRecovery: request.onlyRecovery), &counts)
      case .preference:
        var prompts = try prompts(of: run)
        return try Preference.records(of: run, &prompts, in: repository)
      case .steps:
        return try StepwiseSteps.records(of: run, in: repository, redactor: request.redactor)
      case .swebench: return [try SWEBench.prediction(of: run, in: repository)]
      case .agentTrace:
        return try AgentTrace.records(of: run, product: request.product, in: repository)
      case .otel:
        return [
          ExportRecord(file: "otel.jsonl", json: OTel.trace(of: run, product: request.product))
        ]
      }
    } catch {
      let cause = (error as? WorkspaceFailure)?.cause ?? error
      guard let gone = cause as? GitError else { throw error }
      throw ExportError.gone(run.id, cause: gone)
    }
  }

  private func prompts(of run: ExportedRun) throws -> RunPrompts {
    RunPrompts(of: run, in: try Repository(at: repository.place), redactor: request.redactor)
  }

  /// The part that a run belongs to; `nil` where there are none.
  private mutating func part(of run: ExportedRun) -> String? {
    guard let split = request.split else { return nil }
    switch split.key {
    case .issue: return split.part(of: IssueText(of: run.run.issue).words)
    case .repository: return split.part(of: firstCommit(before: run.run.base))
    }
  }

  /// The first commit of the history that `base` belongs to, by first parents, as far as it is there.
  private mutating func firstCommit(before base: ObjectID) -> String {
    if let known = firsts[base] { return known }
    var first = base
    while let parent = (try? repository.readCommit(first))?.parents.first { first = parent }
    firsts[base] = "\(first)"
    return "\(first)"
  }

  /// The licences at the base of a run; none where the base is gone.
  private mutating func licences(of run: ExportedRun) -> [Licence] {
    let tree = run.run.baseTree
    if let known = licences[tree] { return known }
    let found = (try? repository.licences(inTree: tree)) ?? []
    licences[tree] = found
    return found
  }
}

extension ExportFormat {
  /// What a run has to have for it, in words.
  fileprivate var content: String {
    switch self {
    case .atif, .otel, .swebench: "a step"
    case .chat: "a turn of a model"
    case .preference: "two ways on from one place"
    case .steps: "a step that a policy chose"
    case .agentTrace: "a patch that was delivered"
    }
  }
}
