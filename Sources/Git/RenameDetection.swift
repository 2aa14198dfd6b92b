import CLibgit2
import Vocabulary

/// A file that is gone and a file that is new, which are one file under two names.
struct Rename {
  /// The place of the file that is gone among the deltas of a difference.
  var old: Int
  /// The place of the new file among them.
  var new: Int
  /// How alike they are, in per cent; 50 at least.
  var similarity: Int
}

extension Repository {
  /// The renames among the files of `diff`, as `git diff -M` finds them; see ``RenameSearch``.
  func renames(in diff: borrowing Handle) throws(GitError) -> [Rename] {
    var search = RenameSearch()
    for index in 0..<git_diff_num_deltas(diff.raw) {
      if let delta = git_diff_get_delta(diff.raw, index)?.pointee { search.take(delta, index) }
    }
    return try search.renames(in: self)
  }

  /// How the contents of the two files of `rename` differ; `nil` where they do not.
  ///
  /// - Parameters:
  ///   - context: How many lines stand around each place.
  ///   - flags: What libgit2 is to do beside putting hunks where git puts them.
  func patch(
    of rename: Rename, in diff: borrowing Handle, context: UInt32 = 3, alsoBy flags: UInt32 = 0
  ) throws(GitError) -> Handle? {
    guard let old = git_diff_get_delta(diff.raw, rename.old)?.pointee.old_file,
      let new = git_diff_get_delta(diff.raw, rename.new)?.pointee.new_file
    else { throw .notFound("diff") }
    var (before, after) = (old.id, new.id)
    guard git_oid_equal(&before, &after) == 0 else { return nil }
    var options = git_diff_options()
    try check(git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)), "diff")
    options.flags = GIT_DIFF_INDENT_HEURISTIC.rawValue | flags
    options.context_lines = context
    let one = Handle(
      try make("blob") { git_blob_lookup(&$0, raw, &before) }, freedBy: git_blob_free)
    let other = Handle(
      try make("blob") { git_blob_lookup(&$0, raw, &after) }, freedBy: git_blob_free)
    return Handle(
      try make("diff") {
        git_patch_from_blobs(&$0, one.raw, old.path, other.raw, new.path, &options)
      }, freedBy: git_patch_free)
  }
}

/// Joins files that are gone with files that are new, in git's own order.
///
/// libgit2's `git_diff_find_similar` is not used, for it finds other renames than git: it measures similarity by hashes
/// of its own, knows no pass for unique base names, and prefers others among equals, so that a patch of ours would not
/// be what `git diff -M` shows a person. For the same reason ``TreeMerge`` stands in the place of `git_merge_trees`,
/// which finds renames in that way.
///
/// First those of the very same content, without limit: of several the one whose base name is the same, else the
/// first. Then those whose base names no others have, if they are three quarters alike. Then of all pairs that are
/// at least half alike the ones that are most, unless there are more than a thousand times a thousand.
private struct RenameSearch {
  private struct Content: Hashable {
    var id: ObjectID
    /// Whether it is that of a file; else it is a link's.
    var isRegular: Bool
  }

  private struct File {
    var place: Int
    var content: Content
    var baseName: Substring
  }

  private struct Candidate {
    var old: Int
    var new: Int
    var score: Int
    var hasSameName: Bool

    /// Whether git would rather take this one than `other`.
    func isBetter(than other: Candidate) -> Bool {
      (score, hasSameName ? 1 : 0) > (other.score, other.hasSameName ? 1 : 0)
    }
  }

  /// Pairs that are compared at most, content with content.
  private static let pairLimit = 1_000_000
  /// Files of the same content that are looked at for one with the same base name.
  private static let equalLimit = 100
  /// Files that each new one may come from.
  private static let candidateLimit = 4

  private var gone: [File] = []
  private var new: [File] = []
  private var found: [Rename] = []

  mutating func take(_ delta: git_diff_delta, _ place: Int) {
    let isGone = delta.status == GIT_DELTA_DELETED
    guard isGone || delta.status == GIT_DELTA_ADDED else { return }
    let side = isGone ? delta.old_file : delta.new_file
    let kind = UInt32(side.mode) & 0o170000
    guard let name = side.path, kind == 0o100000 || kind == 0o120000 else { return }
    let baseName = String(cString: name).split(separator: "/").last ?? ""
    let file = File(
      place: place, content: Content(id: ObjectID(side.id), isRegular: kind == 0o100000),
      baseName: baseName)
    if isGone { gone.append(file) } else { new.append(file) }
  }

