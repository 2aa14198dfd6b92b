/// The words around the hunks of a difference, as git writes them.
package enum DiffText {
  /// How many bytes from the start git looks at to tell text from binary.
  static let textWindow = 8000

  /// Everything of one file's difference before its first hunk.
  ///
  /// - Parameters:
  ///   - ids: The ids on the `index` line; `nil` where the content is the same.
  ///   - hunks: What follows; `---` and `+++` only come before lines of text.
  static func header(
    of difference: FileDifference, ids: (old: String, new: String)?, hunks: [UInt8]
  ) -> [UInt8] {
    let path = difference.path
    let before = quoted(difference.old?.path ?? path, prefix: "a/")
    let after = quoted(path, prefix: "b/")
    var lines = ["diff --git \(before) \(after)"] + modes(of: difference)
    if case .renamed(let similarity) = difference.kind {
      lines += [
        "similarity index \(similarity)%", "rename from \(quoted(difference.old?.path ?? path))",
        "rename to \(quoted(path))",
      ]
    }
    if let ids {
      let isSameMode = difference.old?.mode == difference.new?.mode
      let mode = isSameMode ? difference.new.map { " " + octal($0.mode) } ?? "" : ""
      lines.append("index \(ids.old)..\(ids.new)\(mode)")
    }
    if hunks.first == UInt8(ascii: "@") {
      lines.append("--- " + (difference.old == nil ? "/dev/null" : ended(before)))
      lines.append("+++ " + (difference.new == nil ? "/dev/null" : ended(after)))
    }
    return Array(lines.map { $0 + "\n" }.joined().utf8)
  }

  private static func modes(of difference: FileDifference) -> [String] {
    switch (difference.old?.mode, difference.new?.mode) {
    case (nil, let new?): ["new file mode \(octal(new))"]
    case (let old?, nil): ["deleted file mode \(octal(old))"]
    case (let old?, let new?) where old != new:
      ["old mode \(octal(old))", "new mode \(octal(new))"]
    default: []
    }
  }

  /// A name with white space in it ends with a tab, by which other patch programs know where it ends.
  private static func ended(_ name: String) -> String { name.contains(" ") ? name + "\t" : name }

  /// The mode in octal digits: `100644`.
  package static func octal(_ mode: FileMode) -> String { String(mode.rawValue, radix: 8) }

  /// `prefix` and `path`, in double quotes with escapes where it holds anything but plain ASCII.
  package static func quoted(_ path: [UInt8], prefix: String = "") -> String {
    let isPlain = path.allSatisfy { (0x20..<0x7f).contains($0) && !#""\"#.utf8.contains($0) }
    if isPlain { return prefix + String(decoding: path, as: UTF8.self) }
    return "\"" + prefix + path.map(escaped).joined() + "\""
  }

  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return "\\" + String(UnicodeScalar(byte))
    case 0x07...0x0d:
      let letters = Array("abtnvfr")
      return "\\" + String(letters[Int(byte) - 0x07])
    case 0x20..<0x7f: return String(UnicodeScalar(byte))
    default:
      let digits = String(byte, radix: 8)
      return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }
  }

  /// What follows the header in one file's difference as libgit2 prints it: from the first hunk on, or the
  /// binary patch; nothing where there is neither.
  ///
  /// White space at the end of a hunk's own line goes: libgit2 cuts the function's line there, which may leave a
  /// space at its end, and git takes that away.
  static func hunks(of printed: [UInt8]) -> [UInt8] {
    let (hunk, binary) = (Array("@@ ".utf8), Array("GIT binary".utf8))
    let lines = printed.split(separator: 0x0a, omittingEmptySubsequences: false)
    var hunks: [UInt8] = []
    for line in lines.drop(while: { !$0.starts(with: hunk) && !$0.starts(with: binary) }) {
      let end = line.starts(with: hunk) ? line.lastIndex { $0 > 0x20 } ?? line.startIndex : nil
      hunks += end.map { line[...$0] } ?? line
      hunks.append(0x0a)
    }
    // The last part is what follows the last line feed: nothing.
    return hunks.dropLast()
  }
}
