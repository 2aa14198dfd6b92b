import Git
import Records
import Text
import Vocabulary

/// What is said of records that cannot be read, and how to be rid of them.
extension Failure {
  /// The failure of the record at `path`: a file of a run, or a ref, with or without a file of it.
  init(unreadable path: String, _ cause: any Error) {
    let ref = String(path.prefix { $0 != ":" })
    let reason = (cause as? GitError).map { ": \(Failure($0).sentence)" } ?? " as a record of ours"
    self.init("\(visible(path)) cannot be read\(reason)", hint: Failure.drop(ref))
    guard [RefNames.settled, RefNames.archive, RefNames.suggestions].contains(ref) else { return }
    let file = visible(String(path.dropFirst(ref.count + 1)))
    hint = "look at it with 'git log \(ref) -- \(file)'"
  }

  /// The failure of one run whose records cannot be read, among others.
  init(unreadableRun id: RunID, _ error: RecordsError) {
    if case .unreadableRun = error {
      self.init(error)
      return
    }
    let cause = Failure(error)
    self.init("run \(id) cannot be read: \(cause.sentence)", hint: cause.hint)
    if case .newerFormat = error { return }
    hint = Failure.dropCommands(RefNames.run(id))
  }

  /// The failure of a run of which all can be read but what it was told when it began.
  init(unreadableMemoryOf id: RunID, _ error: RecordsError) {
    self.init(
      "run \(id) counts as one that was told nothing of earlier work: \(Failure(error).sentence)",
      hint: "look at it with 'git show \(RefNames.run(id)):memory.json'")
  }

  /// The failure of one archived run whose file in the index cannot be read, among others.
  init(unreadableArchivedRun id: RunID, _ error: RecordsError) {
    let cause = Failure(error)
    self.init("run \(id) cannot be read: \(cause.sentence)", hint: cause.hint)
  }

  /// The failure of the index at `ref`, without which nothing in it is known.
  init(unreadableIndex ref: String, _ cause: GitError) {
    let words =
      ref.hasSuffix("/settled")
      ? "issues that were settled are then new again"
      : ref.hasSuffix("/lessons")
        ? "what was learned in it goes"
        : ref == RefNames.resolved
          ? "what archived runs have resolved may then be done once more" : "the runs in it go"
    let drop = Failure.drop(ref) ?? Failure.dropCommands(ref)
    self.init("\(ref) cannot be read: \(Failure(cause).sentence)", hint: "\(drop); \(words)")
  }

  /// The hint that leads to the doctor.
  static let seeDoctor = "git colleague doctor"

  /// How to be rid of one bad ref of the queue, of the claims, or of a remote; `nil` for another record.
  private static func drop(_ ref: String) -> String? {
    if let there = RefNames.atRemote(ref) {
      return "take it away there: git push \(visible(there.remote)) ':\(visible(there.name))'"
    }
    guard [RefNames.queue, RefNames.claims].contains(where: ref.hasPrefix) else {
      return ref.hasPrefix("refs/") ? nil : Failure.seeDoctor
    }
    return dropCommands(ref)
  }

  static func dropCommands(_ ref: String) -> String {
    "look at it with 'git log \(visible(ref))', drop it with 'git update-ref -d \(visible(ref))'"
  }
}
