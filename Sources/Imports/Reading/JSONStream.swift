import Text

/// Reads JSON (RFC 8259) of any size from pieces of bytes, and keeps of it what is asked for, within bounds.
///
/// Nothing recurses but ``value(_:)``, which has a bound on depth; memory is that of the values kept and one piece. Bytes
/// that are no UTF-8, and escapes for half of a character, become U+FFFD; long texts are cut; both is told.
struct JSONStream {
  /// What ends the reading.
  enum Fault: Error {
    /// The text is no JSON at this byte.
    case syntax(offset: Int)
    /// The text ends within a value.
    case end
    /// The pieces could not be had.
    case source(any Error)
  }

  /// Bounds of one value that is kept.
  struct Bounds {
    /// Bytes of texts that are kept of it, its structure counted in.
    var room: Int
    /// Bytes kept of one text.
    var text: Int
    /// How deep lists and objects may lie in one another; what lies deeper is `null`.
    var depth: Int
    /// Names of members that are left out.
    var without: Set<String>

    /// The bounds of one turn: 8 MiB, 1 MiB a text, 48 levels.
    static let turn = Bounds(room: 8 << 20, text: 1 << 20, depth: 48, without: [])
  }

  /// What stands at the end of a text that was cut.
  static let cutMark = "\n[… the rest of the text is left out …]"

  private let more: () throws -> [UInt8]
  private var piece: [UInt8] = []
  private var place = 0
  private var before = 0
  private var isEnded = false
  /// Whether a text was not UTF-8, or held half of a character, since this was last set to `false`.
  var sawDamage = false
  /// Whether something was cut or left out since this was last set to `false`.
  var sawCut = false

  /// Reads what `more` gives, one piece after the other; an empty one is the end.
  init(_ more: @escaping () throws -> [UInt8]) { self.more = more }

  /// Bytes read so far.
  var offset: Int { before + place }

  // MARK: Bytes

  /// Whether there is a byte at the place, after more were read where they are needed.
  private mutating func fill() throws(Fault) -> Bool {
    if place < piece.count { return true }
    guard !isEnded else { return false }
    before += piece.count
    place = 0
    do { piece = try more() } catch { throw .source(error) }
    isEnded = piece.isEmpty
    return !isEnded
  }

  private mutating func byte() throws(Fault) -> UInt8 {
    guard try fill() else { throw .end }
    defer { place += 1 }
    return piece[place]
  }

  /// The next byte that is no white space, which stays; `nil` at the end.
  mutating func peek() throws(Fault) -> UInt8? {
    while try fill() {
      let byte = piece[place]
      // The mark of UTF-8 stands at the start of some files.
      let isMark = offset < 3 && [0xef, 0xbb, 0xbf].contains(byte)
      guard byte == 0x20 || (0x09...0x0d).contains(byte) || isMark else { return byte }
      place += 1
    }
    return nil
  }

  private mutating func need() throws(Fault) -> UInt8 {
    guard let byte = try peek() else { throw .end }
    return byte
  }

  private mutating func take(_ expected: UInt8) throws(Fault) {
    guard try need() == expected else { throw .syntax(offset: offset) }
    place += 1
  }

  // MARK: Structure

  /// Goes through the members of the object that stands next; `read` has to take each value.
  mutating func object(
    _ read: (inout JSONStream, String) throws(Fault) -> Void
  ) throws(Fault) {
    try take(UInt8(ascii: "{"))
    if try need() == UInt8(ascii: "}") { return place += 1 }
    while true {
      var room = 1 << 10
      guard try need() == UInt8(ascii: "\"") else { throw .syntax(offset: offset) }
      let name = try text(upTo: &room)
      try take(UInt8(ascii: ":"))
      try read(&self, name)
      switch try need() {
      case UInt8(ascii: ","): place += 1
      case UInt8(ascii: "}"): return place += 1
      default: throw .syntax(offset: offset)
      }
    }
  }

  /// Goes through the elements of the list that stands next; `read` has to take each.
  mutating func list(_ read: (inout JSONStream) throws(Fault) -> Void) throws(Fault) {
    try take(UInt8(ascii: "["))
    if try need() == UInt8(ascii: "]") { return place += 1 }
    while true {
      try read(&self)
      switch try need() {
      case UInt8(ascii: ","): place += 1
      case UInt8(ascii: "]"): return place += 1
      default: throw .syntax(offset: offset)
      }
    }
  }

  /// Passes over the value that stands next, however deep it is.
  mutating func skip() throws(Fault) {
    var depth = 0
    repeat {
      switch try need() {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        place += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard depth > 0 else { throw .syntax(offset: offset) }
        depth -= 1
        place += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard depth > 0 else { throw .syntax(offset: offset) }
        place += 1
      case UInt8(ascii: "\""): try skipText()
      default: _ = try word()
      }
    } while depth > 0
  }

  private mutating func skipText() throws(Fault) {
    try take(UInt8(ascii: "\""))
    while true {
      guard try fill() else { throw .end }
      while place < piece.count {
        let byte = piece[place]
        place += 1
        if byte == UInt8(ascii: "\"") { return }
        if byte == UInt8(ascii: "\\") { _ = try self.byte() }
      }
    }
  }

  // MARK: Values

