package import Files

/// Why a file is no trajectory that can be imported.
package enum ImportError: Error, Sendable {
  /// The file has more bytes than are read.
  case tooLarge(limit: Int)
  /// The text is no JSON at this byte, counted from 0, and no turn stands before it.
  case notJSON(offset: Int)
  /// The file is empty.
  case empty
  /// It is JSON of none of the formats.
  case unknownFormat
  /// It is of a known format, and no turn of an agent's is in it.
  case noTurns(format: String)
  /// It has no row of this number, counted from 1; so many are there.
  case noSuchRow(Int, of: Int)
  /// It is ATIF of a version that is not known.
  case unknownVersion(String)
  /// The file cannot be read.
  case file(FileError)
  /// Nothing says which commit the agent began at.
  case noBase
  /// The commit that the file names is not in the repository.
  case foreignBase(String)
  /// The folder that the agent's project is said to have stood in is no absolute path.
  case badRoot(String)
}
