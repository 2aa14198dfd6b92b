import Engine
import Text
import Vocabulary

/// Whether a project has borne a suggestion out in the time after it: by what stands there later. Pure over both trees.
package enum Hindsight {
  /// Whether `later` shows that what `draft` says of `before` was worth doing.
  ///
  /// - `todo`: the comment stands in no file of that name any more.
  /// - `readme`, `pins`: the files are there, and the source does not find the same again.
  /// - `untested`: there is a test of the file now.
  /// - `twin`: the lines are gone from their file, and words that the fix has brought in are there more often.
  /// - `unnoticed`: tests speak of the function more often; at the top of a file, of the file's module.
  /// - `flaky`: the test's own lines are others, or it is gone.
  /// - `warnings`: the line that was warned about is not there any more.
  package static func bearsOut(
    _ draft: SuggestionDraft, from before: borrowing Project, in later: inout Project
  ) -> Bool {
    let path = draft.about.first ?? ""
    switch draft.source {
    case .todo: return !holds(draft.about[1], inFilesNamed: path, later)
    case .readme:
      guard later.has(path) else { return false }
      return !ReadmeSource().find(in: &later).drafts.contains { $0.id == draft.id }
    case .pins:
      guard later.has(path), later.has(draft.about[1]) else { return false }
      return !PinSource().find(in: &later).drafts.contains { $0.id == draft.id }
    case .untested: return later.has(path) && UntestedSource().isTested(path, in: later)
    case .twin:
      guard let text = later.text(of: path), let old = before.text(of: path) else { return false }
      let isGone = !spaced(text).contains(spaced(draft.about[1]))
      let words = Set(words(of: draft.reasons.first ?? "")).subtracting(words(of: draft.about[1]))
      return isGone && words.contains { count(of: $0, in: text) > count(of: $0, in: old) }
    case .unnoticed:
      let name = draft.about[1].isEmpty ? stem(path) : draft.about[1]
      return mentions(of: name, later) > mentions(of: name, before)
    case .flaky:
      guard let name = draft.about.last.map(lastName) else { return false }
      let (old, new) = (body(ofTest: name, before), body(ofTest: name, later))
      return !old.isEmpty && old != new
    case .warnings:
      guard let line = draft.evidence.first?.line, let text = before.text(of: path),
        let new = later.text(of: path)
      else { return false }
      let lines = text.lines()
      guard line >= 1, line <= lines.count else { return false }
      return !new.lines().contains(lines[line - 1])
    case .leftover: return false
    }
  }

  private static func holds(
    _ comment: String, inFilesNamed path: String, _ later: borrowing Project
  ) -> Bool {
    let wanted = SuggestionDraft.normal(comment)
    for file in later.files where fileName(file.path) == fileName(path) {
      guard let bytes = later.bytes(of: file.id) else { continue }
      let comments = TodoComment.all(in: bytes, of: file.path)
      if comments.contains(where: { SuggestionDraft.normal($0.text) == wanted }) { return true }
    }
    return false
  }

  private static func spaced(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func words(of text: String) -> [String] {
    text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init).filter {
      $0.count > 1
    }
  }

  private static func count(of word: String, in text: String) -> Int {
    words(of: text).count { $0 == word }
  }

  private static func mentions(of name: String, _ project: borrowing Project) -> Int {
    var count = 0
    for file in project.files where TestFiles.isTest(file.path) {
      guard let text = project.text(of: file.path) else { continue }
      count += self.count(of: name, in: text)
    }
    return count
  }

  private static func lastName(_ name: String) -> String {
    let bare = name.prefix { $0 != "[" }
    return String(bare.split { ":.> /".contains($0) }.last ?? bare)
  }

  /// The lines of a test from the one that names it to the next that stands as far left; empty where there is none.
  private static func body(ofTest name: String, _ project: borrowing Project) -> String {
    for file in project.files where TestFiles.isTest(file.path) {
      guard let text = project.text(of: file.path), text.range(of: name) != nil else { continue }
      let lines = text.lines()
      guard let start = lines.firstIndex(where: { $0.range(of: name + "(") != nil }) else {
        continue
      }
      let indent = lines[start].prefix { $0 == " " }.count
      let end = lines[(start + 1)...].firstIndex {
        !$0.allSatisfy(\.isWhitespace) && $0.prefix { $0 == " " }.count <= indent
      }
      return lines[start..<(end ?? lines.count)].joined(separator: "\n")
    }
    return ""
  }
}