  /// The renames, in no order.
  ///
  /// - Complexity: O(*n*) in the files, and in the contents of those that have no equal; O(*a · b*) in those of
  ///   both sides that are left, as far as these are compared.
  mutating func renames(in repository: borrowing Repository) throws(GitError) -> [Rename] {
    guard !gone.isEmpty, !new.isEmpty else { return [] }
    findEqual()
    // A link is the same one or another one.
    gone.removeAll { !$0.content.isRegular }
    new.removeAll { !$0.content.isRegular }
    try findByName(in: repository)
    guard !gone.isEmpty, !new.isEmpty, gone.count * new.count <= RenameSearch.pairLimit else {
      return found
    }
    try findByContent(in: repository)
    return found
  }

  /// Joins those of the very same content.
  private mutating func findEqual() {
    var places: [Content: [Int]] = [:]
    for (index, file) in gone.enumerated() { places[file.content, default: []].append(index) }
    var pairs: [Candidate] = []
    for (index, file) in new.enumerated() {
      guard let equal = places[file.content], !equal.isEmpty else { continue }
      let same = equal.prefix(RenameSearch.equalLimit)
        .firstIndex { gone[$0].baseName == file.baseName }
      places[file.content]?.remove(at: same ?? 0)
      pairs.append(
        Candidate(
          old: equal[same ?? 0], new: index, score: Similarity.most, hasSameName: same != nil))
    }
    join(pairs)
  }

  /// Joins those whose base names no others have.
  private mutating func findByName(in repository: borrowing Repository) throws(GitError) {
    func unique(_ files: [File]) -> [Substring: Int] {
      var places: [Substring: Int] = [:]
      for (index, file) in files.enumerated() {
        places[file.baseName] = places[file.baseName] == nil ? index : -1
      }
      return places.filter { $0.value >= 0 }
    }
    let names = unique(new)
    let least = Similarity.most / 4 * 3
    var pairs: [Candidate] = []
    for (name, old) in unique(gone) {
      guard let new = names[name] else { continue }
      let ids = (gone[old].content.id, self.new[new].content.id)
      let sizes = (try repository.blobSize(ids.0), try repository.blobSize(ids.1))
      guard Similarity.canReach(least, sizes.0, sizes.1) else { continue }
      let similarity = Similarity(of: try repository.readBlob(ids.0))
      let score = similarity.score(
        with: Similarity(of: try repository.readBlob(ids.1)), least: least)
      if score >= least {
        pairs.append(Candidate(old: old, new: new, score: score, hasSameName: true))
      }
    }
    join(pairs)
  }

  /// Joins those that are most alike.
  private mutating func findByContent(in repository: borrowing Repository) throws(GitError) {
    let least = Similarity.most / 2
    var known: [Similarity] = []
    for file in gone { known.append(Similarity(of: try repository.readBlob(file.content.id))) }
    var all: [Candidate] = []
    for (index, file) in new.enumerated() {
      let similarity = Similarity(of: try repository.readBlob(file.content.id))
      var best: [Candidate] = []
      for (old, other) in known.enumerated() {
        let score = other.score(with: similarity, least: least)
        // Also those that are too little alike have a place, so that the order is git's among equals.
        let candidate = Candidate(
          old: old, new: index, score: score, hasSameName: gone[old].baseName == file.baseName)
        if best.count < RenameSearch.candidateLimit {
          best.append(candidate)
          continue
        }
        var worst = 0
        for place in best.indices where best[worst].isBetter(than: best[place]) { worst = place }
        if candidate.isBetter(than: best[worst]) { best[worst] = candidate }
      }
      all += best.filter { $0.score >= least }
    }
    let order = all.indices.sorted {
      all[$0].isBetter(than: all[$1]) || !all[$1].isBetter(than: all[$0]) && $0 < $1
    }
    var (olds, news): (Set<Int>, Set<Int>) = ([], [])
    var pairs: [Candidate] = []
    for candidate in order.map({ all[$0] }) {
      guard !olds.contains(candidate.old), !news.contains(candidate.new) else { continue }
      olds.insert(candidate.old)
      news.insert(candidate.new)
      pairs.append(candidate)
    }
    join(pairs)
  }

  /// Takes pairs for renames, and their files out of those that are left.
  private mutating func join(_ pairs: [Candidate]) {
    found += pairs.map {
      Rename(
        old: gone[$0.old].place, new: new[$0.new].place,
        similarity: $0.score * 100 / Similarity.most)
    }
    let (olds, news) = (Set(pairs.map(\.old)), Set(pairs.map(\.new)))
    gone = gone.indices.filter { !olds.contains($0) }.map { gone[$0] }
    new = new.indices.filter { !news.contains($0) }.map { new[$0] }
  }
}
