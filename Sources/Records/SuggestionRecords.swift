package import Git
package import Text
package import Vocabulary

/// The suggestions of a project, in git: `refs/colleague/suggestions`, one file each, one commit a change.
///
/// What is in them is redacted before it is written. Of an index for which the author's key does not vouch only that
/// is believed which keeps a suggestion away: that a person has dismissed it.
package struct SuggestionRecords: ~Copyable {
  /// How many are kept; the oldest that are over go first.
  package static let limit = 500
  /// The largest file that is read, in bytes.
  static let fileLimit = 256 << 10

  private let repository: Repository
  private let author: Author
  private let redactor: Redactor

  /// The suggestions of `repository`; changes are committed by `author`.
  ///
  /// - Parameter secrets: Literal texts that must not reach any record.
  package init(in repository: consuming Repository, author: Author, secrets: [String]) {
    self.repository = repository
    self.author = author
    redactor = Redactor(hiding: secrets)
  }

  private var chain: IndexChain { IndexChain(at: RefNames.suggestions, author: author) }

  /// Whether the author's key vouches for the index; `nil` where there is none.
  package func isOwn() throws(RecordsError) -> Bool? { try chain.isOwn(in: repository) }

  /// All of them, the oldest first.
  ///
  /// - Parameter tell: Receives each file that cannot be read as a suggestion; it is skipped.
  /// - Complexity: O(*n*) in the files, of which there are ``limit`` at most unless somebody else has put more there:
  ///   twice as many are read.
  package func all(
    passingOver tell: (RecordsError) -> Void = { _ in }
  ) throws(RecordsError) -> [Suggestion] {
    let isOwn = try isOwn() ?? true
    var found: [Suggestion] = []
    for path in try chain.paths(in: repository).prefix(2 * SuggestionRecords.limit) {
      do {
        let suggestion = try read(path)
        if isOwn || suggestion.isKeptAway { found.append(suggestion) }
      } catch { tell(error) }
    }
    return found.sorted { ($0.found, $0.id) < ($1.found, $1.id) }
  }

  private func read(_ path: String) throws(RecordsError) -> Suggestion {
    let name = "\(RefNames.suggestions):\(path)"
    let bytes = try chain.file(path, in: repository, limit: SuggestionRecords.fileLimit) ?? []
    let suggestion: Suggestion = try StepCodec.decode(
      bytes, path: name, newest: Suggestion.version)
    guard Suggestion.path(of: suggestion.id) == path else {
      throw .unreadable(path: name, cause: RecordsError.noSuchSuggestion(suggestion.id))
    }
    return suggestion
  }

  /// The one suggestion whose id begins with `text`, four digits at least.
  package func suggestion(matching text: String) throws(RecordsError) -> Suggestion {
    let matches = try all().filter { $0.id.hasPrefix(text.lowercased()) }
    guard let first = matches.first, text.utf8.count >= 4 else { throw .noSuchSuggestion(text) }
    guard matches.count == 1 else {
      throw .ambiguousSuggestion(text, candidates: matches.map { String($0.id.prefix(12)) })
    }
    return first
  }

  /// Puts suggestions in the place of what is kept of them, one commit for each, and moves the ref once; the oldest
  /// that are over make room.
  ///
  /// - Throws: ``RecordsError``; nothing is visible then.
  package func put(_ suggestions: [Suggestion], at time: Int) throws(RecordsError) {
    guard !suggestions.isEmpty else { return }
    var additions: [IndexChain.Addition] = []
    for suggestion in suggestions {
      let kept = redactor(suggestion)
      additions.append(
        .init(
          path: Suggestion.path(of: suggestion.id), bytes: try StepCodec.encode(kept), keeps: nil,
          subject: redactor("\(suggestion.state.word): \(oneLine(suggestion.title))")))
    }
    let fresh = Set(suggestions.map(\.id))
    let others = try all().filter { !fresh.contains($0.id) }
    let surplus = others.count + fresh.count - SuggestionRecords.limit
    let over = others.filter { $0.state != .open }
      .sorted { ($0.isKeptAway ? 1 : 0, $0.changed) < ($1.isKeptAway ? 1 : 0, $1.changed) }
    for old in over.prefix(max(0, surplus)) {
      additions.append(
        .init(
          path: Suggestion.path(of: old.id), bytes: nil, keeps: nil,
          subject: redactor("dropped: \(oneLine(old.title))")))
    }
    try chain.add(additions, at: time, in: repository) { tree throws(RecordsError) in
      try believed(of: tree)
    }
  }

  /// Makes the index the user's own, with all that is in it.
  ///
  /// - Throws: ``RecordsError``; it is as it was then.
  package func takeOver(at time: Int) throws(RecordsError) {
    try chain.takeOver(at: time, in: repository)
  }

  /// The tree of an index that holds what is believed of the one with the tree `tree`.
  private func believed(of tree: ObjectID) throws(RecordsError) -> ObjectID {
    var files: [(path: String, entry: TreeEntry)] = []
    try git { () throws(GitError) in
      try repository.forEachFile(inTree: tree) { path, entry in files.append((path, entry)) }
    }
    var edits: [TreeEdit] = []
    for (path, entry) in files.prefix(2 * SuggestionRecords.limit) {
      guard let suggestion = try? read(path), suggestion.isKeptAway else { continue }
      edits.append(TreeEdit(path, .put(entry.id, .file)))
    }
    return try git { () throws(GitError) in try repository.editTree(nil, edits) }
  }
}

extension Suggestion {
  /// Whether a person has dismissed it.
  fileprivate var isKeptAway: Bool { if case .dismissed = state { true } else { false } }
}

extension Suggestion: Redactable {
  /// The suggestion with secrets taken out of everything it says.
  package func redacted(by redactor: Redactor) -> Suggestion {
    func clean(_ text: String) -> String { redactor(text).value }
    var kept = self
    (kept.title, kept.body) = (clean(title), clean(body))
    kept.evidence = evidence.map { evidence in
      var evidence = evidence
      evidence.text = clean(evidence.text)
      evidence.command = evidence.command.map(clean)
      return evidence
    }
    kept.dismissedBefore = dismissedBefore.map(clean)
    if case .dismissed(let why) = state { kept.state = .dismissed(why: clean(why)) }
    return kept
  }
}
