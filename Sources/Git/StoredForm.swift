import CLibgit2
package import Vocabulary

extension Repository {
  /// `bytes`, as a working tree has them at `path`, as git would store them: without carriage returns where the
  /// attributes and `core.autocrlf` say so, and without what `ident` puts in.
  ///
  /// The attributes are those of `commit`'s tree, not of any checkout. External filters are never run: see
  /// ``externalFilter(at:attributesFrom:)``. libgit2's own filter is not used: it asks the index of the checkout
  /// whether the stored file has carriage returns, and takes a file with a lone one for text. By convert.c of git.
  ///
  /// - Parameter before: What git has stored at `path`; where that ends lines in carriage returns, and nothing but
  ///   guessing says that it is text, they stay.
  package func stored(
    _ bytes: [UInt8], at path: String, over before: ObjectID?, attributesFrom commit: ObjectID
  ) throws(GitError) -> [UInt8] {
    var bytes = bytes
    if bytes.contains(.carriageReturn) {
      switch try lineEnds(at: path, from: commit) {
      case .kept: break
      case .converted: bytes.dropReturns()
      case .guessed:
        let form = LineEndCounts(bytes)
        if form.isText, form.pairs > 0, try !storesReturns(before) { bytes.dropReturns() }
      }
    }
    let mark = Array("$Id:".utf8)
    if bytes.firstRange(of: mark) != nil, case .set = try attribute("ident", of: path, from: commit)
    {
      bytes.closeIdents()
    }
    return bytes
  }

  /// Whether a stored file is text of which lines end in carriage returns.
  private func storesReturns(_ id: ObjectID?) throws(GitError) -> Bool {
    guard let id else { return false }
    let counts = LineEndCounts(try readBlob(id))
    return counts.isText && counts.pairs > 0
  }

  /// What happens to carriage returns on the way into the repository.
  private enum LineEnds {
    /// They stay.
    case kept
    /// They go.
    case converted
    /// They go from what looks like text.
    case guessed
  }

  private func lineEnds(
    at path: String, from commit: ObjectID
  ) throws(GitError) -> LineEnds {
    for name in ["text", "crlf"] {
      switch try attribute(name, of: path, from: commit) {
      case .unset: return .kept
      case .set, .value("input"): return .converted
      case .value("auto"): return .guessed
      case .unspecified, .value: break
      }
    }
    if case .value(let end) = try attribute("eol", of: path, from: commit),
      ["lf", "crlf"].contains(end)
    {
      return .converted
    }
    let setting = try config().value("core.autocrlf")
    return setting?.lowercased() == "input" || ConfigFiles.isTrue(setting) ? .guessed : .kept
  }
}

/// How the lines of a file end, and what else tells text; gather_stats of git's convert.c.
struct LineEndCounts: Hashable {
  /// Carriage returns with a line feed behind them.
  private(set) var pairs = 0
  private var lone = 0
  private var zeros = 0
  private var printable = 0
  private var others = 0

  /// Counts them in `bytes`.
  init(_ bytes: [UInt8]) {
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case .carriageReturn:
        let isPair = index + 1 < bytes.count && bytes[index + 1] == .lineFeed
        if isPair { pairs += 1 } else { lone += 1 }
      case .lineFeed: break
      case 0x08, 0x09, 0x0c, 0x1b: printable += 1
      case 0:
        zeros += 1
        others += 1
      case 0x7f, ..<0x20: others += 1
      default: printable += 1
      }
    }
    // The mark of the end of a file in DOS is part of a text.
    if bytes.last == 0x1a { others -= 1 }
  }

  /// Whether git would guess that it is text.
  var isText: Bool { lone == 0 && zeros == 0 && printable >> 7 >= others }
}

extension [UInt8] {
  /// Takes out the carriage returns before line feeds.
  fileprivate mutating func dropReturns() {
    var kept: [UInt8] = []
    kept.reserveCapacity(count)
    for (index, byte) in enumerated() {
      let isEnd = byte == .carriageReturn && index + 1 < count && self[index + 1] == .lineFeed
      if !isEnd { kept.append(byte) }
    }
    self = kept
  }

  /// Makes `$Id$` of each `$Id: …$` within one line.
  fileprivate mutating func closeIdents() {
    let (start, dollar) = (Array("$Id:".utf8), UInt8(ascii: "$"))
    var kept: [UInt8] = []
    var rest = self[...]
    while let found = rest.firstRange(of: start) {
      kept += rest[..<found.upperBound].dropLast()
      let value = rest[found.upperBound...].prefix { $0 != dollar && $0 != .lineFeed }
      let isClosed = value.endIndex < endIndex && self[value.endIndex] == dollar
      if !isClosed { kept += rest[(found.upperBound - 1)..<value.endIndex] }
      rest = rest[value.endIndex...]
    }
    self = kept + rest
  }
}
