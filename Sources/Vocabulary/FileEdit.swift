/// One change to one file of the workspace. Paths are relative to the tree, with `/` between parts.
package struct FileEdit: Hashable, Sendable {
  /// The file changed, as the policy names it: not yet checked by the path guard.
  @ExactText package var path: String
  /// What happens to it.
  package var change: Change

  /// What happens to a file.
  package enum Change: Hashable, Sendable {
    /// The whole content is replaced; the file is made when missing.
    case write(String)
    /// Pieces are replaced in place: ascending, not overlapping.
    case splice([Splice])
    /// The one place where `search` stands is replaced.
    case substitute(search: String, replacement: String)
    /// The file is removed.
    case delete
    /// The file moves to another path, content and mode kept.
    case rename(to: String)

    /// Whether both do the same, byte for byte.
    package static func == (left: Change, right: Change) -> Bool {
      switch (left, right) {
      case (.write(let one), .write(let other)), (.rename(let one), .rename(let other)):
        one.isExactly(other)
      case (.splice(let one), .splice(let other)): one == other
      case (.substitute(let search, let text), .substitute(let otherSearch, let otherText)):
        search.isExactly(otherSearch) && text.isExactly(otherText)
      case (.delete, .delete): true
      default: false
      }
    }
  }

  /// A piece of a file replaced where it stands.
  package struct Splice: Hashable, Sendable, Codable {
    /// Where the piece starts, in bytes of the file before any splice of the same edit.
    @Amount package var offset: Int
    /// What stands there now; the edit is refused when something else does.
    @ExactText package var old: String
    /// What stands there afterwards.
    @ExactText package var new: String

    /// Replaces `old` at `offset` by `new`.
    package init(offset: Int, old: String, new: String) {
      self.offset = offset
      self.old = old
      self.new = new
    }
  }

  /// The change `change` to the file `path`.
  package init(path: String, change: Change) {
    self.path = path
    self.change = change
  }
}

extension FileEdit: Codable {
  private enum Key: String, CodingKey { case path, write, splice, search, replacement, delete, to }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let path = try values.decode(String.self, forKey: .path)
    self.path = path
    if let content = try values.decodeIfPresent(String.self, forKey: .write) {
      change = .write(content)
    } else if let splices = try values.decodeIfPresent([Splice].self, forKey: .splice) {
      change = .splice(splices)
    } else if let search = try values.decodeIfPresent(String.self, forKey: .search) {
      change = .substitute(
        search: search, replacement: try values.decode(String.self, forKey: .replacement))
    } else if let target = try values.decodeIfPresent(String.self, forKey: .to) {
      change = .rename(to: target)
    } else {
      guard try values.decode(Bool.self, forKey: .delete) else {
        throw DecodingError.dataCorruptedError(
          forKey: .delete, in: values, debugDescription: "an edit of \(path) that changes nothing")
      }
      change = .delete
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(path, forKey: .path)
    switch change {
    case .write(let content): try values.encode(content, forKey: .write)
    case .splice(let splices): try values.encode(splices, forKey: .splice)
    case .substitute(let search, let replacement):
      try values.encode(search, forKey: .search)
      try values.encode(replacement, forKey: .replacement)
    case .delete: try values.encode(true, forKey: .delete)
    case .rename(let target): try values.encode(target, forKey: .to)
    }
  }
}
