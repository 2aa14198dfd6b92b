import ACP
import Engine
import Git
import Glibc
import Processes
import Records
import Runs
import Text
import Vocabulary

/// The program around a server of the Agent Client Protocol: runs in processes of their own, sessions in the user's state
/// folder, and all that was done read from git.
struct RunWorkbench: Workbench {
  /// Options of `git colleague work` for each run that is begun.
  let options: [String]

  func open(_ directory: String) throws(Refusal) {
    try refusing { () throws -> Void in
      let opened = try OpenRepository.at(directory)
      try RefNamespaceCheck.check(in: opened.repository)
      _ = try opened.author
    }
  }

  func makeSession() throws(Refusal) -> String { try refusing { try SessionFile.make() } }

  func runs(
    ofSession id: String, in directory: String
  ) throws(Refusal) -> [RunID]? {
    try refusing {
      let opened = try OpenRepository.at(directory, forWriting: false)
      if let run = RunID(id) {
        let isThere = (try? StoredRun(run, in: opened.repository)) != nil
        return isThere ? [run] : nil
      }
      // What was done in another repository, or was pruned, cannot be told of here.
      return try SessionFile.runs(of: id)?.filter { run in
        (try? StoredRun(run, in: opened.repository)) != nil
      }
    }
  }

  func keep(_ run: RunID, ofSession id: String) throws(Refusal) {
    guard RunID(id) == nil else { return }
    try refusing { try SessionFile.add(run, to: id) }
  }

  func replay(
    _ run: RunID, in directory: String, hear: (TurnEvent) -> Bool
  ) throws(Refusal) -> TurnEnd {
    try refusing {
      let opened = try OpenRepository.at(directory, forWriting: false)
      let stored = try StoredRun(run, in: opened.repository)
      let issue = stored.record.run.issue
      var goesOn = hear(.began(run, top: RunWorkbench.top(of: opened.repository)))
      if goesOn {
        goesOn = hear(.asked(issue.body.isEmpty ? issue.title : "\(issue.title)\n\n\(issue.body)"))
      }
      var files = ChangedFiles(at: stored.record.run.startTree)
      for number in 1..<(stored.record.steps + 1) where goesOn {
        let step = try stored.step(number, in: opened.repository)
        goesOn = hear(.kept(step, texts: files.take(step, in: opened.repository)))
      }
      return try end(of: run, in: opened, stored, complaint: nil)
    }
  }

  func sentence(for error: ProtocolError) -> String { Failure(words: error).sentence }

  func log(_ line: String) {
    var watched = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    // A client that does not read what is said on stderr must not hold up the work.
    guard poll(&watched, 1, 0) > 0, watched.revents & Int16(POLLOUT) != 0 else { return }
    Console.standard.note(String(line.prefix(500)))
  }

  /// The folder that the paths of steps are below.
  static func top(of repository: borrowing Repository) -> String {
    var top = repository.workingDirectory ?? repository.gitDirectory
    while top.count > 1, top.hasSuffix("/") { top.removeLast() }
    return top
  }

  /// What `body` returns; its error as a ``Refusal``, in words.
  func refusing<Value>(_ body: () throws -> Value) throws(Refusal) -> Value {
    do { return try body() } catch let refusal as Refusal { throw refusal } catch {
      throw Refusal(Failure(error))
    }
  }
}

extension Refusal {
  /// The refusal in a failure's words.
  init(_ failure: Failure) {
    self.init(failure.sentence, hint: failure.hint, status: Int(failure.status.rawValue))
  }
}

/// The texts of files before and after the steps that edit them.
struct ChangedFiles {
  private var tree: ObjectID?

  /// The most bytes of a file that is looked at.
  private static let limit = 1 << 20
  /// The most files of one step that are looked at.
  private static let fileLimit = 20

  /// Begins with the files of `tree`.
  init(at tree: ObjectID?) { self.tree = tree }

  /// The texts of the files that `step` edits and that are there after it; those that are large or no UTF-8 are left out.
  /// After this the files are those after the step.
  mutating func take(
    _ step: Step, in repository: borrowing Repository
  ) -> [ExactText: FileTexts] {
    let before = tree
    tree = step.observation.tree
    guard case .edit(let edits, _) = step.action, let before, step.observation.refusal == nil else {
      return [:]
    }
    var found: [ExactText: FileTexts] = [:]
    for edit in edits.prefix(ChangedFiles.fileLimit) {
      guard case .text(let new) = text(of: edit.path, in: step.observation.tree, repository)
      else { continue }
      switch text(of: edit.path, in: before, repository) {
      case .text(let old): found[edit.path] = FileTexts(old: old, new: new)
      case .absent: found[edit.path] = FileTexts(old: nil, new: new)
      case .other: continue
      }
    }
    return found
  }

  private enum Found {
    case text(String)
    case absent
    case other
  }

  private func text(
    of path: String, in tree: ObjectID, _ repository: borrowing Repository
  ) -> Found {
    guard let entry = try? repository.entry(at: path, inTree: tree) else { return .absent }
    guard let bytes = try? repository.readBlob(entry.id, limit: ChangedFiles.limit),
      let text = String(validating: bytes, as: UTF8.self)
    else { return .other }
    return .text(text)
  }
}
