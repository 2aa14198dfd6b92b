/// What people then did with a series, as far as the branch that it was made for tells.
package struct MergeStatus: Hashable, Sendable {
  /// What they did, in one word.
  package var word: Word
  /// In which way; `nil` where there is nothing to add.
  package var how: Manner?
  /// The commits that hold the series or a part of it, in the order of its patches.
  package var mergedCommits: [MergedCommit]
  /// How an edited series differs from what was delivered, by path; empty otherwise.
  package var changes: [Change]
  /// The branch that was looked at, as a full ref name.
  package var branch: String
  /// Where that branch was then: the next look begins from there.
  package var seen: ObjectID
  /// Whether there were more commits than are looked at.
  package var isCut: Bool

  /// What people did.
  package enum Word: String, Hashable, Sendable, Codable, CaseIterable {
    /// All of it is on the branch as it was delivered, or in copies that change the same.
    case merged
    /// It is on the branch, but not as it was.
    case edited
    /// It was given up: nothing of it is on the branch, and the series' own branch is gone or another's.
    case rejected
    /// It waits.
    case open
  }

  /// In which way they did it.
  package enum Manner: String, Hashable, Sendable, Codable, CaseIterable {
    /// The very commits are there.
    case asDelivered = "as delivered"
    /// Each patch is there in a copy that changes the same: rebased, cherry-picked, applied from a mail.
    case rebased
    /// One commit changes what all patches together do.
    case squashed
    /// Commits that name the run, or hold most of its lines, change something else as well.
    case reworked
    /// Some patches are there, others are not.
    case partly = "in part"
    /// The series' branch is gone.
    case removed = "branch removed"
    /// The series' branch holds another run's series.
    case superseded
  }

  /// A commit of the branch that holds patches of a series.
  package struct MergedCommit: Hashable, Sendable, Codable {
    /// The commit.
    package var commit: ObjectID
    /// The patches it holds, the first one first.
    package var patches: [ObjectID]
    /// Whether it changes just what they do.
    package var isExact: Bool

    /// The commit `commit`, which holds `patches`.
    package init(_ commit: ObjectID, of patches: [ObjectID], isExact: Bool) {
      self.commit = commit
      self.patches = patches
      self.isExact = isExact
    }
  }

  /// How one file differs from what was delivered.
  package struct Change: Hashable, Sendable, Codable {
    /// The path.
    package var path: String
    /// Lines that stand there and were not delivered.
    package var added: Int
    /// Lines that were delivered and do not stand there.
    package var removed: Int

    /// The difference at `path`.
    package init(path: String, added: Int, removed: Int) {
      self.path = path
      self.added = added
      self.removed = removed
    }
  }

  /// The merge status `word`, as found on `branch` at the commit `seen`.
  package init(
    _ word: Word, _ how: Manner? = nil, mergedCommits: [MergedCommit] = [], changes: [Change] = [],
    branch: String, seen: ObjectID, isCut: Bool = false
  ) {
    self.word = word
    self.how = how
    self.mergedCommits = mergedCommits
    self.changes = changes
    self.branch = branch
    self.seen = seen
    self.isCut = isCut
  }

  /// Whether it stays, whatever happens to the branch.
  package var isFinal: Bool { word == .merged }

  /// Whether `other` says the same, whenever each of them was found out.
  package func says(theSameAs other: MergeStatus?) -> Bool {
    guard let other else { return false }
    return word == other.word && how == other.how && mergedCommits == other.mergedCommits
      && changes == other.changes
  }
}

extension MergeStatus: Codable {
  private enum Key: String, CodingKey { case word, how, commits, changes, branch, seen, isCut }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    word = try values.decode(Word.self, forKey: .word)
    // A later version may know more ways than this one.
    how = try values.decodeIfPresent(String.self, forKey: .how).flatMap(Manner.init)
    mergedCommits = try values.decodeIfPresent([MergedCommit].self, forKey: .commits) ?? []
    changes = try values.decodeIfPresent([Change].self, forKey: .changes) ?? []
    branch = try values.decode(String.self, forKey: .branch)
    seen = try values.decode(ObjectID.self, forKey: .seen)
    isCut = try values.decodeIfPresent(Bool.self, forKey: .isCut) ?? false
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(word, forKey: .word)
    try values.encodeIfPresent(how, forKey: .how)
    try values.encode(mergedCommits, forKey: .commits)
    try values.encode(changes, forKey: .changes)
    try values.encode(branch, forKey: .branch)
    try values.encode(seen, forKey: .seen)
    try values.encode(isCut, forKey: .isCut)
  }
}
