/// A file that a patch changes, with what it was and is.
package struct InspectedFile: Sendable {
  /// The path after the patch; of a file that is gone, the path before.
  package var path: String
  /// What it was; `nil` for one that is new.
  package var old: Side?
  /// What it is; `nil` for one that is gone.
  package var new: Side?
  /// Whether git takes either side for no text.
  package var isBinary: Bool
  /// The lines that the patch adds, counted from 0.
  package var added: [Range<Int>]

  /// The file at `path`.
  package init(path: String, old: Side?, new: Side?, isBinary: Bool, added: [Range<Int>]) {
    self.path = path
    self.old = old
    self.new = new
    self.isBinary = isBinary
    self.added = added
  }

  /// One side of a change.
  package struct Side: Hashable, Sendable {
    /// What kind of file it is.
    package var kind: Kind
    /// Its bytes; a link's are its target.
    package var bytes: [UInt8]

    /// A file of these bytes.
    package init(kind: Kind, bytes: [UInt8]) {
      self.kind = kind
      self.bytes = bytes
    }
  }

  /// A kind of file.
  package enum Kind: Hashable, Sendable {
    /// A file that cannot be run, and one that can.
    case plain, executable
    /// A symbolic link.
    case link
    /// Another repository.
    case submodule
  }
}
