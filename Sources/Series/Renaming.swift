/// A name in the code that becomes another one everywhere. Pure.
package struct Renaming: Hashable, Sendable {
  /// The name before.
  package var old: String
  /// The name afterwards.
  package var new: String

  /// The name `old` that becomes `new`.
  package init(old: String, new: String) {
    self.old = old
    self.new = new
  }
}

/// The names that a change does nothing to but replace them, in groups of names that change together.
///
/// A name counts when lines that differ in nothing else show it, in two lines at least; when what it becomes
/// is used nowhere before; and when it is gone from the changed files afterwards, documents aside. Names that
/// hold another one and change in the same way (`test_total` beside `total`) are of its group.
///
/// - Parameter files: The files that have changed, none of them moved.
/// - Complexity: O(*n*) in their bytes.
package func renamings(in files: [ChangedFile]) -> [[Renaming]] {
  let code = files.filter { $0.takesRenamings }
  var counts: [Renaming: Int] = [:]
  for file in code {
    for place in file.places where place.old.count == place.new.count {
      for (before, after) in zip(file.oldLines[place.old], file.newLines[place.new]) {
        for renaming in replacedNames(before, after) { counts[renaming, default: 0] += 1 }
      }
    }
  }
  let candidates = counts.filter { $0.value > 1 }.keys
  guard !candidates.isEmpty else { return [] }
  let before = CodeWords.names(in: code.lazy.flatMap(\.oldLines))
  let after = CodeWords.names(
    in: files.lazy.filter { !FileKinds.isDocumentation($0.path) }.flatMap(\.newLines))
  let sound = candidates.filter { !before.contains($0.new) && !after.contains($0.old) }
  let olds = Dictionary(grouping: sound, by: \.old)
  let news = Dictionary(grouping: sound, by: \.new)
  let plain = sound.filter { olds[$0.old]?.count == 1 && news[$0.new]?.count == 1 }
  return grouped(plain.sorted { ($0.old.count, $0.old) < ($1.old.count, $1.old) })
}

extension ChangedFile {
  /// Whether names in it are replaced with those of the code: it was and is a text that people write.
  package var takesRenamings: Bool {
    fate == .changed && !oldLines.isEmpty && !FileKinds.isDocumentation(path)
      && !FileKinds.isGenerated(self)
  }

  /// The file's text before, with these names replaced; `nil` when it has none of them.
  package func text(replacing renamings: [Renaming]) -> [UInt8]? {
    let names = Dictionary(
      renamings.map { (ArraySlice($0.old.utf8), Array($0.new.utf8)) }, uniquingKeysWith: { $1 })
    var bytes: [UInt8] = []
    var isChanged = false
    for line in oldLines {
      for word in CodeWords.split(line) {
        if let new = names[word] {
          bytes += new
          isChanged = true
        } else {
          bytes += word
        }
      }
    }
    return isChanged ? bytes : nil
  }
}

/// The names in which two lines differ, where they differ in nothing else.
private func replacedNames(_ before: [UInt8], _ after: [UInt8]) -> Set<Renaming> {
  let (one, other) = (CodeWords.split(before), CodeWords.split(after))
  guard one.count == other.count else { return [] }
  var found: Set<Renaming> = []
  for (left, right) in zip(one, other) where left != right {
    // What is no UTF-8 could not be written again as it was.
    guard let old = String(validating: left, as: UTF8.self),
      let new = String(validating: right, as: UTF8.self), CodeWords.isName(old),
      CodeWords.isName(new)
    else { return [] }
    found.insert(Renaming(old: old, new: new))
  }
  return found
}

/// Puts each name to the first one it holds and whose change makes its own; the others begin a group.
private func grouped(_ renamings: [Renaming]) -> [[Renaming]] {
  var groups: [[Renaming]] = []
  for renaming in renamings {
    let place = groups.firstIndex { group in
      let first = group[0]
      return renaming.old.replacing(first.old, with: first.new) == renaming.new
    }
    if let place { groups[place].append(renaming) } else { groups.append([renaming]) }
  }
  return groups
}
