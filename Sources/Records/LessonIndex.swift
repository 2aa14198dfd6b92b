package import Git
import Text
package import Vocabulary

/// What was learned in a project, in git: one chain, one file a lesson, one commit a change.
///
/// `refs/colleague/lessons`, `ab/<38 digits>`; what is in the files is redacted before it is written. Of an index for
/// which the author's key does not vouch every lesson is only proposed, see ``Lesson/proposal``: nobody has confirmed,
/// kept or dropped it as far as this user knows.
package struct LessonIndex: ~Copyable {
  let repository: Repository
  let author: Author
  let redactor: Redactor

  /// The most lessons that an index may have by itself: beyond it only a person adds one.
  package static let limit = 2000
  /// The most files that are read; the others are named by ``check(_:)``.
  static let readLimit = 10_000

  /// The lessons of `repository`; changes are committed by `author`.
  ///
  /// - Parameter secrets: Literal texts that must not reach any record.
  package init(in repository: consuming Repository, author: Author, secrets: [String]) {
    self.repository = repository
    self.author = author
    redactor = Redactor(hiding: secrets)
  }

  var chain: IndexChain { IndexChain(at: RefNames.lessons, author: author) }

  /// Whether the author's key vouches for the index; `nil` where there is none.
  package func isOwn() throws(RecordsError) -> Bool? { try chain.isOwn(in: repository) }

  /// All lessons, by their names, dropped ones among them.
  ///
  /// - Parameter tell: Receives each file that is no lesson; it is skipped.
  /// - Throws: ``RecordsError/unreadableIndex(_:cause:)``.
  /// - Complexity: O(*n*) in the files.
  package func lessons(
    passingOver tell: (RecordsError) -> Void = { _ in }
  ) throws(RecordsError) -> [Lesson] {
    guard let tip = try git({ () throws(GitError) in try repository.reference(RefNames.lessons) })
    else { return [] }
    let lessons = try lessons(ofTree: tree(of: tip), at: RefNames.lessons, passingOver: tell)
    return try isOwn() == true ? lessons : lessons.map(\.proposal)
  }

  /// The one lesson whose name begins with `text`, of four digits at least.
  ///
  /// - Throws: ``RecordsError/noSuchLesson(_:)``, ``RecordsError/ambiguousLesson(_:candidates:)``.
  package func lesson(matching text: String) throws(RecordsError) -> Lesson {
    let low = text.lowercased()
    let matches = try lessons().filter { $0.id.hasPrefix(low) }
    guard let first = matches.first, text.utf8.count >= 4 else { throw .noSuchLesson(text) }
    guard matches.count == 1 else {
      throw .ambiguousLesson(text, candidates: matches.map { String($0.shortID) })
    }
    return first
  }

  /// Looks whether all files are lessons.
  ///
  /// - Parameter tell: Receives each that is none.
  /// - Returns: How many lessons there are.
  /// - Throws: ``RecordsError/unreadableIndex(_:cause:)``.
  package func check(_ tell: (RecordsError) -> Void) throws(RecordsError) -> Int {
    try lessons(passingOver: tell).count
  }

  /// Makes the index as it stands the user's own, with all that is in it.
  ///
  /// - Throws: ``RecordsError``; it is as it was then.
  package func takeOver(at time: Int) throws(RecordsError) {
    try chain.takeOver(at: time, in: repository)
  }

  /// Changes lessons to what `change` makes of those that are there: one commit for each that is new or another one
  /// then. It is asked again where another process was faster.
  ///
  /// - Parameters:
  ///   - subject: What is done, in a word or two: `learned`, `shown`.
  ///   - change: Gives the lessons that are new or changed. Those that cannot be kept, and beyond ``limit`` new ones that
  ///     no person has kept, are left out.
  /// - Returns: The lessons that were written.
  /// - Throws: ``RecordsError``; nothing is visible then.
  @discardableResult
  package func change(
    _ subject: String, at time: Int, _ change: ([Lesson]) -> [Lesson]
  ) throws(RecordsError) -> [Lesson] {
    var written: [Lesson] = []
    try chain.change(
      at: time, in: repository, believing: { tree throws(RecordsError) in try proposed(tree) }
    ) { tree throws(RecordsError) in
      var known: [String: Lesson] = [:]
      if let tree {
        for lesson in try lessons(ofTree: tree, at: RefNames.lessons) { known[lesson.id] = lesson }
      }
      var room = max(0, LessonIndex.limit - known.count)
      written = []
      var additions: [IndexChain.Addition] = []
      for lesson in change(known.values.sorted { $0.id < $1.id }) {
        let clean = redactor(lesson)
        guard clean.value != known[clean.value.id], clean.value.fault == nil else { continue }
        if known[clean.value.id] == nil, !clean.value.isKept {
          guard room > 0 else { continue }
          room -= 1
        }
        known[clean.value.id] = clean.value
        written.append(clean.value)
        additions.append(try addition(of: clean, subject))
      }
      return additions
    }
    return written
  }

  private func addition(
    of lesson: Redacted<Lesson>, _ subject: String
  ) throws(RecordsError) -> IndexChain.Addition {
    let line = oneLine(lesson.value.text)
    return .init(
      path: lesson.value.path, bytes: try LessonCodec.encode(lesson), keeps: nil,
      subject: redactor("\(subject): \(clipped(line, to: 60))"))
  }

  /// The tree of an index of which nothing is believed but what it says: each lesson as a proposal.
  func proposed(_ tree: ObjectID) throws(RecordsError) -> ObjectID {
    let lessons = try lessons(ofTree: tree, at: RefNames.lessons).map(\.proposal)
    return try write(lessons, over: nil)
  }

  /// The tree of `base` in which these lessons stand.
  func write(_ lessons: [Lesson], over base: ObjectID?) throws(RecordsError) -> ObjectID {
    var edits: [TreeEdit] = []
    for lesson in lessons {
      let clean = redactor(lesson)
      let bytes = try LessonCodec.encode(clean).value
      edits.append(
        try git { () throws(GitError) in
          TreeEdit(clean.value.path, .put(try repository.writeBlob(bytes), .file))
        })
    }
    return try git { () throws(GitError) in try repository.editTree(base, edits) }
  }

  /// The lessons of a tree, by their names.
  ///
  /// - Parameters:
  ///   - ref: Where the tree stands.
  ///   - tell: Receives each file that is no lesson.
  func lessons(
    ofTree tree: ObjectID, at ref: String, passingOver tell: (RecordsError) -> Void = { _ in }
  ) throws(RecordsError) -> [Lesson] {
    var found: [Lesson] = []
    for file in try files(ofTree: tree, at: ref, passingOver: tell) {
      do { found.append(try read(file, of: ref)) } catch {
        guard error.isOfOneRecord else { throw error }
        tell(error)
      }
    }
    return found.sorted { $0.id < $1.id }
  }

  /// One file of the index.
  struct File {
    /// Its path.
    var path: String
    /// What stands there.
    var entry: TreeEntry
  }

  /// The files of a tree, up to ``readLimit`` of them.
  func files(
    ofTree tree: ObjectID, at ref: String, passingOver tell: (RecordsError) -> Void = { _ in }
  ) throws(RecordsError) -> [File] {
    var files: [File] = []
    var isCut = false
    do {
      try repository.forEachFile(inTree: tree) { path, entry throws(GitError) in
        if files.count < LessonIndex.readLimit {
          files.append(File(path: path, entry: entry))
        } else {
          isCut = true
        }
      }
    } catch { throw .unreadableIndex(ref, cause: error) }
    if isCut {
      tell(.badLesson(path: "\(ref):", .tooMany(LessonIndex.readLimit)))
    }
    return files
  }

  /// The lesson in a file.
  ///
  /// - Throws: ``RecordsError/badLesson(path:_:)``, ``RecordsError/newerFormat(path:version:)``,
  ///   ``RecordsError/unreadable(path:cause:)``.
  func read(_ file: File, of ref: String) throws(RecordsError) -> Lesson {
    let place = "\(ref):\(file.path)"
    guard file.entry.mode == .file else { throw .badLesson(path: place, .malformed) }
    let bytes: [UInt8]?
    let size: Int
    do {
      size = try repository.blobSize(file.entry.id)
      bytes = try repository.readBlob(file.entry.id, limit: Lesson.fileLimit)
    } catch { throw .unreadable(path: place, cause: error) }
    guard let bytes else { throw .badLesson(path: place, .tooLarge(bytes: size)) }
    return try LessonCodec.decode(bytes, at: file.path, of: ref)
  }

  /// The tree of the commit `tip` of an index.
  func tree(of tip: ObjectID) throws(RecordsError) -> ObjectID {
    do { return try repository.readCommit(tip).tree } catch {
      throw .unreadableIndex(RefNames.lessons, cause: error)
    }
  }
}
