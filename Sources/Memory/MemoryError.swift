package import Files
package import Records

/// Why the index could not be opened, kept up or asked; losing it loses nothing.
package enum MemoryError: Error {
  /// The file at this path is damaged, and could not be made anew.
  case damaged(String)
  /// Another process writes to the file at this path.
  case locked(String)
  /// The file at this path cannot be written to.
  case readOnly(String)
  /// There is no room on the disk of the file at this path.
  case full(String)
  /// SQLite refuses the file at this path otherwise: its code and its own words.
  case sqlite(String, code: Int32, message: String)
  /// The file or its folder cannot be made or removed.
  case file(FileError)
  /// What the index is made of cannot be read.
  case records(RecordsError)
}
