import Engine
import Text
import Vocabulary

/// Settles what a reply in text leaves open, with the project in view: which file is meant, what of a file stays, and
/// which names are renamed.
struct EditSettling {
  /// The issue's words.
  let issue: String
  /// Every path of the project, sorted; empty until one is needed.
  private var paths: [String] = []
  /// What is to be said of the edit with its result; empty as a rule.
  private(set) var notes: [String] = []
  /// Edits of earlier answers to the same question; what they made of a file gives way to what this one makes of it.
  private let replaced: [FileEdit]

  /// - Parameter replaced: The edits of earlier answers to the same question, which was asked at the base.
  init(issue: Issue, insteadOf replaced: [FileEdit] = []) {
    self.issue = "\(issue.title)\n\(issue.body)"
    self.replaced = replaced
  }

  /// The action as it is carried out.
  ///
  /// - Throws: ``InvalidReply`` where a path is none and another was most likely meant, and where content is none.
  mutating func settled(
    _ action: PolicyAction, in sources: borrowing some SourceTree & ~Copyable
  ) throws(InvalidReply) -> PolicyAction {
    guard case .edit(let edits, let why) = action else { return action }
    var settled: [FileEdit] = []
    for edit in edits { settled += try self.edits(for: edit, in: sources) }
    return .edit(replaced.isEmpty ? settled : insteadOf(settled, in: sources), why: why)
  }

  private mutating func edits(
    for edit: FileEdit, in sources: borrowing some SourceTree & ~Copyable
  ) throws(InvalidReply) -> [FileEdit] {
    if case .rename(let target) = edit.change, contents(of: edit.path, in: sources) == nil,
      let renaming = NameRenaming(from: edit.path, to: target)
    {
      return try self.edits(for: renaming, in: sources)
    }
    var edit = edit
    edit.path = try path(edit.path, isNew: edit.makesFile, in: sources)
    guard case .write(let content) = edit.change else { return [edit] }
    let text = try said(content, in: edit.path)
    edit.change = .write(text)
    let bytes = contents(of: edit.path, in: sources)
    let file = bytes.flatMap { String(validating: $0, as: UTF8.self) }
    if Examples.isEchoed(in: text, besides: "\(issue)\n\(file ?? "")") {
      throw InvalidReply(correction: Corrections.exampleEchoed)
    }
    guard let file else { return [edit] }
    if let renaming = renaming(in: text, of: file, at: edit.path) {
      return try self.edits(for: renaming, in: sources)
    }
    return [try merged(edit, text, into: file)]
  }

  private mutating func merged(
    _ edit: FileEdit, _ text: String, into file: String
  ) throws(InvalidReply) -> FileEdit {
    do {
      guard let merge = try DefinitionMerge(text, into: file, at: edit.path),
        !merge.splices.isEmpty
      else { return edit }
      notes.append(
        Corrections.restKept(path: edit.path, names: merge.names.joined(separator: ", ")))
      return FileEdit(path: edit.path, change: .splice(merge.splices))
    } catch {
      switch error {
      case .ambiguous(let name):
        throw InvalidReply(correction: Corrections.ambiguousName(name: name, path: edit.path))
      case .bodiless(let name):
        throw InvalidReply(correction: Corrections.noBody(name: name))
      }
    }
  }

  // MARK: Names

  private mutating func edits(
    for renaming: NameRenaming, in sources: borrowing some SourceTree & ~Copyable
  ) throws(InvalidReply) -> [FileEdit] {
    guard let result = try? renaming.result(in: sources), !result.edits.isEmpty else {
      throw InvalidReply(correction: Corrections.noSuchName(name: renaming.old))
    }
    if let taken = result.taken {
      throw InvalidReply(correction: Corrections.nameTaken(name: renaming.new, path: taken))
    }
    if !result.left.isEmpty {
      let places = result.left.prefix(8).joined(separator: ", ")
      notes.append(Corrections.nameLeft(name: renaming.old, places: places))
    }
    return result.edits
  }

  /// The renaming that a block means whose definition is another of the file but for its name, where the issue speaks of
  /// both names; `nil` where it means none.
  private func renaming(in text: String, of file: String, at path: String) -> NameRenaming? {
    guard let language = SourceLanguage.of(path), !file.contains("\r") else { return nil }
    let new = SourceOutline(text, language)
    let old = SourceOutline(file, language)
    guard new.isSure, old.isSure else { return nil }
    let names = Set(old.definitions.map(\.name))
    let kept = Set(new.definitions.map(\.name))
    for definition in new.definitions where !names.contains(definition.name) {
      let body = renamed(new.text(of: definition.lines), definition.name)
      let twin = old.definitions.first { other in
        !kept.contains(other.name) && renamed(old.text(of: other.lines), other.name) == body
      }
      guard let twin, isSaid(twin.name), isSaid(definition.name) else { continue }
      return NameRenaming(from: twin.name, to: definition.name)
    }
    return nil
  }

