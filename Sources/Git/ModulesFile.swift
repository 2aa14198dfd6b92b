/// What a file `.gitmodules` says: the path of each submodule by its name. Pure.
///
/// The format is git's own of config files (git-config(1), "Syntax"); only `[submodule "NAME"]` with `path` counts, and
/// no file is ever included. The text is a stranger's.
struct ModulesFile {
  /// Names with their paths, in the order of the file; of a name that has several the last one counts.
  private(set) var paths: [(name: String, path: String)] = []

  private var rest: ArraySlice<UInt8>
  private var section: String?

  /// Reads `bytes`; `nil` for what git would not read either.
  init?(_ bytes: [UInt8]) {
    rest = bytes[...]
    if rest.starts(with: [0xef, 0xbb, 0xbf]) { rest = rest.dropFirst(3) }
    while let byte = rest.first {
      switch byte {
      case 0x20, 0x09, 0x0d, 0x0a: rest.removeFirst()
      case UInt8(ascii: "#"), UInt8(ascii: ";"): rest = rest.drop { $0 != 0x0a }
      case UInt8(ascii: "["): guard readHeader() else { return nil }
      default: guard readValue() else { return nil }
      }
    }
  }

  /// Reads `[section]` or `[section "name"]`.
  private mutating func readHeader() -> Bool {
    rest.removeFirst()
    let word = take { ModulesFile.isOfWord($0) || $0 == UInt8(ascii: ".") }
    let isSubmodule = ModulesFile.lowercased(word) == "submodule"
    section = nil
    if rest.first == UInt8(ascii: "]") {
      rest.removeFirst()
      return !word.isEmpty
    }
    _ = take { $0 == 0x20 || $0 == 0x09 }
    guard rest.popFirst() == UInt8(ascii: "\"") else { return false }
    var name: [UInt8] = []
    while var byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\") {
        guard let escaped = rest.popFirst() else { return false }
        byte = escaped
      }
      guard byte != 0x0a, byte != 0 else { return false }
      name.append(byte)
    }
    guard rest.popFirst() == UInt8(ascii: "]") else { return false }
    if isSubmodule { section = String(validating: name, as: UTF8.self) }
    return true
  }

  /// Reads `key = value` or `key`.
  private mutating func readValue() -> Bool {
    let key = ModulesFile.lowercased(take(while: ModulesFile.isOfWord))
    guard key.first?.isLetter == true else { return false }
    _ = take { $0 == 0x20 || $0 == 0x09 }
    guard rest.first == UInt8(ascii: "=") else {
      // A key alone is git's word for true, which is no path.
      return [0x0a, 0x0d, UInt8(ascii: "#"), UInt8(ascii: ";"), nil].contains(rest.first)
    }
    rest.removeFirst()
    guard let bytes = readText() else { return false }
    guard key == "path", let section, let path = String(validating: bytes, as: UTF8.self) else {
      return true
    }
    paths.removeAll { $0.name == section }
    paths.append((section, path))
    return true
  }

  /// Reads a value to the end of its line; `nil` for one with a quotation mark too few, or an escape that git does not know.
  private mutating func readText() -> [UInt8]? {
    var text: [UInt8] = []
    var kept = 0
    var isQuoted = false
    _ = take { $0 == 0x20 || $0 == 0x09 }
    while let byte = rest.popFirst() {
      switch byte {
      case 0x0a:
        return isQuoted ? nil : Array(text.prefix(kept))
      case 0x0d where rest.first == 0x0a: continue
      case UInt8(ascii: "#") where !isQuoted, UInt8(ascii: ";") where !isQuoted:
        rest = rest.drop { $0 != 0x0a }
      case UInt8(ascii: "\""):
        isQuoted.toggle()
        kept = text.count
      case UInt8(ascii: "\\"):
        switch rest.popFirst() {
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
        case 0x0a: continue
        case 0x0d where rest.first == 0x0a:
          rest.removeFirst()
          continue
        default: return nil
        }
        kept = text.count
      case 0: return nil
      default:
        text.append(byte)
        // Space at the end of a line counts only in quotation marks.
        if isQuoted || (byte != 0x20 && byte != 0x09) { kept = text.count }
      }
    }
    return isQuoted ? nil : Array(text.prefix(kept))
  }

  private mutating func take(while isMeant: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let taken = rest.prefix(while: isMeant)
    rest = rest.dropFirst(taken.count)
    return taken
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self).lowercased()
  }
}
