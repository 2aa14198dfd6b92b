import Text
package import Vocabulary

/// A subject that the lines of a change themselves tell, such as `sums: use a + 1 instead of a`; `nil` where it is not one
/// place of one file. Pure.
///
/// - Parameter files: The files of the hunks.
package func editSubject(of hunks: [Hunk], in files: [ChangedFile]) -> String? {
  guard hunks.count == 1, case .lines(let old, let new) = hunks[0].change,
    let file = files.first(where: { $0.$path == hunks[0].$path })
  else { return nil }
  func words(_ lines: ArraySlice<[UInt8]>) -> [Character] {
    Array(oneLine(String(decoding: lines.joined(), as: UTF8.self)))
  }
  let (before, now) = narrowed(words(file.oldLines[old]), words(file.newLines[new]))
  let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
  let head = name.prefix { $0 != "." }
  if before.isEmpty { return clipped("\(head): insert \(now)", to: 72) }
  if now.isEmpty { return clipped("\(head): remove \(before)", to: 72) }
  return clipped("\(head): use \(now) instead of \(before)", to: 72)
}

/// What differs between two lines, with the word, or the words in brackets, that stand before it.
private func narrowed(_ old: [Character], _ new: [Character]) -> (old: String, new: String) {
  let least = min(old.count, new.count)
  var start = 0
  while start < least, old[start] == new[start] { start += 1 }
  var tail = 0
  while tail < least - start, old[old.count - 1 - tail] == new[new.count - 1 - tail] { tail += 1 }
  if start < old.count || start < new.count, !old.isEmpty, !new.isEmpty {
    start = operandStart(in: old, before: start)
    while tail > 0, old[old.count - tail].isOfName { tail -= 1 }
  }
  func text(_ line: [Character]) -> String { oneLine(String(line[start..<(line.count - tail)])) }
  return (text(old), text(new))
}

/// Where the operand begins that stands at `place`, or ends just before it.
private func operandStart(in line: [Character], before place: Int) -> Int {
  var (start, depth) = (place, 0)
  while start > 0, line[start - 1] == " " { start -= 1 }
  while start > 0 {
    let character = line[start - 1]
    if ")]}".contains(character) { depth += 1 }
    if depth == 0, " ([{,;:=".contains(character) { break }
    if "([{".contains(character) { depth -= 1 }
    start -= 1
  }
  return start
}

extension Character {
  fileprivate var isOfName: Bool { isLetter || isNumber || self == "_" }
}