  /// The value that stands next, within `bounds`.
  mutating func value(_ bounds: Bounds) throws(Fault) -> JSON {
    var room = bounds.room
    return try value(bounds, &room, bounds.depth)
  }

  private mutating func value(
    _ bounds: Bounds, _ room: inout Int, _ depth: Int
  ) throws(Fault) -> JSON {
    let next = try need()
    room -= 32
    guard room > 0, depth > 0 else {
      sawCut = true
      try skip()
      return .null
    }
    switch next {
    case UInt8(ascii: "\""):
      var limit = min(room, bounds.text)
      let most = limit
      let text = try text(upTo: &limit)
      room -= most - limit
      return .string(text)
    case UInt8(ascii: "{"):
      var members: [String: JSON] = [:]
      try object { (stream: inout JSONStream, name) throws(Fault) in
        if bounds.without.contains(name) { return try stream.skip() }
        room -= name.utf8.count
        members[name] = try stream.value(bounds, &room, depth - 1)
      }
      return .object(members)
    case UInt8(ascii: "["):
      var elements: [JSON] = []
      try list { (stream: inout JSONStream) throws(Fault) in
        let element = try stream.value(bounds, &room, depth - 1)
        if room > 0 { elements.append(element) }
      }
      return .array(elements)
    default: return try scalar(try word())
    }
  }

  /// The letters, digits and signs that stand next; one at least.
  private mutating func word() throws(Fault) -> String {
    var bytes: [UInt8] = []
    while try fill() {
      let byte = piece[place]
      let isOf =
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
        || (0x61...0x7a).contains(byte) || [0x2b, 0x2d, 0x2e].contains(byte)
      guard isOf else { break }
      if bytes.count < 400 { bytes.append(byte) }
      place += 1
    }
    guard !bytes.isEmpty else { throw .syntax(offset: offset) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func scalar(_ word: String) throws(Fault) -> JSON {
    switch word {
    case "null", "NaN", "Infinity", "-Infinity": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default:
      if let number = Int(word) { return .int(number) }
      guard let number = Double(word) else { throw .syntax(offset: offset) }
      return number.isFinite ? .double(number) : .null
    }
  }

  /// The text that stands next, of which `room` bytes are kept at most; what was used is taken from `room`.
  private mutating func text(upTo room: inout Int) throws(Fault) -> String {
    try take(UInt8(ascii: "\""))
    var bytes: [UInt8] = []
    var (high, isCut): (UInt16?, Bool) = (nil, false)
    while true {
      guard try fill() else { throw .end }
      var end = place
      while end < piece.count, piece[end] != UInt8(ascii: "\""), piece[end] != UInt8(ascii: "\\") {
        end += 1
      }
      if end > place {
        if high != nil { bytes += lone(&high) }
        let kept = max(0, min(end - place, room - bytes.count))
        if kept < end - place { isCut = true }
        bytes += piece[place..<(place + kept)]
        place = end
      }
      guard place < piece.count else { continue }
      place += 1
      if piece[place - 1] == UInt8(ascii: "\"") { break }
      let escaped = try escape(&high)
      if bytes.count + escaped.count <= room { bytes += escaped } else { isCut = true }
    }
    if high != nil { bytes += lone(&high) }
    if isCut { while let last = bytes.last, last & 0xc0 == 0x80 { bytes.removeLast() } }
    if isCut, let last = bytes.last, last >= 0xc0 { bytes.removeLast() }
    room -= bytes.count
    sawCut = sawCut || isCut
    let mark = isCut ? JSONStream.cutMark : ""
    if let text = String(validating: bytes, as: UTF8.self) { return text + mark }
    sawDamage = true
    return String(decoding: bytes, as: UTF8.self) + mark
  }

  private mutating func lone(_ high: inout UInt16?) -> [UInt8] {
    high = nil
    sawDamage = true
    return Array("\u{fffd}".utf8)
  }

  /// What the escape stands for whose backslash was taken; nothing for the first half of a character, kept in `high`.
  private mutating func escape(_ high: inout UInt16?) throws(Fault) -> [UInt8] {
    let kind = try byte()
    var before: [UInt8] = []
    if kind != UInt8(ascii: "u") {
      if high != nil { before = lone(&high) }
      switch kind {
      case UInt8(ascii: "n"): return before + [0x0a]
      case UInt8(ascii: "t"): return before + [0x09]
      case UInt8(ascii: "r"): return before + [0x0d]
      case UInt8(ascii: "b"): return before + [0x08]
      case UInt8(ascii: "f"): return before + [0x0c]
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return before + [kind]
      default: throw .syntax(offset: offset)
      }
    }
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(try byte())).hexDigitValue else {
        throw .syntax(offset: offset)
      }
      unit = unit << 4 | UInt16(digit)
    }
    if let first = high, (0xdc00...0xdfff).contains(unit) {
      high = nil
      let scalar = 0x10000 + (UInt32(first) - 0xd800) << 10 + (UInt32(unit) - 0xdc00)
      return Unicode.Scalar(scalar).map { Array(String($0).utf8) } ?? []
    }
    if high != nil { before = lone(&high) }
    if (0xd800...0xdbff).contains(unit) {
      high = unit
      return before
    }
    guard let scalar = Unicode.Scalar(unit) else {
      sawDamage = true
      return before + Array("\u{fffd}".utf8)
    }
    return before + Array(String(scalar).utf8)
  }
}
