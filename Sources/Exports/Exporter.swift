package import Git
import Models
import Records
import Text
import Vocabulary

/// Exports runs. What is held at a time is a few of them.
///
/// Runs come in the order of their names, which is that of the days they began, so that the same refs give the same bytes.
package struct Exporter: ~Copyable {
  private let request: ExportRequest
  private let repository: Repository
  private var folder: ExportFolder?
  private var sheet: Datasheet
  /// Takes a line, where there is no folder.
  private let write: ([UInt8]) -> Void
  /// Is told why a run is left out that cannot be read.
  private let warn: (ExportError) -> Void

  /// Runs that one of two tasks prepares at a time, where they are small.
  private static let batchRuns = 32

  /// What came of an export.
  package struct Summary: Hashable, Sendable {
    /// Runs exported.
    package var runs = 0
    /// Runs that were selected and could not be read.
    package var failed = 0
    /// Runs that were not selected, or have nothing of what the format holds.
    package var passedOver = 0
  }

  /// Begins an export.
  ///
  /// - Throws: ``ExportError/occupied(_:)``, and others where the folder cannot be made; nothing is written then.
  package init(
    _ request: ExportRequest, in repository: consuming Repository,
    write: @escaping ([UInt8]) -> Void, warn: @escaping (ExportError) -> Void
  ) throws {
    self.request = request
    self.repository = repository
    self.write = write
    self.warn = warn
    sheet = Datasheet(
      format: request.format, product: request.product, request: request.words)
    folder = try request.folder.map { path in try ExportFolder(at: path) }
  }

  /// Exports the runs, and puts the folder into its place with its datasheet.
  ///
  /// - Throws: ``ExportError/noRuns`` and ``ExportError/nothingSelected``, `CancellationError`, and what keeps the folder
  ///   from being written; nothing stands under its name then.
  package mutating func run() async throws -> Summary {
    var ids = request.runs
    if ids.isEmpty {
      ids = try RunIndex.ids(in: repository) + Archive.ids(in: repository)
      guard !ids.isEmpty else { throw ExportError.noRuns }
    }
    var summary = Summary()
    var left = Set(ids).sorted()[...]
    var size = Self.batchRuns
    while !left.isEmpty {
      try Task.checkCancellation()
      let chunks = [Array(left.prefix(size)), Array(left.dropFirst(size).prefix(size))]
      let (request, place) = (self.request, repository.place)
      async let one = RunPreparation.batch(chunks[0], request, at: place)
      async let other = RunPreparation.batch(chunks[1], request, at: place)
      for (chunk, runs) in zip(chunks, [try await one, try await other]) {
        for run in runs { try take(run, &summary) }
        left = left.dropFirst(runs.count)
        // Where runs are large a batch ends early; what comes behind it waits for the rest, in smaller ones.
        guard runs.count == chunk.count else {
          size = max(1, runs.count)
          break
        }
      }
    }
    guard !sheet.isEmpty else {
      throw summary.failed == 0 ? ExportError.nothingSelected : ExportError.noneWhole
    }
    try finish()
    return summary
  }

  private mutating func take(_ run: PreparedRun, _ summary: inout Summary) throws {
    switch run.result {
    case .passedOver(let reason):
      sheet.leaveOut(run.id, because: reason.rawValue)
      summary.passedOver += 1
    case .leftOut(let error):
      sheet.leaveOut(run.id, because: error.reason)
      if case .empty = error {
        summary.passedOver += 1
      } else {
        summary.failed += 1
        warn(error)
      }
    case .exported(let pieces, let tally):
      for piece in pieces { try put(piece) }
      sheet.add(tally)
      summary.runs += 1
    }
  }

  private mutating func put(_ piece: PreparedRun.Piece) throws {
    guard folder != nil else {
      if piece.isMain { write(piece.bytes.value + [0x0a]) }
      return
    }
    if piece.isWhole {
      try folder?.write(piece.bytes, to: piece.file)
    } else {
      try folder?.append(piece.bytes, to: piece.file)
    }
  }

  private mutating func finish() throws {
    guard folder != nil else { return }
    let redactor = request.redactor
    try folder?.write(sheet.json.redactedText(by: redactor), to: "datasheet.json")
    try folder?.write(redactor(sheet.page).map { Array($0.utf8.dropLast()) }, to: "datasheet.md")
    try folder?.finish()
  }
}
