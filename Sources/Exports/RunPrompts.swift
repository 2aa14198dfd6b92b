import Engine
import Git
import Models
import Text
import Vocabulary

/// The base's files of a run, for prompts that are rendered again; the run's own are not there.
struct BaseSources: SourceTree, ~Copyable {
  private let repository: Repository
  private let tree: ObjectID

  init(_ tree: ObjectID, in repository: consuming Repository) {
    self.repository = repository
    self.tree = tree
  }

  func paths() throws(WorkspaceFailure) -> [String] { [] }

  func contents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]? { nil }

  func baseContents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]? {
    do {
      guard let file = try repository.file(at: path, inTree: tree) else { return nil }
      return try repository.readBlob(file.entry.id, limit: limit)
    } catch { throw WorkspaceFailure(cause: error) }
  }

  func baseOverview(limit: Int) throws(WorkspaceFailure) -> [String] {
    do {
      return try repository.overview(ofTree: tree, limit: limit).map {
        $0.entry.mode == .tree ? $0.path + "/" : $0.path
      }
    } catch { throw WorkspaceFailure(cause: error) }
  }

  func patch(limit: Int) throws(WorkspaceFailure) -> String { "" }

  func hunks(limit: Int) throws(WorkspaceFailure) -> [(hunk: Hunk, text: String)] { [] }
}

/// The turns of a run's models, each with the prompt that led to it.
struct RunPrompts: ~Copyable {
  private let run: ExportedRun
  private let sources: BaseSources
  private let redactor: Redactor
  private var rendering: PromptRendering

  /// The prompts of `run`, whose base is in `repository`.
  init(of run: ExportedRun, in repository: consuming Repository, redactor: Redactor) {
    self.run = run
    self.redactor = redactor
    sources = BaseSources(run.run.baseTree, in: repository)
    rendering = PromptRendering(of: run.run, redactor: redactor)
  }

  /// The indexes of the steps with which a model's turn begins.
  var turns: [Int] { run.steps.indices.filter { run.steps[$0].beginsTurn } }

  /// The prompt of the step at `index`.
  mutating func prompt(at index: Int) throws(WorkspaceFailure) -> PromptRendering.Rendered {
    try rendering.prompt(of: run.steps[index], among: run.steps, in: sources)
  }

  /// The prompt as it would be after the first `count` steps, by the model that chose the step at `index`.
  mutating func prompt(
    after count: Int, as index: Int
  ) throws(WorkspaceFailure) -> PromptRendering.Rendered {
    var step = run.steps[index]
    step.number = count + 1
    step.reply?.prompt?.shown = count
    step.reply?.prompt?.turns = []
    return try rendering.prompt(of: step, among: run.steps, in: sources)
  }

  /// The turn that begins with the step at `index`; `nil` where none does.
  func turn(at index: Int, byCalls isByCalls: Bool) -> ModelTurn? {
    ModelTurn(at: index, of: run.steps, byCalls: isByCalls, redactor: redactor)
  }
}
