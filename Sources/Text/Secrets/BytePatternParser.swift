/// Takes the text of a ``BytePattern`` apart.
struct BytePatternParser {
  private let text: [UInt8]
  private var place = 0
  private var ignoresCase = false
  private var hasCapture = false
  private var isValid = true
  private var depth = 0

  /// The most times that something may be asked for by a number.
  private static let limit = 1000
  /// The most groups within each other.
  private static let depthLimit = 50

  init(_ text: String) { self.text = Array(text.utf8) }

  /// The whole text as a node; `nil` where it cannot be read.
  mutating func parse() -> BytePatternNode? {
    if skip("(?i)") { ignoresCase = true }
    let node = choice()
    return isValid && place == text.count ? node : nil
  }

  private var next: UInt8? { place < text.count ? text[place] : nil }

  private mutating func skip(_ word: StaticString) -> Bool {
    let bytes = word.description.utf8
    guard text[place...].starts(with: bytes) else { return false }
    place += bytes.count
    return true
  }

  private mutating func choice() -> BytePatternNode {
    var options = [sequence()]
    while skip("|") { options.append(sequence()) }
    return options.count == 1 ? options[0] : .choice(options)
  }

  private mutating func sequence() -> BytePatternNode {
    var nodes: [BytePatternNode] = []
    while isValid, let byte = next, byte != 0x7c, byte != 0x29 {
      guard let atom = atom() else {
        isValid = false
        break
      }
      nodes.append(quantified(atom))
    }
    return .sequence(nodes)
  }

  private mutating func atom() -> BytePatternNode? {
    if skip("(?:") { return group(captures: false) }
    if skip("(?") { return nil }
    if skip("(") { return group(captures: true) }
    if skip("[") { return members().map { .take($0) } }
    if skip("^") { return .check(.lineStart) }
    if skip("$") { return .check(.lineEnd) }
    if skip(".") { return .take(.anyInLine) }
    if skip("\\") { return escape() }
    guard let byte = next, !"*+?{".utf8.contains(byte) else { return nil }
    place += 1
    return .take(folded(ByteSet([byte])))
  }

  private mutating func group(captures: Bool) -> BytePatternNode? {
    let isFirst = captures && !hasCapture
    if captures { hasCapture = true }
    guard depth < BytePatternParser.depthLimit else { return nil }
    depth += 1
    let node = choice()
    depth -= 1
    guard skip(")") else { return nil }
    return isFirst ? .capture(node) : node
  }

  private mutating func escape() -> BytePatternNode? {
    guard let byte = next else { return nil }
    switch byte {
    case UInt8(ascii: "b"):
      place += 1
      return .check(.wordBoundary)
    case UInt8(ascii: "A"):
      place += 1
      return .check(.textStart)
    case UInt8(ascii: "z"):
      place += 1
      return .check(.textEnd)
    default: return escapedSet().map { .take(folded($0)) }
    }
  }

  /// What the escape at the place stands for, within brackets and without; its backslash is behind.
  private mutating func escapedSet() -> ByteSet? {
    guard let byte = next else { return nil }
    place += 1
    switch byte {
    case UInt8(ascii: "w"): return .word
    case UInt8(ascii: "W"): return ByteSet.word.inverted
    case UInt8(ascii: "d"): return .digit
    case UInt8(ascii: "D"): return ByteSet.digit.inverted
    case UInt8(ascii: "s"): return .space
    case UInt8(ascii: "S"): return ByteSet.space.inverted
    case UInt8(ascii: "n"): return ByteSet([0x0a])
    case UInt8(ascii: "r"): return ByteSet([0x0d])
    case UInt8(ascii: "t"): return ByteSet([0x09])
    default: return ByteSet.word.contains(byte) ? nil : ByteSet([byte])
    }
  }

  private mutating func members() -> ByteSet? {
    let isInverted = skip("^")
    var set = ByteSet()
    var isFirst = true
    while let byte = next, byte != 0x5d || isFirst {
      isFirst = false
      place += 1
      if byte == 0x5c {
        guard let escaped = escapedSet() else { return nil }
        set = set.union(escaped)
      } else if next == 0x2d, place + 1 < text.count, text[place + 1] != 0x5d {
        let end = text[place + 1]
        guard byte <= end, end != 0x5c else { return nil }
        place += 2
        set = set.union(ByteSet(byte...end))
      } else {
        set.insert(byte)
      }
    }
    guard skip("]") else { return nil }
    set = folded(set)
    return isInverted ? set.inverted : set
  }

  private func folded(_ set: ByteSet) -> ByteSet { ignoresCase ? set.ignoringCase : set }

  private mutating func quantified(_ atom: BytePatternNode) -> BytePatternNode {
    var bounds: (least: Int, most: Int?)
    if skip("*") {
      bounds = (0, nil)
    } else if skip("+") {
      bounds = (1, nil)
    } else if skip("?") {
      bounds = (0, 1)
    } else if skip("{") {
      guard let counts = counts() else {
        isValid = false
        return atom
      }
      bounds = counts
    } else {
      return atom
    }
    return .repeated(atom, least: bounds.least, most: bounds.most, isLazy: skip("?"))
  }

  /// `m}`, `m,}` or `m,n}`.
  private mutating func counts() -> (least: Int, most: Int?)? {
    guard let least = number() else { return nil }
    guard skip(",") else { return skip("}") ? (least, least) : nil }
    if skip("}") { return (least, nil) }
    guard let most = number(), most >= least, skip("}") else { return nil }
    return (least, most)
  }

  private mutating func number() -> Int? {
    let digits = text[place...].prefix { ByteSet.digit.contains($0) }
    place += digits.count
    guard digits.count < 5, let number = Int(String(decoding: digits, as: UTF8.self)) else {
      return nil
    }
    return number <= BytePatternParser.limit ? number : nil
  }
}
