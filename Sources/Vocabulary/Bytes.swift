extension UInt8 {
  /// The byte that ends a line.
  package static let lineFeed = UInt8(ascii: "\n")
  /// The byte before the end of a line of DOS.
  package static let carriageReturn = UInt8(ascii: "\r")
  /// The byte between the parts of a path.
  package static let slash = UInt8(ascii: "/")
}
