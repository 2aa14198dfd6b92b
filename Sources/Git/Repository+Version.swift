extension Repository {
  /// The highest version that a tag names, as `1.10.2` of `v1.10.2`; `nil` where none names one.
  ///
  /// Words after the numbers, as of a release to be tried, make a tag count for nothing.
  ///
  /// - Complexity: O(*n*) in the tags.
  package func newestVersion() throws(GitError) -> String? {
    var newest: [Int] = []
    for (name, _) in try references(withPrefix: "refs/tags/") {
      let numbers = Self.version(of: name)
      if newest.lexicographicallyPrecedes(numbers) { newest = numbers }
    }
    return newest.isEmpty ? nil : newest.map(String.init).joined(separator: ".")
  }

  /// The numbers at the end of a tag's name, parted by dots; empty where it ends otherwise.
  private static func version(of tag: String) -> [Int] {
    let end = tag.reversed().prefix { $0.isASCII && ($0.isNumber || $0 == ".") }.reversed()
    let parts = String(end).split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.count < 9 ? Int($0) : nil }
    return parts.count > 1 && parts.count < 6 && numbers.count == parts.count ? numbers : []
  }
}
