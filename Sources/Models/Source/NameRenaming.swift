import Engine
import Text
import Vocabulary

/// Gives a name in all of a project's code another: whole names in code, nothing within comments and quoted texts.
struct NameRenaming {
  let old: String
  let new: String

  /// The most files that are looked at, and the most bytes of one.
  private static let fileLimit = 20_000
  private static let byteLimit = 1 << 20

  /// `nil` where these are no two names, so that paths are meant.
  init?(from old: String, to new: String) {
    guard old.isName, new.isName, old != new else { return nil }
    self.old = old
    self.new = new
  }

  /// What comes of it in a project.
  struct Result {
    /// The edits, by paths in order; empty where no code has the name.
    var edits: [FileEdit] = []
    /// Places that still have the old name in comments, texts and documents, as `path:line`.
    var left: [String] = []
    /// A file whose code has the new name already; nothing may be renamed then.
    var taken: String?
  }

  /// The edits that rename it in all files of code.
  ///
  /// - Complexity: O(*n*) in the bytes of the files.
  func result(
    in sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) -> Result {
    var result = Result()
    for path in try sources.paths().prefix(Self.fileLimit) {
      guard let bytes = try sources.contents(of: path, limit: Self.byteLimit),
        String(validating: bytes, as: UTF8.self) != nil
      else { continue }
      guard let language = SourceLanguage.of(path) else {
        result.left += places(in: bytes, except: []).map { "\(path):\($0)" }
        continue
      }
      let mask = CodeMask(bytes, language)
      let found = mask.places(of: old)
      if !found.isEmpty, !mask.places(of: new).isEmpty { result.taken = result.taken ?? path }
      result.left += places(in: bytes, except: Set(found)).map { "\(path):\($0)" }
      guard !found.isEmpty else { continue }
      let splices = found.map { FileEdit.Splice(offset: $0, old: old, new: new) }
      result.edits.append(FileEdit(path: path, change: .splice(splices)))
    }
    return result
  }

  /// The lines, counted from 1, where the name stands as a whole word at none of these places.
  private func places(in bytes: [UInt8], except found: Set<Int>) -> [Int] {
    let all = CodeMask.wholePlaces(of: old, in: bytes).filter { !found.contains($0) }
    guard !all.isEmpty else { return [] }
    var lines: [Int] = []
    var (line, position) = (1, 0)
    for place in all {
      line += bytes[position..<place].count { $0 == 0x0a }
      position = place
      if lines.last != line { lines.append(line) }
    }
    return lines
  }
}
