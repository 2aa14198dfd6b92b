import Vocabulary

/// Replaces the one place of a file that a search text means.
///
/// A language model copies a text nearly right. So the place is looked for in stages, from the exact bytes to lines whose
/// white space is of another width or whose characters only look the same; the first stage that finds the text decides,
/// and where it finds it more than once, nothing is replaced. Bytes outside the place stay as they are.
struct Substitution {
  private let file: TextLines
  private let search: [UInt8]
  private let replacement: [UInt8]
  /// The search text between its blank lines.
  private let core: SearchCore

  /// A place found, in bytes of the file, and what comes there.
  struct Place: Hashable {
    var range: Range<Int>
    var text: [UInt8]
  }

  /// Replaces `search` in `file` by `replacement`.
  init(of search: [UInt8], by replacement: [UInt8], in file: [UInt8]) {
    self.file = TextLines(file)
    self.search = search
    self.replacement = replacement
    core = SearchCore(search, replacement)
  }

  /// The file with the place replaced.
  ///
  /// - Throws: ``EditRefusal/ambiguous(lines:)``, or ``EditRefusal/absent(nearest:)``.
  /// - Complexity: O(*n · s*) at worst in the bytes of the file and of the search text.
  func result() throws(EditRefusal) -> [UInt8] {
    if let place = try place() {
      return file.bytes[..<place.range.lowerBound] + place.text
        + file.bytes[place.range.upperBound...]
    }
    if let plain = SearchCore.withoutLineNumbers(search, replacement) {
      return try Substitution(of: plain.search, by: plain.replacement, in: file.bytes).result()
    }
    throw .absent(nearest: NearestLines(to: core.lines, in: file).text)
  }

  private func place() throws(EditRefusal) -> Place? {
    if let place = try only(exactPlaces()) { return place }
    guard core.lines.count > 0 else { return nil }
    if let place = try only(corePlaces()) { return place }
    let stages: [(Int) -> Place?] = [
      trimmedPlace(at:), indentedPlace(at:), collapsedPlace(at:), similarPlace(at:),
    ]
    for stage in stages where core.lines.count <= file.count {
      let starts = 0...(file.count - core.lines.count)
      if let place = try only(starts.compactMap(stage)) { return place }
    }
    if core.lines.count == 1, !core.startsLine, !core.endsLine { return try only(similarPieces()) }
    return nil
  }

  private func only(_ places: [Place]) throws(EditRefusal) -> Place? {
    guard places.count > 1 else { return places.first }
    throw .ambiguous(lines: places.map { file.number(ofLineAt: $0.range.lowerBound) })
  }

  // MARK: Bytes

  private func exactPlaces() -> [Place] {
    // A file of carriage returns keeps them in what is new, also where the search shows none.
    let isConverted = file.endsWithReturns && !replacement.contains(.carriageReturn)
    let text =
      isConverted
      ? Array(
        replacement.split(separator: .lineFeed, omittingEmptySubsequences: false)
          .joined(separator: [.carriageReturn, .lineFeed])) : replacement
    return file.bytes[...].offsets(of: search).map {
      Place(range: $0..<($0 + search.count), text: text)
    }
  }

  /// The places of the search text without the blank lines around it, whatever ends its lines.
  private func corePlaces() -> [Place] {
    guard let first = core.lines.contents.first else { return [] }
    let head = Array(core.lines.bytes[first])
    let isOneLine = core.lines.count == 1
    return file.contents.indices.flatMap { line -> [Place] in
      guard line + core.lines.count <= file.count else { return [] }
      let offsets = isOneLine ? file[line].offsets(of: head) : file[line].suffixOffsets(of: head)
      return offsets.compactMap { corePlace(from: $0, in: line) }
    }
  }

  private func corePlace(from start: Int, in line: Int) -> Place? {
    let count = core.lines.count
    let last = line + count - 1
    guard !core.startsLine || start == file.contents[line].lowerBound else { return nil }
    for index in (1..<max(1, count)).dropLast() where file[line + index] != core.lines[index] {
      return nil
    }
    let tail = core.lines[count - 1]
    let end: Int
    if count == 1 {
      end = start + tail.count
    } else {
      guard file[last].starts(with: tail) else { return nil }
      end = file.contents[last].lowerBound + tail.count
    }
    guard !core.endsLine || end == file.contents[last].upperBound else { return nil }
    return Place(
      range: start..<(core.endsLine ? file.end(of: last) : end), text: text(core.new, to: last))
  }

  // MARK: Lines

  /// The place of the lines from `start`, white space at their ends aside.
  private func trimmedPlace(at start: Int) -> Place? {
    for index in 0..<core.lines.count
    where file[start + index].trimmedEnd != core.lines[index].trimmedEnd { return nil }
    return lines(from: start, core.new)
  }

