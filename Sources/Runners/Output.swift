/// What a test run printed, without escape sequences, taken apart into lines.
package struct Output: Sendable {
  /// All of it.
  package let bytes: [UInt8]
  /// Its lines; a line feed ends one, a carriage return before it is left out, and of a line that was
  /// overwritten by carriage returns the last text counts.
  package let lines: [Line]
  /// Whether the command is known to start its runner once, so that of several closing lines one is the runner's and
  /// the others are what a test printed.
  package let isOneRun: Bool
  /// The calls of the command, where they are known.
  package let calls: [Call]

  /// The output `raw` of a command.
  ///
  /// - Complexity: O(*n*).
  package init(_ raw: [UInt8], calls: [Call] = [], isOneRun: Bool = false) {
    self.calls = calls
    self.isOneRun = isOneRun
    bytes = withoutEscapes(raw)
    var lines: [Line] = []
    var start = 0
    while start <= bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0a) ?? bytes.count
      var line = bytes[start..<end]
      while line.last == 0x0d { line = line.dropLast() }
      if let overwritten = line.lastIndex(of: 0x0d) { line = line[(overwritten + 1)...] }
      lines.append(Line(line))
      start = end + 1
    }
    self.lines = lines
  }

  /// Whether one of `marks` stands in it.
  package func holds(oneOf marks: [String]) -> Bool {
    marks.contains { bytes.firstRange(ofBytes: $0.utf8) != nil }
  }
}

/// `raw` without the sequences that colour a text, move the cursor, name a window or make a link
/// (ECMA-48), and without the null bytes and backspaces among it.
///
/// - Complexity: O(*n*).
package func withoutEscapes(_ raw: [UInt8]) -> [UInt8] {
  guard raw.contains(where: { $0 == 0x1b || $0 == 0 || $0 == 0x08 }) else { return raw }
  var clean: [UInt8] = []
  clean.reserveCapacity(raw.count)
  var place = 0
  while place < raw.count {
    let byte = raw[place]
    place += 1
    guard byte == 0x1b else {
      if byte != 0 && byte != 0x08 { clean.append(byte) }
      continue
    }
    guard place < raw.count else { break }
    let kind = raw[place]
    place += 1
    switch kind {
    case UInt8(ascii: "["):
      // A control sequence ends at its first byte from `@` to `~`; a line feed says it was none.
      while place < raw.count, !(0x40...0x7e).contains(raw[place]), raw[place] != 0x0a {
        place += 1
      }
      if place < raw.count, raw[place] != 0x0a { place += 1 }
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"),
      UInt8(ascii: "_"):
      // A string ends at BEL or ESC \.
      while place < raw.count, raw[place] != 0x07, raw[place] != 0x1b, raw[place] != 0x0a {
        place += 1
      }
      if place < raw.count, raw[place] == 0x07 { place += 1 }
      if place + 1 < raw.count, raw[place] == 0x1b, raw[place + 1] == UInt8(ascii: "\\") {
        place += 2
      }
    case 0x20...0x2f:
      while place < raw.count, (0x20...0x2f).contains(raw[place]) { place += 1 }
      if place < raw.count { place += 1 }
    case 0x0a: clean.append(0x0a)
    default: break
    }
  }
  return clean
}
