package import Imports
import Git
import Records
import Text
package import Vocabulary

/// Another agent's trajectory that is to become a run, with what its caller says of how.
package struct ImportRequest: Sendable {
  /// The trajectory, as the file has it.
  package var trajectory: Trajectory
  /// The SHA-256 of the file, in hexadecimal digits.
  package var digest: String
  /// The file's size in bytes.
  package var bytes: Int
  /// Where the agent's project stood, absolute; `nil` to find that out.
  package var root: String?
  /// Whether the tests are run at the end alone.
  package var testsAtEnd: Bool
  /// Whether a series is delivered where there is one.
  package var delivers: Bool

  /// Asks for the run of `trajectory`.
  package init(
    _ trajectory: Trajectory, digest: String, bytes: Int, root: String? = nil,
    testsAtEnd: Bool = false, delivers: Bool = false
  ) {
    self.trajectory = trajectory
    self.digest = digest
    self.bytes = bytes
    self.root = root
    self.testsAtEnd = testsAtEnd
    self.delivers = delivers
  }
}

extension NewRun {
  /// Fixes a run that does a trajectory again, from the base that `request` names, else the one that the file names.
  ///
  /// What is done comes from the trajectory without secrets, here as after a resumption: a call that holds one is kept.
  ///
  /// - Throws: ``RunError/imports(_:)`` with ``ImportError/noBase`` where nobody names a base, ``ImportError/foreignBase(_:)``
  ///   where the repository does not have the file's; else what makes a run impossible.
  package init(
    of issue: Issue, by request: RunRequest, importing wish: ImportRequest,
    in opened: borrowing OpenRepository, reporter: any Reporter
  ) throws(RunError) {
    if let root = wish.root, !root.hasPrefix("/") || root == "/" || root.utf8.contains(0) {
      throw .imports(.badRoot(root))
    }
    guard let named = request.base ?? wish.trajectory.base else { throw .imports(.noBase) }
    let base: Base
    do {
      base = try Base.choice(option: named, wish: nil, setting: nil, in: opened.repository)
    } catch .noSuchRevision where request.base == nil { throw .imports(.foreignBase(named)) }
    let redactor = Redactor(hiding: opened.settings.secrets())
    let trajectory = redactor(wish.trajectory)
    let value = trajectory.value
    var root = wish.root
    if root == nil {
      root = value.likelyRoot { path in
        (try? opened.repository.entry(at: path, inTree: base.tree)) != nil
      }
    }
    let imported = ImportedTrajectory(
      format: value.format, agent: value.agent, agentVersion: value.agentVersion,
      model: value.model, digest: wish.digest, bytes: wish.bytes, turns: value.turns.count,
      calls: value.calls, omittedTurns: value.omittedTurns, root: root,
      testsAtEnd: wish.testsAtEnd, delivers: wish.delivers)
    try self.init(
      of: issue, by: request, from: base, importing: (trajectory, imported), in: opened,
      reporter: reporter)
  }
}
