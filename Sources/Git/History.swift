import CLibgit2
package import Vocabulary

/// The commits that changed a path, as far as they were looked for.
package struct History: Hashable, Sendable {
  /// The commits, in the order `git log` gives them: the newest first.
  package var commits: [ObjectID]
  /// Commits looked at.
  package var walked: Int
  /// Whether the walk ended at a limit, so that there may be more.
  package var isCut: Bool
}

extension Repository {
  /// The commits reachable from `start` that changed `path`, as `git log -- path` gives them.
  ///
  /// A merge that left the path as one of its parents had it is skipped, and only that parent is
  /// followed. A commit that is missing, as in a shallow clone, counts as no parent.
  ///
  /// - Parameters:
  ///   - path: A file or a directory; `""` for every commit.
  ///   - start: The commit to begin at.
  ///   - limit: Commits given at most.
  ///   - walkLimit: Commits looked at at most.
  /// - Throws: ``GitError/notFound(_:)`` when `start` is missing.
  /// - Complexity: O(*w · d*) in the commits looked at and the directories on the way to the path;
  ///   blobs are not read.
  package func history(
    of path: String, from start: ObjectID, limit: Int, walkLimit: Int
  ) throws(GitError) -> History {
    guard let first = try waypoint(start, path) else { throw .notFound("commit \(start)") }
    var waiting = WaypointQueue(first)
    var seen: Set<ObjectID> = [start]
    var history = History(commits: [], walked: 0, isCut: false)
    while let commit = waiting.popNewest() {
      guard history.commits.count < limit, history.walked < walkLimit else {
        history.isCut = true
        break
      }
      history.walked += 1
      var parents: [Waypoint] = []
      for parent in commit.parents {
        if let parent = try waypoint(parent, path) { parents.append(parent) }
      }
      var followed = parents
      if !path.isEmpty, let same = parents.first(where: { $0.entry == commit.entry }) {
        followed = [same]
      } else if path.isEmpty || !parents.isEmpty || commit.entry != nil {
        history.commits.append(commit.id)
      }
      for parent in followed where seen.insert(parent.id).inserted { waiting.push(parent) }
    }
    return history
  }

  private func waypoint(_ id: ObjectID, _ path: String) throws(GitError) -> Waypoint? {
    var oid = id.raw
    guard let raw = try find("commit \(id)", { git_commit_lookup(&$0, self.raw, &oid) }) else {
      return nil
    }
    let commit = Handle(raw, freedBy: git_commit_free)
    let tree = ObjectID(git_commit_tree_id(commit.raw))
    return Waypoint(
      id: id, time: Int(git_commit_time(commit.raw)),
      parents: (0..<git_commit_parentcount(commit.raw)).map {
        ObjectID(git_commit_parent_id(commit.raw, $0))
      }, entry: path.isEmpty ? nil : try entry(at: path, inTree: tree))
  }
}

/// A commit on the walk, and what it has at the path.
private struct Waypoint {
  let id: ObjectID
  let time: Int
  let parents: [ObjectID]
  let entry: TreeEntry?
}

/// Commits waiting to be looked at: the newest comes first, of equally old ones the first pushed.
///
/// A binary heap.
private struct WaypointQueue {
  private var heap: [(waypoint: Waypoint, order: Int)] = []
  private var pushed = 0

  init(_ first: Waypoint) { push(first) }

  mutating func push(_ waypoint: Waypoint) {
    heap.append((waypoint, pushed))
    pushed += 1
    var place = heap.count - 1
    while place > 0, isBefore(place, (place - 1) / 2) {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func popNewest() -> Waypoint? {
    guard !heap.isEmpty else { return nil }
    heap.swapAt(0, heap.count - 1)
    let newest = heap.removeLast()
    var place = 0
    while true {
      var first = place
      for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
        if isBefore(child, first) { first = child }
      }
      guard first != place else { return newest.waypoint }
      heap.swapAt(place, first)
      place = first
    }
  }

  private func isBefore(_ left: Int, _ right: Int) -> Bool {
    let (left, right) = (heap[left], heap[right])
    return (right.waypoint.time, left.order) < (left.waypoint.time, right.order)
  }
}
