import Engine
import Files
import Git
import Glibc
import Imports
import Models
import Records
import Sandboxes
import Workspaces

/// What an error means for the work that met it: sweeps decide by it, and exit statuses are made of it.
package enum ProblemKind: String, Hashable, Sendable, Codable {
  /// The work has broken off, for this issue alone.
  case fatal
  /// It cannot be resolved as it stands.
  case unresolved
  /// A person has to answer first.
  case waiting
  /// There is nothing to do.
  case nothingToDo
  /// The budget is spent.
  case spent
  /// The model's service failed.
  case service
  /// Another process holds it; it may be tried again.
  case busy
  /// The repository cannot be served.
  case unsupported
  /// The mandate, or somebody else's rule, is against it.
  case refused
  /// The call or a setting is wrong.
  case usage
  /// Somebody wanted it to stop.
  case interrupted

  /// Whether all issues of the repository meet it alike, and none of them is to blame.
  package var concernsAllIssues: Bool { [.unsupported, .refused, .usage].contains(self) }

  /// The kind of any error.
  package init(_ error: any Error) {
    self =
      switch error {
      case let error as any Problem: error.kind
      case let error as ImportError: .init(error)
      case let error as GitError: .init(error)
      case let error as RecordsError: .init(error)
      case let error as SandboxError: .init(error)
      case let error as LayerError: .init(error)
      case let error as ContributorFailure: .init(error)
      case let error as WorkspaceFailure: .init(error.cause)
      case let error as PolicyFailure: .init(error)
      case let fault as APIFault: fault == .cancelled ? .interrupted : .service
      case let error as FileError: .init(error)
      case is CancellationError: .interrupted
      default: .fatal
      }
  }

  fileprivate init(ofRun error: RunError) {
    self =
      switch error {
      case .busy: .busy
      case .begun, .ended, .askedNothing, .isInBase, .notWithheld: .nothingToDo
      case .asking: .waiting
      case .imports(let error): .init(error)
      case .noTrajectory: .fatal
      case .notResumable, .notResumableBy, .noModel, .unknownPolicy, .replayIsIncomplete,
        .emptyTestCommand:
        .usage
      case .noAuthor, .foreignState, .setup, .root: .unsupported
      case .foreign: .refused
      case .unsettledConflicts: .unresolved
      case .interrupted: .interrupted
      case .keyCommand, .state, .passedOver, .unbornBranch, .noSuchRevision, .cache, .foreignCache,
        .deliverCommand,
        .program:
        .fatal
      case .deliverCommandNotRun(let cause), .workspace(let cause), .other(let cause): .init(cause)
      case .git(let error): .init(error)
      case .records(let error): .init(error)
      case .loop(let error): .init(error)
      case .file(let error): .init(error)
      }
  }

  private init(_ error: ImportError) {
    switch error {
    case .noBase, .badRoot, .noSuchRow: self = .usage
    case .foreignBase: self = .fatal
    case .tooLarge, .unknownFormat, .unknownVersion, .notJSON, .empty, .noTurns:
      self = .unsupported
    case .file(let cause): self.init(cause)
    }
  }

  private init(_ error: GitError) {
    switch error {
    case .unsupported, .notAFile, .unreadableRef: self = .unsupported
    case .moved, .locked: self = .busy
    case .system(let cause, _): self = ProblemKind.deniesPermission(cause) ? .unsupported : .fatal
    case .notFound, .notARepository, .invalid, .libgit2: self = .fatal
    }
  }

  private init(_ error: RecordsError) {
    switch error {
    case .moved, .branchTaken, .checkedOut: self = .busy
    case .noSeries, .seriesGone: self = .nothingToDo
    case .doesNotFit: self = .unresolved
    case .nameTaken, .unreadableNotes: self = .unsupported
    case .withheld: self = .refused
    case .git(let cause): self.init(cause)
    case .badLesson(_, let fault): self = fault.isOfWords ? .usage : .fatal
    case .noSuchLesson, .ambiguousLesson, .noSuchSuggestion, .ambiguousSuggestion: self = .fatal
    case .noSuchRun, .ambiguousRun, .noSuchIssue, .ambiguousIssue, .textGone, .noSuchStep,
      .unreadable, .unreadableRun, .unreadableIndex, .newerFormat, .unwritable, .mergeOfItsOwn,
      .notOurs:
      self = .fatal
    }
  }

  private init(_ error: SandboxError) {
    self =
      switch error {
      case .noBubblewrap, .noNamespaces, .noOverlay, .notConfined: .refused
      case .cancelled: .interrupted
      case .limited: .unsupported
      case .system: .fatal
      }
  }

  private init(_ error: LayerError) {
    switch error {
    case .git(let cause): self.init(cause)
    case .system, .foreign: self = .fatal
    }
  }

  private init(_ error: ContributorFailure) {
    switch error {
    case .policy(let failure): self.init(failure)
    case .workspace(let failure): self.init(failure.cause)
    case .trail(.store(let cause)): self.init(cause)
    case .trail(.moved): self = .busy
    }
  }

  private init(_ error: PolicyFailure) {
    switch error {
    case .spent: self = .spent
    case .failed(let cause): self.init(cause)
    }
  }

  private init(_ error: FileError) {
    switch error {
    case .tooLarge, .notAFile: self = .unsupported
    case .foreign: self = .fatal
    case .system: self = .fatal
    }
  }

  private static func deniesPermission(_ cause: Int32) -> Bool {
    [EROFS, EACCES, EPERM].contains(cause)
  }
}

extension RunError: Problem {
  package var kind: ProblemKind { ProblemKind(ofRun: self) }
}