  /// The place of the lines from `start`, all of them further in or out by the same indentation. New
  /// lines go as far in or out; one that is not as far in to begin with goes out as far as it can.
  private func indentedPlace(at start: Int) -> Place? {
    guard let shift = shift(at: start) else { return nil }
    let new = core.new.map { line -> ArraySlice<UInt8> in
      if line.trimmedEnd.isEmpty { return line }
      if shift.isAdded { return (Array(shift.prefix) + line)[...] }
      return line.dropFirst(zip(line, shift.prefix).prefix { $0 == $1 }.count)
    }
    return lines(from: start, new)
  }

  private func shift(at start: Int) -> (prefix: ArraySlice<UInt8>, isAdded: Bool)? {
    var shift: (prefix: ArraySlice<UInt8>, isAdded: Bool)?
    for index in 0..<core.lines.count {
      let here = file[start + index].trimmedEnd
      let there = core.lines[index].trimmedEnd
      if here.isEmpty && there.isEmpty { continue }
      let isAdded = here.count > there.count
      let (long, short) = isAdded ? (here, there) : (there, here)
      let prefix = long.prefix(long.count - short.count)
      guard !short.isEmpty, !prefix.isEmpty, prefix.allSatisfy(\.isBlank),
        long.dropFirst(prefix.count) == short
      else { return nil }
      if let known = shift, known.prefix != prefix || known.isAdded != isAdded { return nil }
      shift = (prefix, isAdded)
    }
    return shift
  }

  /// The place of the lines from `start`, the width of white space aside. New lines indented as one
  /// of the search text get the indentation that one has in the file.
  private func collapsedPlace(at start: Int) -> Place? {
    for index in 0..<core.lines.count
    where file[start + index].collapsed != core.lines[index].collapsed { return nil }
    var indentations: [ArraySlice<UInt8>: ArraySlice<UInt8>] = [:]
    for index in 0..<core.lines.count where !core.lines[index].trimmedEnd.isEmpty {
      indentations[core.lines[index].indentation] = file[start + index].indentation
    }
    let new = core.new.map { line -> ArraySlice<UInt8> in
      guard let known = indentations[line.indentation] else { return line }
      return (Array(known) + line.dropFirst(line.indentation.count))[...]
    }
    return lines(from: start, new)
  }

  // MARK: Characters that look alike

  /// The place of the lines from `start`, where they look like those of the search text; see ``LookAlikes``. What the
  /// replacement leaves as it was in the search text stays as it is in the file.
  private func similarPlace(at start: Int) -> Place? {
    guard let present = joined((0..<core.lines.count).map { file[start + $0].trimmedEnd }),
      let search = joined((0..<core.lines.count).map { core.lines[$0].trimmedEnd }),
      let replacement = joined(core.new),
      let text = LookAlikes.replaced(search, by: replacement, in: present)
    else { return nil }
    return lines(from: start, core.new.isEmpty ? [] : lines(of: text))
  }

  /// The places within lines that look like the search text, of one line.
  private func similarPieces() -> [Place] {
    guard let search = joined([core.lines[0]]), let replacement = joined(core.new) else {
      return []
    }
    let wanted = LookAlikes.characters(of: search)
    return file.contents.indices.flatMap { line -> [Place] in
      guard let text = joined([file[line]]) else { return [] }
      let there = LookAlikes.characters(of: text)
      guard wanted.count <= there.count else { return [] }
      return (0...(there.count - wanted.count)).compactMap { offset in
        guard there[offset..<(offset + wanted.count)].elementsEqual(wanted) else { return nil }
        let start = text.index(text.startIndex, offsetBy: offset)
        let end = text.index(start, offsetBy: wanted.count)
        guard let new = LookAlikes.replaced(search, by: replacement, in: text[start..<end]) else {
          return nil
        }
        let first = file.contents[line].lowerBound + text[..<start].utf8.count
        return Place(
          range: first..<(first + text[start..<end].utf8.count), text: Array(new.utf8))
      }
    }
  }

  /// Lines as one text; `nil` for what is no UTF-8.
  private func joined(_ lines: [ArraySlice<UInt8>]) -> String? {
    String(validating: lines.joined(separator: [.lineFeed]), as: UTF8.self)
  }

  private func lines(of text: String) -> [ArraySlice<UInt8>] {
    Array(text.utf8).split(separator: .lineFeed, omittingEmptySubsequences: false)
  }

  private func lines(from start: Int, _ new: [ArraySlice<UInt8>]) -> Place {
    let last = start + core.lines.count - 1
    let end = core.endsLine ? file.end(of: last) : file.contents[last].upperBound
    return Place(range: file.contents[start].lowerBound..<end, text: text(new, to: last))
  }

  /// `new` with the file's own line ends; ended as `last` is, where the search text ends its line.
  private func text(_ new: [ArraySlice<UInt8>], to last: Int) -> [UInt8] {
    let ending = file.ending(near: last)
    let isEnded = core.endsLine && file.isEnded(last) && !new.isEmpty
    return Array(new.joined(separator: ending)) + (isEnded ? ending : [])
  }
}
