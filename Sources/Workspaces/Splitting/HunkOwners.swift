import Git
import Series
import Vocabulary

/// Finds out whose the hunks of a change are, by following its files through their versions.
struct HunkOwners {
  /// A state of the project on the way from base to tip.
  struct Version {
    /// Its tree.
    var tree: ObjectID
    /// Whose the lines are that are new in it; `nil` gives them to those they replace.
    var label: Int?
    /// The paths it changed; `nil` for any.
    var paths: Set<ExactText>?

    /// Whether it may have changed the file: at its path, or at a folder above it.
    func touches(_ path: String) -> Bool {
      guard let paths else { return true }
      var place = path
      while !place.isEmpty, !paths.contains(place) { place = place.folderPath }
      return !place.isEmpty
    }
  }

  private let base: ObjectID
  private let versions: [Version]
  private let formerPaths: [ExactText: String]

  /// The owners of what the last of `versions` has and `base` has not.
  init(from base: ObjectID, _ versions: [Version], formerPaths: [ExactText: String]) {
    self.base = base
    self.versions = versions
    self.formerPaths = formerPaths
  }

  /// Labels by the names of hunks; none for hunks that are nobody's.
  ///
  /// - Complexity: O(*n · v*) in the lines of the files and the versions that changed them.
  func labels(
    of hunks: [Hunk], in repository: borrowing Repository
  ) throws(GitError) -> [String: Int] {
    var labels: [String: Int] = [:]
    for (path, hunks) in Dictionary(grouping: hunks, by: \.$path) {
      let (origins, last) = try origins(of: path.wrappedValue, in: repository)
      for hunk in hunks {
        var label = last
        switch hunk.change {
        case .lines(_, let new): label = origins.owner(ofNew: new)
        case .add: label = origins.owner(ofNew: 0..<origins.lines.count)
        case .remove, .replace, .move, .mode: break
        }
        labels[hunk.id] = label > 0 ? label : last
      }
    }
    return labels
  }

  /// Whose the lines of a file are, and who changed it last.
  private func origins(
    of path: String, in repository: borrowing Repository
  ) throws(GitError) -> (LineOrigins, last: Int) {
    let former = formerPaths[path] ?? path
    func file(at path: String, in tree: ObjectID) throws(GitError) -> TreeEntry? {
      let entry = try repository.entry(at: path, inTree: tree)
      return entry?.mode == .tree ? nil : entry
    }
    func entry(in tree: ObjectID) throws(GitError) -> TreeEntry? {
      let own = try file(at: path, in: tree)
      guard own == nil, !former.isExactly(path) else { return own }
      return try file(at: former, in: tree)
    }
    var known = try entry(in: base)
    var origins = LineOrigins(lines: try lineCount(of: known, in: repository))
    var last = 0
    for version in versions {
      guard version.touches(path) || version.touches(former) else { continue }
      let present = try entry(in: version.tree)
      guard present != known else { continue }
      if let label = version.label { last = label }
      let count = try lineCount(of: present, in: repository)
      var places = [ChangedFile.Place(old: 0..<origins.lines.count, new: 0..<count)]
      if let old = known, let new = present, old.mode != .submodule, new.mode != .submodule {
        places = try repository.places(from: old.id, to: new.id)
          .map { ChangedFile.Place(old: $0.old, new: $0.new) }
      }
      origins.follow(places, label: version.label)
      known = present
    }
    return (origins, last)
  }

  private func lineCount(
    of entry: TreeEntry?, in repository: borrowing Repository
  ) throws(GitError) -> Int {
    guard let entry, entry.mode != .submodule, entry.mode != .tree else { return 0 }
    return ChangedFile.lines(of: try repository.readBlob(entry.id)).count
  }
}
