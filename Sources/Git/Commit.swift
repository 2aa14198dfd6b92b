import CLibgit2
package import Text
import Glibc
package import Vocabulary

/// Who did something, and when.
package struct Signature: Hashable, Sendable {
  /// The name.
  package var name: String
  /// The address.
  package var email: String
  /// Seconds since 1970, of which a commit may hold any number; bounded, so that sums with it do not overflow.
  @Amount package var time: Int
  /// Minutes east of UTC.
  package var offset: Int

  /// Names who, and when: seconds since 1970 and minutes east of UTC.
  package init(name: String, email: String, time: Int, offset: Int) {
    self.name = name
    self.email = email
    self.time = time
    self.offset = offset
  }

  func makeRaw() throws(GitError) -> UnsafeMutablePointer<git_signature> {
    var raw: UnsafeMutablePointer<git_signature>?
    try check(
      git_signature_new(&raw, name, email, git_time_t(time), Int32(offset)), "\(name) <\(email)>")
    guard let raw else { throw .invalid("\(name) <\(email)>") }
    return raw
  }

  /// The signature of a commit whose text is in `encoding`.
  init(_ raw: UnsafePointer<git_signature>?, in encoding: TextEncoding) {
    name = encoding.text(of: raw?.pointee.name)
    email = encoding.text(of: raw?.pointee.email)
    time = raw.map { Int($0.pointee.when.time) } ?? 0
    offset = raw.map { Int($0.pointee.when.offset) } ?? 0
  }
}

/// A commit's content.
package struct Commit: Hashable, Sendable {
  /// The tree.
  package var tree: ObjectID
  /// The parents, the first one first.
  package var parents: [ObjectID]
  /// Who wrote it.
  package var author: Signature
  /// Who committed it.
  package var committer: Signature
  /// The message, out of the encoding that the commit says it is in; see ``TextEncoding``.
  package var message: String
}

