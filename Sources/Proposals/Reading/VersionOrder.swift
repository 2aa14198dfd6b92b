/// Versions as people write them, from the oldest to the newest.
enum VersionOrder {
  /// The newest of `texts`, by the numbers in them; one without a number is older than any with one.
  static func newest(of texts: [String]) -> String? {
    texts.max { numbers(in: $0).lexicographicallyPrecedes(numbers(in: $1)) }
  }

  private static func numbers(in text: String) -> [Int] {
    text.split { !$0.isASCII || !$0.isNumber }.map { Int($0) ?? .max }
  }
}
