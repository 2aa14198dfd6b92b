/// Where a run starts: a commit, resolved once and passed on as a value, so that a ref which moves meanwhile
/// changes nothing.
package struct Base: Hashable, Sendable {
  /// The commit.
  package let commit: ObjectID
  /// The commit's tree.
  package let tree: ObjectID
  /// The full name of the ref that the commit was read from, such as `refs/heads/main`; `nil` where it was named
  /// otherwise.
  package let ref: String?
  /// How people name it, such as `main`; an abbreviated commit id where it has no name.
  package let name: String

  /// Holds a base that was resolved: `tree` is the commit's.
  package init(commit: ObjectID, tree: ObjectID, ref: String?, name: String) {
    self.commit = commit
    self.tree = tree
    self.ref = ref
    self.name = name
  }
}
