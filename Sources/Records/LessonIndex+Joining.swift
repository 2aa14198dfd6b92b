import Git
package import Vocabulary

extension LessonIndex {
  /// What an exchange with a remote's lessons leaves to be done there.
  package enum Exchange: Hashable, Sendable {
    /// The remote has all of ours.
    case none
    /// The remote's ref is to go to this commit, which goes on from where it is; `nil` where it is absent there.
    case push(ObjectID, from: ObjectID?)
  }

  /// Joins the lessons of a remote to ours.
  ///
  /// Lessons are joined file by file, so that no order and no number of exchanges makes a difference. Of a commit for which
  /// the author's key does not vouch only lessons that are not here are taken, each as a proposal; what it says of those
  /// that are is passed over. A file of a later version stays as it is, and wins over one of ours.
  ///
  /// - Parameter theirs: Where the remote's ref is, which was fetched; `nil` where it has none.
  /// - Returns: What is to be pushed.
  /// - Throws: ``RecordsError``; ours are as they were then.
  /// - Complexity: O(*n*) in the lessons of both where they have parted.
  package func join(_ theirs: ObjectID?, at time: Int) throws(RecordsError) -> Exchange {
    guard let theirs else { return try exchange(nil) }
    let isTheirsOwn =
      try author.key?.vouches(for: theirs, at: RefNames.lessons, in: repository) ?? false
    if !isTheirsOwn, try !isNews(in: theirs) { return .none }
    try chain.join(theirs, isOwn: isTheirsOwn, at: time, in: repository) {
      ours, tree throws(RecordsError) in
      let other = isTheirsOwn ? tree : try proposed(tree)
      guard let ours else { return other }
      let own = ours.isOwn ? ours.tree : try proposed(ours.tree)
      return try joined(own, other, isProposal: !isTheirsOwn)
    }
    return try exchange(theirs)
  }

  /// What is to be pushed to where the remote is now.
  private func exchange(_ theirs: ObjectID?) throws(RecordsError) -> Exchange {
    let ours = try git { () throws(GitError) in try repository.reference(RefNames.lessons) }
    guard let ours, ours != theirs, try isOwn() == true else { return .none }
    return .push(ours, from: theirs)
  }

  /// Whether the index of a commit that nothing vouches for and ours differ in which lessons they have.
  private func isNews(in theirs: ObjectID) throws(RecordsError) -> Bool {
    let ref = RefNames.lessons
    let there = Set(try lessons(ofTree: tree(of: theirs), at: ref).map(\.id))
    let ours = try git { () throws(GitError) in try repository.reference(ref) }
    guard let ours else { return !there.isEmpty }
    return Set(try lessons(ofTree: tree(of: ours), at: ref).map(\.id)) != there
  }

  /// The tree with the files of both: pure but for the blobs that are written; the same for both orders unless one is a
  /// proposal.
  private func joined(
    _ ours: ObjectID, _ theirs: ObjectID, isProposal: Bool
  ) throws(RecordsError) -> ObjectID {
    let ref = RefNames.lessons
    let (own, other) = (try files(ofTree: ours, at: ref), try files(ofTree: theirs, at: ref))
    let known = Dictionary(own.map { (ExactText($0.path), $0) }) { first, _ in first }
    var kept: [TreeEdit] = []
    var lessons: [Lesson] = []
    for file in other {
      guard let mine = known[ExactText(file.path)] else {
        kept.append(TreeEdit(file.path, .put(file.entry.id, file.entry.mode)))
        continue
      }
      guard mine.entry != file.entry, !isProposal else { continue }
      switch (reading(mine, of: ref), reading(file, of: ref)) {
      case (.lesson(let one), .lesson(let two)): lessons.append(one.joined(with: two))
      case (let one, let two):
        let winner = one.isBeaten(by: two, mine.entry, file.entry) ? file : mine
        kept.append(TreeEdit(winner.path, .put(winner.entry.id, winner.entry.mode)))
      }
    }
    let tree = try git { () throws(GitError) in try repository.editTree(ours, kept) }
    return try write(lessons, over: tree)
  }

  /// What a file turns out to be.
  private enum Reading {
    case lesson(Lesson)
    case newer(Int)
    case bad

    /// Whether the other file stays: a later version before a lesson, a lesson before what is none, and of two alike the one
    /// of the greater name.
    func isBeaten(by other: Reading, _ mine: TreeEntry, _ theirs: TreeEntry) -> Bool {
      rank == other.rank ? mine.id.description < theirs.id.description : rank < other.rank
    }

    private var rank: Int {
      switch self {
      case .bad: 0
      case .lesson: 1
      case .newer(let version): version
      }
    }
  }

  private func reading(_ file: File, of ref: String) -> Reading {
    do { return .lesson(try read(file, of: ref)) } catch {
      if case .newerFormat(_, let version) = error { return .newer(version) }
      return .bad
    }
  }
}
