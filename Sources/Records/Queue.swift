package import Git
import Text
package import Vocabulary

/// The issues waiting for a run, in git: one ref each, moved by compare-and-swap.
///
/// `refs/colleague/queue/<key>` is a chain of commits, one a change; the tree is `entry.json` and
/// `issue.md`. What is in them is redacted before it is written. Entries that are over move to the index at
/// `refs/colleague/settled`, `ab/<38 digits>`, once there are many: see ``tidy(slack:at:)``. Of an index for which the
/// author's key does not vouch that is believed which runs of the user's own say, see ``proven(_:of:)``.
package struct Queue: ~Copyable {
  let repository: Repository
  let author: Author
  let redactor: Redactor
  private let indexes: [String]

  /// The queue of `repository`; changes are committed by `author`.
  ///
  /// - Parameters:
  ///   - secrets: Literal texts that must not reach any record.
  ///   - remote: A remote whose index of entries that are over counts as well.
  package init(
    in repository: consuming Repository, author: Author, secrets: [String],
    remote: RemoteRefs? = nil
  ) {
    self.repository = repository
    self.author = author
    redactor = Redactor(hiding: secrets)
    indexes = [RefNames.settled] + (remote.map { [$0.kept(RefNames.settled)] } ?? [])
  }

  /// The key of `issue`: the name git would give its text and origin.
  ///
  /// Another text, another title, criterion or wish, or another origin make another key; labels do not, which
  /// people sort issues by while these are worked on.
  package func key(of issue: Issue) throws(RecordsError) -> String {
    var unlabelled = issue
    unlabelled.labels = []
    let identity = try StepCodec.json(unlabelled)
    return try git { () throws(GitError) in try repository.blobID(of: identity) }.description
  }

  /// Adds `issue`, unless it is there already in any state; one that was replaced waits again.
  ///
  /// - Parameters:
  ///   - state: What is to be done with a new entry.
  ///   - run: Its run.
  /// - Returns: The entry, and whether it is new, or is so anew.
  package func add(
    _ issue: Issue, trigger: Trigger, at time: Int, as state: QueueEntry.State = .waiting,
    run: RunID? = nil
  ) throws(RecordsError) -> (entry: QueueEntry, isNew: Bool) {
    let key = try key(of: issue)
    if let known = try entry(key), known.state != .replaced { return (known, false) }
    let tip = try git { () throws(GitError) in try repository.reference(RefNames.queued(key)) }
    let issue = redactor(issue).value
    var entry = QueueEntry(key: key, issue: issue, trigger: trigger, added: time)
    (entry.state, entry.run) = (state, run)
    do {
      try write(entry, over: tip, subject: "queue: \(oneLine(issue.title))", at: time)
      return (entry, true)
    } catch .moved {
      // Another process was first.
      guard let known = try self.entry(key) else { throw .noSuchIssue(key) }
      return (known, false)
    }
  }

  /// The entry of this key, be it over or not; `nil` when there is none.
  package func entry(_ key: String) throws(RecordsError) -> QueueEntry? {
    let ref = RefNames.queued(key)
    if let tip = try git({ () throws(GitError) in try repository.reference(ref) }) {
      return try entry(key, at: tip, of: ref)
    }
    for index in indexes {
      if let entry = try settledEntry(key, in: index) { return entry }
    }
    return nil
  }

  /// The entry of this key in the index at `ref`; `nil` when there is none.
  private func settledEntry(_ key: String, in ref: String) throws(RecordsError) -> QueueEntry? {
    let path = QueueEntry.settledPath(of: key)
    let chain = IndexChain(at: ref, writtenFor: RefNames.settled, author: author)
    guard let bytes = try chain.file(path, in: repository) else { return nil }
    let entry: QueueEntry = try StepCodec.decode(bytes, path: "\(ref):\(path)")
    return try chain.isOwn(in: repository) == true ? entry : proven(entry, of: key)
  }

  /// Looks whether all that has moved to the index can be read.
  ///
  /// - Parameter tell: Receives each entry that cannot be.
  /// - Returns: How many there are.
  /// - Throws: ``RecordsError/unreadableIndex(_:cause:)``.
  /// - Complexity: O(*n*) in the entries of the index.
  package func checkSettled(_ tell: (RecordsError) -> Void) throws(RecordsError) -> Int {
    let paths = try IndexChain(at: RefNames.settled, author: author).paths(in: repository)
    for path in paths {
      let key = path.filter { $0 != "/" }
      do { _ = try settledEntry(key, in: RefNames.settled) } catch { tell(error) }
    }
    return paths.count
  }

  /// All entries with a ref of their own, the oldest first: those that are not over, and the newest of the
  /// others.
  ///
  /// - Parameter tell: Receives each ref that cannot be read as an entry; it is skipped.
  /// - Complexity: O(*n*) in the entries.
  package func entries(
    passingOver tell: (RecordsError) -> Void = { _ in }
  ) throws(RecordsError) -> [QueueEntry] {
    var entries: [QueueEntry] = []
    for (key, tip) in try refs() {
      do { entries.append(try entry(key, at: tip, of: RefNames.queued(key))) } catch { tell(error) }
    }
    return entries.sorted { ($0.added, $0.key) < ($1.added, $1.key) }
  }

  private func refs() throws(RecordsError) -> [(key: String, tip: ObjectID)] {
    try git { () throws(GitError) in
      try repository.references(withPrefix: RefNames.queue)
        .map { (String($0.name.dropFirst(RefNames.queue.count)), $0.id) }
    }
  }

  /// The one entry whose key begins with `text`; one that is in the index has to be named in full.
  package func entry(matching text: String) throws(RecordsError) -> QueueEntry {
    if text.utf8.count == 40, let known = try entry(text) { return known }
    let matches = try refs().filter { $0.key.hasPrefix(text) }
    guard let first = matches.first, text.count >= 4 else { throw .noSuchIssue(text) }
    guard matches.count == 1 else {
      throw .ambiguousIssue(text, candidates: matches.map { String($0.key.prefix(12)) })
    }
    return try entry(first.key, at: first.tip, of: RefNames.queued(first.key))
  }

  /// Changes the entry of `key` to what `change` makes of it; tried anew when another process was first.
  ///
  /// - Returns: The entry as it is then.
  @discardableResult
  package func update(
    _ key: String, subject: String, at time: Int, _ change: (QueueEntry) -> QueueEntry
  ) throws(RecordsError) -> QueueEntry {
    var tries = 0
    while true {
      let ref = RefNames.queued(key)
      guard let tip = try git({ () throws(GitError) in try repository.reference(ref) }) else {
        throw .noSuchIssue(key)
      }
      let present = try entry(key, at: tip, of: ref)
      let next = change(present)
      guard next != present else { return present }
      do {
        try write(next, over: tip, subject: subject, at: time)
        return next
      } catch .moved where tries < 20 {
        tries += 1
      }
    }
  }

  /// How many entries that are over keep a ref of their own.
  package static let keptEntries = 50
  /// How many more do so of those that may be tried again by themselves, which are looked through for that.
  package static let keptHindered = 1000

  /// Moves the oldest entries that are over into the index when there are many: the newest
  /// ``keptEntries`` keep their own ref, and so do ``keptHindered`` of those that something was in the way of.
  ///
  /// Order: the index's commits, sync, its ref; then the entries' refs by compare-and-swap.
  ///
  /// - Parameter slack: How many more may there be before anything is done.
  /// - Returns: How many were moved.
  @discardableResult
  package func tidy(slack: Int, at time: Int) throws(RecordsError) -> Int {
    let over = try entries().filter(\.isClosed)
    func surplus(_ entries: [QueueEntry], beyond kept: Int) -> ArraySlice<QueueEntry> {
      entries.count > kept + slack ? entries.dropLast(kept) : []
    }
    let moved =
      surplus(over.filter { $0.settling == nil }, beyond: Queue.keptEntries)
      + surplus(over.filter { $0.settling != nil }, beyond: Queue.keptHindered)
    try settle(Array(moved), at: time)
    return moved.count
  }

  /// Puts entries into the index and takes their own refs away.
  package func settle(_ entries: [QueueEntry], at time: Int) throws(RecordsError) {
    var additions: [IndexChain.Addition] = []
    var refs: [(name: String, tip: ObjectID)] = []
    for entry in entries {
      let ref = RefNames.queued(entry.key)
      guard let tip = try git({ () throws(GitError) in try repository.reference(ref) }),
        try self.entry(entry.key, at: tip, of: ref) == entry
      else { continue }
      additions.append(
        .init(
          path: QueueEntry.settledPath(of: entry.key),
          bytes: try StepCodec.encode(redactor(entry.withoutBody)),
          keeps: nil, subject: redactor("\(entry.key): \(entry.state)")))
      refs.append((ref, tip))
    }
    try IndexChain(at: RefNames.settled, author: author)
      .absorb(additions, dropping: refs, at: time, in: repository) { tree throws(RecordsError) in
        try provenIndex(of: tree)
      }
  }

  /// The entry of this key that the commit `tip` holds, where `ref` stands at; its text alone, see
  /// ``QueueEntry/text``, where the author's key does not vouch for it.
  ///
  /// - Throws: ``RecordsError/unreadable(path:cause:)`` for what is no entry, or another one's.
  func entry(_ key: String, at tip: ObjectID, of ref: String) throws(RecordsError) -> QueueEntry {
    let (json, text): ([UInt8], [UInt8])
    let isOwn: Bool
    do {
      isOwn = try author.key?.vouches(for: tip, at: RefNames.queued(key), in: repository) ?? false
      let tree = try repository.readCommit(tip).tree
      (json, text) = (try bytes("entry.json", of: tree), try bytes("issue.md", of: tree))
    } catch { throw .unreadable(path: ref, cause: error) }
    var entry: QueueEntry = try StepCodec.decode(json, path: "\(ref):entry.json")
    guard entry.key == key else {
      throw .unreadable(path: "\(ref):entry.json", cause: RecordsError.noSuchIssue(entry.key))
    }
    entry.issue.body = issueBody(String(decoding: text, as: UTF8.self))
    return isOwn ? entry : entry.text
  }

  private func bytes(_ name: String, of tree: ObjectID) throws(GitError) -> [UInt8] {
    guard let entry = try repository.entry(at: name, inTree: tree) else { return [] }
    return try repository.readBlob(entry.id)
  }

  /// Writes `entry` and moves its ref from `tip`: objects, sync, ref.
  ///
  /// - Parameter before: The commit that it goes on from where it has no ref here; `nil` for none.
  func write(
    _ entry: QueueEntry, over tip: ObjectID?, goingOnFrom before: ObjectID? = nil, subject: String,
    at time: Int
  ) throws(RecordsError) {
    let stored = redactor(entry)
    let text = stored.map { issueText($0.issue) }
    let subject = redactor(subject)
    let json = try StepCodec.encode(stored.map(\.withoutBody))
    let ref = RefNames.queued(entry.key)
    let commit = try git { () throws(GitError) in
      let tree = try repository.editTree(
        nil,
        [
          TreeEdit("entry.json", .put(try repository.writeBlob(json.value), .file)),
          TreeEdit("issue.md", .put(try repository.writeBlob(Array(text.value.utf8)), .file)),
        ])
      let commit = try repository.commitRecord(
        at: ref, tree: tree, parents: [tip ?? before].compactMap(\.self), by: author, at: time,
        message: subject.asMessage)
      try repository.sync()
      return commit
    }
    do {
      try repository.apply(
        .move(ref, from: tip, to: commit, reason: subject.value), durable: true)
    } catch GitError.moved(_, let expected, let actual) {
      throw .moved(run: entry.key, expected: expected, actual: actual)
    } catch {
      throw .git(error)
    }
  }
}
