import Records

extension Author {
  /// Somebody whose records are known again by a key.
  static var keeper: Author {
    var author = Author(name: "Colleague", email: "colleague@example.org")
    author.key = RecordKey(String(repeating: "5a", count: RecordKey.count))
    return author
  }
}
