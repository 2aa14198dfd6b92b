/// A source file that a map is made of.
struct MappedSource: Sendable {
  /// The path in the tree.
  let path: String
  /// The content.
  let bytes: [UInt8]
}

/// A place where something is defined.
struct Definition: Hashable, Sendable {
  /// What is defined.
  var name: String
  /// The line, counted from 1.
  var line: Int
}

/// What is defined in some files, the most used first, within a bound.
///
/// How much a definition is used is how many other files have its name in them, shared among the
/// files that define that name: `read`, which many do, says little about any of them.
struct CodeMap {
  /// The files, each followed by the lines of its definitions; then what was left out.
  let text: String

  /// Bytes of a map, and characters of one of its lines.
  private static let limit = 12 << 10
  private static let width = 120
  /// Shorter names stand in too many files to say anything.
  private static let shortestName = 3

  /// A definition's line, and how much what it defines is used, in hundredths of a file.
  private struct Item {
    var source: Int
    var line: Int
    var uses: Int
    var text: String
  }

  /// The map of `definitions`, which are given by the places of their files in `sources`.
  ///
  /// - Parameter sources: By path.
  /// - Complexity: O(*n*) in the bytes of the files.
  init(of definitions: [Int: [Definition]], in sources: [MappedSource]) {
    let items = CodeMap.items(definitions, sources)
    let ranked = items.sorted {
      ($1.uses, $0.source, $0.line) < ($0.uses, $1.source, $1.line)
    }
    var uses: [Int: Int] = [:]
    for item in items { uses[item.source, default: 0] += item.uses }
    var chosen: [Int: [Item]] = [:]
    var room = CodeMap.limit
    var left = 0
    for item in ranked {
      let header = chosen[item.source] == nil ? sources[item.source].path.utf8.count + 2 : 0
      let size = item.text.utf8.count + 1 + header
      guard left == 0, size <= room else {
        left += 1
        continue
      }
      room -= size
      chosen[item.source, default: []].append(item)
    }
    let order = chosen.keys.sorted {
      (uses[$1, default: 0], $0) < (uses[$0, default: 0], $1)
    }
    var lines: [String] = []
    for source in order {
      lines.append(sources[source].path + ":")
      lines += chosen[source, default: []].sorted { $0.line < $1.line }.map(\.text)
    }
    if left > 0 { lines.append("[… \(left) less used definitions left out …]") }
    text = lines.joined(separator: "\n")
  }

  /// One item a line that defines something.
  private static func items(
    _ definitions: [Int: [Definition]], _ sources: [MappedSource]
  ) -> [Item] {
    var definers: [String: Int] = [:]
    for all in definitions.values {
      for name in Set(all.map(\.name)) { definers[name, default: 0] += 1 }
    }
    let mentions = mentions(of: Set(definers.keys), in: sources)
    return definitions.sorted { $0.key < $1.key }.flatMap { source, all -> [Item] in
      let lines = TextLines(sources[source].bytes)
      var uses: [Int: Int] = [:]
      for definition in all where (1...max(1, lines.count)).contains(definition.line) {
        let files = (mentions[definition.name] ?? []).count { $0 != source }
        let count = 100 * files / definers[definition.name, default: 1]
        uses[definition.line] = max(uses[definition.line] ?? 0, count)
      }
      return uses.filter { $0.key <= lines.count }.map { line, count in
        let content = lines[line - 1].trimmedEnd.drop(while: \.isBlank)
        let text = "  \(line): \(String(content, clippedTo: width))"
        return Item(source: source, line: line, uses: count, text: text)
      }
    }
  }

  /// The files that each of `names` stands in as a word, by their places.
  private static func mentions(
    of names: Set<String>, in sources: [MappedSource]
  ) -> [String: [Int]] {
    var places: [UInt64: String] = [:]
    for name in names where name.utf8.count >= shortestName {
      places[hash(Array(name.utf8)[...])] = name
    }
    var found: [String: [Int]] = [:]
    for (index, source) in sources.enumerated() {
      forEachWord(of: source.bytes) { word in
        guard let name = places[word], found[name]?.last != index else { return }
        found[name, default: []].append(index)
      }
    }
    return found
  }

  /// Visits the hash of every word: a run of letters, digits, `_`, `$` and bytes beyond ASCII.
  private static func forEachWord(of bytes: [UInt8], _ visit: (UInt64) -> Void) {
    var value = start
    var isWord = false
    bytes.withUnsafeBufferPointer { bytes in
      for byte in bytes {
        if isWordByte(byte) {
          value = (value ^ UInt64(byte)) &* factor
          isWord = true
        } else if isWord {
          visit(value)
          value = start
          isWord = false
        }
      }
    }
    if isWord { visit(value) }
  }

  /// FNV-1a: two names of one project as good as never agree in 64 bits, and it would only cost rank.
  private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(start) { ($0 ^ UInt64($1)) &* factor }
  }

  private static let start: UInt64 = 0xcbf2_9ce4_8422_2325
  private static let factor: UInt64 = 0x100_0000_01b3

  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xff:
      true
    default: false
    }
  }
}
