/// The lines of a file that are most like a text that does not stand in it.
struct NearestLines {
  /// The lines with their numbers, at most ``shown`` of them; `nil` when nothing is like the text.
  let text: String?

  /// Lines shown, and characters of each.
  private static let shown = 12
  private static let width = 200
  /// Lines of the text, and of the file, that are compared at most.
  private static let compared = (wanted: 8, present: 100_000)
  /// How much of the text has to be found again.
  private static let threshold = 0.35

  /// Looks for `wanted` in `file`.
  ///
  /// Lines are compared by the pairs of bytes they share, the longest of the wanted ones only.
  ///
  /// - Complexity: O(*n*) in the bytes of the file, for any length of text.
  init(to wanted: TextLines, in file: TextLines) {
    let filled = wanted.contents.indices.filter { !wanted[$0].trimmedEnd.isEmpty }
    let longest = filled.sorted { wanted[$0].count > wanted[$1].count }
      .prefix(NearestLines.compared.wanted).sorted()
    let probes = longest.map { (line: $0, pairs: BytePairs(wanted[$0])) }
    let present = (0..<min(file.count, NearestLines.compared.present)).map { BytePairs(file[$0]) }
    var best = (start: 0, score: 0.0)
    for start in present.indices.map({ $0 - (longest.first ?? 0) }) {
      var score = 0.0
      for probe in probes where present.indices.contains(start + probe.line) {
        score += probe.pairs.likeness(to: present[start + probe.line])
      }
      if score > best.score { best = (start, score) }
    }
    guard !probes.isEmpty, best.score >= NearestLines.threshold * Double(probes.count) else {
      text = nil
      return
    }
    let first = max(0, best.start)
    let last = min(file.count, best.start + wanted.count, first + NearestLines.shown)
    let shown = (first..<max(first, last)).map { line in
      let content = String(decoding: file[line], as: UTF8.self)
      return "\(line + 1)\t\(content.prefix(NearestLines.width))"
    }.joined(separator: "\n")
    let alike = LookAlikes.names(
      in: shown, butNotIn: String(decoding: wanted.bytes, as: UTF8.self))
    let note =
      alike.isEmpty ? "" : "\n[they have \(alike.joined(separator: ", ")), which the text has not]"
    text = shown + note
  }
}

/// The pairs of neighbouring bytes of a line, white space aside, each once, sorted.
private struct BytePairs {
  private let pairs: [UInt16]

  init(_ line: ArraySlice<UInt8>) {
    var found: [UInt16] = []
    var last: UInt8 = 0
    for byte in line.prefix(400) where !byte.isBlank {
      found.append(UInt16(last) << 8 | UInt16(byte))
      last = byte
    }
    found.sort()
    var unique: [UInt16] = []
    for pair in found where pair != unique.last { unique.append(pair) }
    pairs = unique
  }

  /// Twice the pairs in common by the pairs of both: 0 to 1.
  func likeness(to other: BytePairs) -> Double {
    guard !pairs.isEmpty, !other.pairs.isEmpty else { return 0 }
    var common = 0
    var mine = 0
    var theirs = 0
    while mine < pairs.count, theirs < other.pairs.count {
      if pairs[mine] == other.pairs[theirs] { common += 1 }
      let isBehind = pairs[mine] <= other.pairs[theirs]
      if pairs[mine] >= other.pairs[theirs] { theirs += 1 }
      if isBehind { mine += 1 }
    }
    return 2 * Double(common) / Double(pairs.count + other.pairs.count)
  }
}
