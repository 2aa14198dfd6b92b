import Vocabulary

/// Why a path is refused.
package enum PathRefusal: Error, Hashable, Sendable {
  /// It is empty, absolute, or has an empty part, `.` or `..`.
  case notWithinTree
  /// A part would be git's own directory to git on some system.
  case gitDirectory
  /// A part has a control character, a colon, a backslash, a leading dash, or a trailing dot or space.
  case unsafeName
  /// It is longer than 4,000 bytes, or a part is longer than 255.
  case tooLong
  /// Git reads it by itself: `.gitattributes`, `.gitmodules`.
  case readByGit
  /// The mandate does not allow it.
  case outsideMandate

  /// The reason as a sentence about `path`.
  package func sentence(about path: String) -> String {
    switch self {
    case .notWithinTree: "'\(path)' does not lie within the project"
    case .gitDirectory: "'\(path)' is, or could be taken for, git's own directory"
    case .unsafeName: "'\(path)' is not a name that every system can hold safely"
    case .tooLong: "the path '\(path.prefix(60))…' is too long"
    case .readByGit: "'\(path)' changes how git itself works, which a run may not"
    case .outsideMandate: "'\(path)' lies outside the paths this run may change"
    }
  }
}

/// Decides which paths a run may write. Pure; the file system is not asked.
///
/// Stricter than git: what git accepts and some system takes for `.git`, or a terminal for an order,
/// is refused too.
package struct PathGuard: Hashable, Sendable {
  private let allowed: [Glob]

  /// A guard that allows paths matching one of `globs`; any path when there are none.
  package init(globs: [String]) { allowed = globs.map(Glob.init) }

  /// Checks a path that is to be written.
  ///
  /// - Throws: ``PathRefusal``.
  package func check(_ path: String) throws(PathRefusal) {
    guard path.utf8.count <= 4000 else { throw .tooLong }
    let parts = path.pathParts(omittingEmpty: false).map(String.init)
    guard !path.isEmpty, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw .notWithinTree
    }
    for part in parts { try check(part: part) }
    guard allowed.isEmpty || allowed.contains(where: { $0.matches(path) }) else {
      throw .outsideMandate
    }
  }

  private func check(part: String) throws(PathRefusal) {
    guard part.utf8.count <= 255 else { throw .tooLong }
    // Without what some systems leave out, and what people cannot see.
    let seen = part.unicodeScalars.filter { !$0.isInvisible && !$0.properties.isWhitespace }
    let folded = String(String.UnicodeScalarView(seen)).lowercased()
    let stem = folded.prefix { $0 != ":" }.trimmingTail(".")
    guard stem != ".git", !folded.hasPrefix("git~") else { throw .gitDirectory }
    guard stem != ".gitattributes", stem != ".gitmodules", !PathGuard.isShortName(stem) else {
      throw .readByGit
    }
    let isUnsafe = part.unicodeScalars.contains {
      $0.isControl || $0 == ":" || $0 == "\\" || $0.isInvisible
    }
    // A mark that combines with the slash before it would hide where the part begins.
    guard "/\(part)".first == "/" else { throw .unsafeName }
    guard !isUnsafe, part.first != "-", part.last != ".", part.last != " " else {
      throw .unsafeName
    }
    guard !PathGuard.isDevice(folded.prefix { $0 != "." }) else { throw .unsafeName }
  }

  /// Whether NTFS could give the name, which is in lower case, to a file that git reads, such as `gitmod~1` or `gi7eba~1`
  /// for `.gitmodules`.
  private static func isShortName(_ name: Substring) -> Bool {
    let parts = name.split(separator: "~", omittingEmptySubsequences: false)
    guard parts.count == 2, name.utf8.count <= 8, parts[0].hasPrefix("gi") else { return false }
    return !parts[1].isEmpty && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Whether a name, in lower case and without its ending, is a device to Windows.
  private static func isDevice(_ name: Substring) -> Bool {
    let devices: Set<Substring> = ["con", "prn", "aux", "nul", "conin$", "conout$"]
    guard !devices.contains(name) else { return true }
    let isNumbered = name.hasPrefix("com") || name.hasPrefix("lpt")
    return isNumbered && name.count == 4 && name.last.map { "0123456789¹²³".contains($0) } == true
  }
}

extension Unicode.Scalar {
  /// Whether terminals and editors may take it for an order, or for the end of a line.
  fileprivate var isControl: Bool {
    value < 0x20 || (0x7f...0x9f).contains(value) || value == 0x2028 || value == 0x2029
  }

  /// Whether file systems drop it, or people cannot see it: zero-width and bidi controls, tags.
  fileprivate var isInvisible: Bool {
    properties.isDefaultIgnorableCodePoint || (0x202a...0x202e).contains(value)
      || (0x2066...0x2069).contains(value)
  }
}

extension Substring {
  fileprivate func trimmingTail(_ characters: String) -> Substring {
    var text = self
    while let last = text.last, characters.contains(last) { text.removeLast() }
    return text
  }
}