  private func renamed(_ text: String, _ name: String) -> [Substring] {
    var text = Array(text.utf8)
    for place in CodeMask.wholePlaces(of: name, in: text).reversed() {
      text.replaceSubrange(place..<(place + name.utf8.count), with: [0x01])
    }
    return String(decoding: text, as: UTF8.self).lines().map(\.trimmingSpace).filter { !$0.isEmpty }
  }

  private func isSaid(_ name: String) -> Bool {
    !CodeMask.wholePlaces(of: name, in: Array(issue.utf8)).isEmpty
  }

  // MARK: Content

  /// The content without a label of ours in its first line.
  private func said(_ content: String, in path: String) throws(InvalidReply) -> String {
    let first = content.prefix { $0 != "\n" }
    let label = OpeningTexts.namedFile(path: path)
    guard first.trimmed == label else { return content }
    let rest = String(content.dropFirst(first.count + 1))
    guard !rest.trimmed.isEmpty else {
      throw InvalidReply(correction: Corrections.noContent(path: path))
    }
    return rest
  }

  private func contents(
    of path: String, in sources: borrowing some SourceTree & ~Copyable
  ) -> [UInt8]? {
    guard !path.isEmpty else { return nil }
    if !replaced.isEmpty { return try? sources.baseContents(of: path, limit: 1 << 20) }
    return try? sources.contents(of: path, limit: 1 << 20)
  }

  /// The edits that bring about what `edits` make of the base's files, where other answers have changed them: whole
  /// files. As they are where that cannot be told. What the others made of other files stays: the work may be of several.
  private func insteadOf(
    _ edits: [FileEdit], in sources: borrowing some SourceTree & ~Copyable
  ) -> [FileEdit] {
    var files: [ExactText: String] = [:]
    for edit in edits {
      let base = contents(of: edit.path, in: sources).flatMap {
        String(validating: $0, as: UTF8.self)
      }
      guard let text = edit.change.applied(to: files[edit.path] ?? base) else { return edits }
      files[edit.path] = text
    }
    return files.sorted { $0.key < $1.key }
      .map { FileEdit(path: $0.key.wrappedValue, change: .write($0.value)) }
  }

  // MARK: Paths

  /// The path that is meant.
  ///
  /// - Parameter isNew: Whether there need be no such file.
  private mutating func path(
    _ text: String, isNew: Bool, in sources: borrowing some SourceTree & ~Copyable
  ) throws(InvalidReply) -> String {
    if contents(of: text, in: sources) != nil { return text }
    if paths.isEmpty { paths = (try? sources.paths()) ?? [] }
    if paths.contains(text) { return text }
    if let meant = PathGuess(paths).meant(by: text) { return meant }
    let nearest = PathGuess(paths).nearest(to: text)
    let isPath = !text.hasPrefix("/") && !text.contains { "<>|,;:\t".contains($0) }
    // A new file's name may be like that of another; that of none is a slip.
    if isNew, isPath { return text }
    guard let nearest else { return text }
    throw InvalidReply(
      correction: Corrections.noSuchFile(path: clipped(oneLine(text), to: 120), nearest: nearest))
  }
}

extension FileEdit {
  /// Whether it can make a file that is not there.
  fileprivate var makesFile: Bool {
    switch change {
    case .write: true
    case .substitute(let search, _): search.isEmpty
    case .splice, .delete, .rename: false
    }
  }
}

extension FileEdit.Change {
  /// The text that `present` becomes; `nil` where that is no text, or cannot be told for sure.
  fileprivate func applied(to present: String?) -> String? {
    switch self {
    case .write(let content): return content
    case .substitute(let search, let replacement):
      guard let present else { return search.isEmpty ? replacement : nil }
      let places = present.ranges(of: search)
      guard places.count == 1, let place = places.first else { return nil }
      return present[..<place.lowerBound] + replacement + present[place.upperBound...]
    case .splice(let splices):
      guard var bytes = present.map({ Array($0.utf8) }) else { return nil }
      for splice in splices.reversed() {
        let range = splice.offset..<(splice.offset + splice.old.utf8.count)
        guard range.upperBound <= bytes.count, bytes[range].elementsEqual(splice.old.utf8) else {
          return nil
        }
        bytes.replaceSubrange(range, with: splice.new.utf8)
      }
      return String(validating: bytes, as: UTF8.self)
    case .delete, .rename: return nil
    }
  }
}
