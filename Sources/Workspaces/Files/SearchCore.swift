/// A search text without the blank lines around it, and the replacement's lines without as many.
struct SearchCore {
  /// What is searched for.
  let lines: TextLines
  /// The lines that come in its place; none where the replacement is empty.
  let new: [ArraySlice<UInt8>]
  /// Whether it has to begin a line.
  let startsLine: Bool
  /// Whether it has to end a line, and its line end belongs to it.
  let endsLine: Bool

  init(_ search: [UInt8], _ replacement: [UInt8]) {
    let old = TextLines(search)
    let filled = old.contents.indices.filter { !old[$0].trimmedEnd.isEmpty }
    let first = filled.first ?? old.count
    let last = filled.last ?? old.count - 1
    startsLine = first > 0
    endsLine = last >= 0 && (last < old.count - 1 || old.isEnded(last))
    let end = filled.isEmpty ? 0 : old.contents[last].upperBound
    lines = TextLines(filled.isEmpty ? [] : Array(search[old.contents[first].lowerBound..<end]))
    let text = TextLines(replacement)
    var rest = text.contents.map { replacement[$0] }[...]
    for _ in 0..<first where rest.first?.trimmedEnd.isEmpty == true { rest.removeFirst() }
    for _ in 0..<(old.count - 1 - last) where rest.last?.trimmedEnd.isEmpty == true {
      rest.removeLast()
    }
    // Without a line end of its own the search text leaves the file's, so one more would be new.
    let addsLine = !endsLine && text.count > 0 && text.isEnded(text.count - 1)
    new = Array(rest) + (addsLine ? [[]] : [])
  }

  /// Both texts without the numbers that a listing puts before each line; `nil` where the search
  /// text has a line without one.
  static func withoutLineNumbers(
    _ search: [UInt8], _ replacement: [UInt8]
  ) -> (search: [UInt8], replacement: [UInt8])? {
    let lines = TextLines(search)
    guard lines.count > 0, lines.contents.indices.contains(where: { lines[$0].contains(.tab) }),
      lines.contents.indices.allSatisfy({ numberEnd(of: lines[$0]) != nil })
    else { return nil }
    return (stripped(search), stripped(replacement))
  }

  /// Where the text after a line's number begins; `nil` where it has none.
  private static func numberEnd(of line: ArraySlice<UInt8>) -> Int? {
    let rest = line.drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard rest.startIndex > line.startIndex else { return nil }
    if rest.isEmpty { return rest.startIndex }
    return rest.first == .tab ? rest.startIndex + 1 : nil
  }

  private static func stripped(_ text: [UInt8]) -> [UInt8] {
    let lines = TextLines(text)
    return lines.contents.indices.flatMap { index in
      let start = numberEnd(of: lines[index]) ?? lines.contents[index].lowerBound
      return text[start..<lines.end(of: index)]
    }
  }
}
