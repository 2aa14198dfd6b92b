import Engine
import Text
import Vocabulary

extension Meaning {
  /// The largest file that an edit may touch, in bytes.
  private static let fileLimit = 8 << 20

  /// What comes of a meaning once the project's files are looked at.
  enum Resolution: Hashable {
    /// It is carried out as this.
    case act(PolicyAction)
    /// It is kept as it is, for this reason, a clause.
    case keep(String)
  }

  /// The action of ours that does it to the files of `sources`.
  ///
  /// - Parameters:
  ///   - paths: The agent's paths.
  ///   - isRootShown: Whether commands find the project where the agent had it.
  /// - Throws: ``WorkspaceFailure`` where a file cannot be read.
  func resolved(
    _ paths: AgentPaths, isRootShown: Bool, in sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) -> Resolution {
    switch self {
    case .run(let text, let place):
      return Meaning.command(text, in: place, paths, isRootShown: isRootShown)
    case .read(let path, let lines): return .act(.read(path: path, lines: lines))
    case .search(let text, let below, let isPattern):
      return .act(.search(text: text, paths: below, isPattern: isPattern))
    case .plan(let text): return .act(.plan(text))
    case .finish(let why):
      return .act(.finish(Action.Report(claim: .resolved, why: why)))
    case .think, .keep: break
    case .write(let path, let content): return Meaning.edit(path, .write(content))
    case .delete(let path): return Meaning.edit(path, .delete)
    case .replace(let path, let old, let new, false, nil):
      return Meaning.edit(path, .substitute(search: old, replacement: new))
    case .replace(let path, _, _, _, _), .replaceEach(let path, _),
      .replaceLines(let path, _, _, _),
      .insert(let path, _, _):
      guard let bytes = try sources.contents(of: path, limit: Meaning.fileLimit) else {
        return .keep("there is no file '\(path)' of text here")
      }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        return .keep("'\(path)' is not UTF-8")
      }
      return edited(path, text)
    }
    if case .keep(let reason) = self { return .keep(reason) }
    return .keep("nothing is to be carried out")
  }

  private static func edit(_ path: String, _ change: FileEdit.Change) -> Resolution {
    .act(.edit([FileEdit(path: path, change: change)], why: ""))
  }

  /// A command as it is run: in the folder where the agent's shell stood, by bash where it needs that.
  private static func command(
    _ text: String, in place: Place, _ paths: AgentPaths, isRootShown: Bool
  ) -> Resolution {
    if !isRootShown, let root = paths.root, paths.isNamed(in: text) {
      return .keep("it names \(root), where the project cannot be shown here")
    }
    var command = text
    switch place {
    case .project(""): break
    case .project(let folder): command = "cd \(shellQuoted(folder)) && \(text)"
    case .elsewhere(let folder): command = "cd \(shellQuoted(folder)) && \(text)"
    }
    if ShellWords.needsBash(text) { command = "bash -c \(shellQuoted(command))" }
    return .act(.run(command: command, keepsChanges: true))
  }

  // MARK: Edits of a file's text

  private func edited(_ path: String, _ text: String) -> Resolution {
    switch self {
    case .replace(_, let old, let new, let isEverywhere, let line):
      guard !old.isEmpty else { return .keep("it replaces nothing") }
      if isEverywhere {
        guard text.utf8.count < Meaning.fileLimit else { return .keep("'\(path)' is too large") }
        let all = Meaning.places(of: old, in: text)
        guard !all.isEmpty else {
          return Meaning.edit(path, .substitute(search: old, replacement: new))
        }
        return Meaning.edit(
          path, .splice(all.map { FileEdit.Splice(offset: $0, old: old, new: new) }))
      }
      let all = Meaning.places(of: old, in: text)
      guard all.count > 1, let line else {
        return Meaning.edit(path, .substitute(search: old, replacement: new))
      }
      // SWE-agent's editor replaces in the lines that it shows.
      let start = Meaning.offset(ofLine: line, in: text)
      let offset = all.first { $0 >= start } ?? all[0]
      return Meaning.edit(path, .splice([FileEdit.Splice(offset: offset, old: old, new: new)]))
    case .replaceEach(_, let replacements):
      let changes = replacements.map {
        FileEdit(path: path, change: .substitute(search: $0.old, replacement: $0.new))
      }
      if replacements.contains(where: { $0.isEverywhere }) {
        return .keep("it replaces several texts everywhere at once")
      }
      return .act(.edit(changes, why: ""))
    case .replaceLines(_, let first, let last, let new):
      let count = text.utf8.count { $0 == 0x0a } + (text.utf8.last == 0x0a ? 0 : 1)
      guard first >= 1, last >= first, first <= max(1, count) else {
        return .keep("'\(path)' has \(counted(count, "line")), and it replaces \(first) to \(last)")
      }
      let start = Meaning.offset(ofLine: first, in: text)
      let end = Meaning.offset(ofLine: min(last, count) + 1, in: text)
      let old = String(decoding: Array(text.utf8)[start..<end], as: UTF8.self)
      return Meaning.edit(path, .splice([FileEdit.Splice(offset: start, old: old, new: new)]))
    case .insert(_, let line, let new):
      let offset =
        line.map { Meaning.offset(ofLine: min(max(0, $0), 1 << 40) + 1, in: text) }
        ?? text.utf8.count
      let isAtEnd = offset == text.utf8.count
      let gap = isAtEnd && !text.isEmpty && text.utf8.last != 0x0a ? "\n" : ""
      let end = new.utf8.last == 0x0a ? "" : "\n"
      return Meaning.edit(
        path, .splice([FileEdit.Splice(offset: offset, old: "", new: gap + new + end)]))
    default: return .keep("it is no edit")
    }
  }

  /// The places of `part` in `text` that do not overlap, in bytes; the first 10,000.
  private static func places(of part: String, in text: String) -> [Int] {
    let (bytes, wanted) = (Array(text.utf8), Array(part.utf8))
    var (places, place) = ([Int](), 0)
    while place + wanted.count <= bytes.count, places.count < 10_000 {
      guard let next = bytes[place...].firstIndex(of: wanted[0]),
        next + wanted.count <= bytes.count
      else { break }
      if bytes[next..<(next + wanted.count)].elementsEqual(wanted) {
        places.append(next)
        place = next + wanted.count
      } else {
        place = next + 1
      }
    }
    return places
  }

  /// Where a line begins, counted from 1, in bytes; the text's end for one beyond the last.
  private static func offset(ofLine line: Int, in text: String) -> Int {
    guard line > 1 else { return 0 }
    var number = 1
    for (place, byte) in text.utf8.enumerated() where byte == 0x0a {
      number += 1
      if number == line { return place + 1 }
    }
    return text.utf8.count
  }
}