extension Repository {
  /// Writes a commit and returns its id; no ref is moved and nothing is synced.
  ///
  /// - Parameter seal: Makes a further header.
  /// - Throws: ``GitError/notFound(_:)`` when the tree or a parent is missing.
  package func commit(
    tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature,
    message: Redacted<Outgoing>, sealedBy seal: CommitSeal? = nil
  ) throws(GitError) -> ObjectID {
    let treeHandle = try lookUpTree(tree)
    var parentHandles: [OpaquePointer?] = []
    defer { parentHandles.forEach { git_commit_free($0) } }
    for parent in parents {
      var oid = parent.raw
      parentHandles.append(try make("commit \(parent)") { git_commit_lookup(&$0, raw, &oid) })
    }
    let authorRaw = try author.makeRaw()
    defer { git_signature_free(authorRaw) }
    let committerRaw = try committer.makeRaw()
    defer { git_signature_free(committerRaw) }
    var buffer = git_buf()
    defer { git_buf_dispose(&buffer) }
    let code = parentHandles.withUnsafeMutableBufferPointer {
      git_commit_create_buffer(
        &buffer, raw, authorRaw, committerRaw, nil, message.value.text, treeHandle.raw, $0.count,
        $0.baseAddress)
    }
    try check(code, "a commit")
    // git_commit_create takes a commit that could not be written for one that was.
    let objects = Handle(
      try make("objects") { git_repository_odb(&$0, raw) }, freedBy: git_odb_free)
    let handle = objects.raw
    var id = git_oid()
    let plain = Array(UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size))
    let bytes = seal?.applied(to: plain) ?? plain
    try retrying { () throws(GitError) in
      _ = try check(
        git_odb_write(&id, handle, bytes, bytes.count, GIT_OBJECT_COMMIT), "a commit")
    }
    return ObjectID(id)
  }

  /// Reads a commit.
  package func readCommit(_ id: ObjectID) throws(GitError) -> Commit {
    let commit = try lookUpCommit(id)
    let encoding = TextEncoding(
      git_commit_message_encoding(commit.raw).map { String(cString: $0) })
    return Commit(
      tree: ObjectID(git_commit_tree_id(commit.raw)),
      parents: (0..<git_commit_parentcount(commit.raw)).map {
        ObjectID(git_commit_parent_id(commit.raw, $0))
      },
      author: Signature(git_commit_author(commit.raw), in: encoding),
      committer: Signature(git_commit_committer(commit.raw), in: encoding),
      message: encoding.text(of: git_commit_message_raw(commit.raw)))
  }

  /// The commit's handle.
  func lookUpCommit(_ id: ObjectID) throws(GitError) -> Handle {
    var oid = id.raw
    return Handle(
      try make("commit \(id)") { git_commit_lookup(&$0, raw, &oid) }, freedBy: git_commit_free)
  }

  /// The first parent of a commit and its tree; `nil` for a root, and where the history of a shallow clone ends.
  package func firstParent(
    of commit: Commit
  ) throws(GitError) -> (id: ObjectID, tree: ObjectID)? {
    guard let parent = commit.parents.first, try exists(parent) else { return nil }
    return (parent, try readCommit(parent).tree)
  }

  /// The commit that a revision means, tags followed.
  ///
  /// - Throws: ``GitError/notFound(_:)`` when it names nothing, or nothing that leads to a commit.
  package func resolve(_ revision: String) throws(GitError) -> ObjectID {
    var object: OpaquePointer?
    guard git_revparse_single(&object, raw, revision) == 0, let object else {
      throw .notFound(revision)
    }
    defer { git_object_free(object) }
    var commit: OpaquePointer?
    guard git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0, let commit else {
      throw .notFound(revision)
    }
    defer { git_object_free(commit) }
    return ObjectID(git_object_id(commit))
  }

  /// Who the user's config says commits are by; `nil` without `user.name` and `user.email`.
  package func identity(at time: Int) throws(GitError) -> Signature? {
    let config = try config()
    guard let name = try config.value("user.name"), let email = try config.value("user.email"),
      !name.isEmpty, !email.isEmpty
    else { return nil }
    return Signature(name: name, email: email, time: time, offset: 0)
  }

  /// What HEAD points at.
  package enum Head: Hashable, Sendable {
    /// A branch, by its full name, that has a commit.
    case branch(String)
    /// A branch, by its full name, that has none yet.
    case unborn(String)
    /// A commit.
    case detached(ObjectID)
  }

  /// Reads HEAD.
  package func headState() throws(GitError) -> Head {
    let raw = try make("HEAD") { git_reference_lookup(&$0, self.raw, "HEAD") }
    let head = Handle(raw, freedBy: git_reference_free)
    guard let target = git_reference_symbolic_target(head.raw) else {
      return .detached(ObjectID(git_reference_target(head.raw)))
    }
    let name = String(cString: target)
    return try reference(name) == nil ? .unborn(name) : .branch(name)
  }

  /// Adds every file of the working tree to the index and commits it on HEAD's unborn branch.
  ///
  /// For repositories made by ourselves; a user's index is never touched.
  package func commitEverything(
    message: Redacted<Outgoing>, by signature: Signature
  ) throws(GitError) {
    let own = try Repository.open(gitDirectory, flags: GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue)
    defer { extendLifetime(own) }
    let index = Handle(
      try make("index") { git_repository_index(&$0, own.raw) }, freedBy: git_index_free)
    try check(git_index_add_all(index.raw, nil, 0, nil, nil), "index")
    try check(git_index_write(index.raw), "index")
    var tree = git_oid()
    try check(git_index_write_tree(&tree, index.raw), "index")
    let id = try commit(
      tree: ObjectID(tree), parents: [], author: signature, committer: signature, message: message)
    guard case .unborn(let branch) = try headState() else { throw .invalid("HEAD") }
    try apply(.create(branch, at: id, reason: "initial"), durable: false)
  }
}

extension TextEncoding {
  /// The text of bytes that end with a null; empty where there are none.
  fileprivate func text(of bytes: UnsafePointer<CChar>?) -> String {
    guard let bytes else { return "" }
    guard !isUTF8 else { return String(cString: bytes) }
    return text(of: UnsafeRawBufferPointer(start: bytes, count: strlen(bytes)).map(\.self))
  }
}
