package import Git
package import Records
import Series
import Text
package import Vocabulary

extension StoredRun {
  /// Puts on the copies of the run's patches that people have made, by a rebase, a cherry-pick or a squash, whom their
  /// lines come from, as the notes on the patches say; see ``AuthorshipNote``.
  ///
  /// A line of a copy is that of a patch where it adds the same text to the same file. A note that is there stays,
  /// whoever wrote it, and a copy of patches without notes gets none.
  ///
  /// - Parameter secrets: Literal texts that must not reach any note.
  /// - Complexity: O(*n*) in the bytes of the files that the patches and their copies change.
  package func passOnAuthorship(
    by status: MergeStatus, at time: Int, _ author: Author, hiding secrets: [String],
    in repository: borrowing Repository
  ) throws(RecordsError) {
    guard try AuthorshipNote.hasRoom(in: repository) else { return }
    for copy in status.mergedCommits where !record.patches.contains(copy.commit) {
      let note = try git { () throws(GitError) -> AuthorshipNote? in
        guard try repository.note(on: copy.commit, ref: AuthorshipNote.ref) == nil else {
          return nil
        }
        var origins = LineSources()
        for patch in copy.patches { try origins.add(patch, in: repository) }
        return try origins.note(on: copy.commit, in: repository)
      }
      guard let note else { continue }
      let text = Redactor(hiding: secrets)(Outgoing(format: try note.text()))
      _ = try git { () throws(GitError) in
        try repository.addFirstNote(
          on: copy.commit, text: text, ref: AuthorshipNote.ref,
          signature: author.signature(at: time))
      }
    }
  }
}

extension AuthorshipNote {
  /// Whether the ref of the notes is there with a commit, or can be made.
  static func hasRoom(in repository: borrowing Repository) throws(RecordsError) -> Bool {
    try git { () throws(GitError) in
      guard try repository.references(withPrefix: ref + "/").isEmpty else {
        return false
      }
      guard let tip = try repository.reference(ref) else { return true }
      return (try? repository.readCommit(tip)) != nil
    }
  }
}

/// Whom the lines come from that some commits add, by their files and their texts.
private struct LineSources {
  private var keys: [ExactText: [[UInt8]: [String]]] = [:]
  private var metadata: AuthorshipNote.Metadata?

  /// Adds what the note on a commit says of its lines; nothing where it has none.
  mutating func add(
    _ commit: ObjectID, in repository: borrowing Repository
  ) throws(GitError) {
    guard let text = try repository.note(on: commit, ref: AuthorshipNote.ref),
      let note = AuthorshipNote(text)
    else { return }
    let tree = try repository.readCommit(commit).tree
    for file in note.files {
      guard let entry = try repository.entry(at: file.path, inTree: tree),
        entry.mode == .file || entry.mode == .executable
      else { continue }
      let lines = ChangedFile.lines(of: try repository.readBlob(entry.id))
      for own in file.entries {
        for number in own.lines.flatMap({ $0.prefix(lines.count) }) where number <= lines.count {
          keys[ExactText(file.path), default: [:]][lines[number - 1], default: []]
            .append(own.key)
        }
      }
    }
    guard var known = metadata else {
      metadata = note.metadata
      return
    }
    known.prompts.merge(note.metadata.prompts) { first, _ in first }
    known.sessions = (known.sessions ?? [:]).merging(note.metadata.sessions ?? [:]) { $1 }
    if let humans = note.metadata.humans {
      known.humans = (known.humans ?? [:]).merging(humans) { first, _ in first }
    }
    metadata = known
  }

  /// The note on a commit that has such lines; `nil` where none of those it adds is known.
  func note(
    on commit: ObjectID, in repository: borrowing Repository
  ) throws(GitError) -> AuthorshipNote? {
    guard var metadata else { return nil }
    metadata.commit = commit.description
    var files: [AuthorshipNote.File] = []
    for added in try AddedLines(of: commit, in: repository).files {
      guard var left = keys[added.path] else { continue }
      let lines = ChangedFile.lines(of: try repository.readBlob(added.file))
      var entries: [AuthorshipNote.Entry] = []
      for number in added.lines.joined() where number <= lines.count {
        guard let key = left[lines[number - 1]]?.first else { continue }
        left[lines[number - 1]]?.removeFirst()
        entries.add(number, of: key)
      }
      if !entries.isEmpty { files.append(AuthorshipNote.File(path: added.path, entries: entries)) }
    }
    return files.isEmpty ? nil : AuthorshipNote(files: files, metadata: metadata)
  }
}

extension [AuthorshipNote.Entry] {
  /// Adds a line, which is behind all that are there, to those of `key`.
  fileprivate mutating func add(_ number: Int, of key: String) {
    guard let place = firstIndex(where: { $0.key == key }) else {
      return append(Element(key: key, lines: [number...number]))
    }
    if let last = self[place].lines.last, last.upperBound == number - 1 {
      self[place].lines[self[place].lines.count - 1] = last.lowerBound...number
    } else {
      self[place].lines.append(number...number)
    }
  }
}
