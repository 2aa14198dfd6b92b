/// Tells secret keys of AWS that stand alone, without a word that says so: forty characters of base64 that no word or
/// path has.
enum StandingKeys {
  private static let count = 40
  /// How often a capital, a small letter, a digit or a sign follows one of another kind, at the least: by chance it is
  /// twenty-five times, in names that people make up hardly ten.
  private static let turns = 16
  /// The most small letters in a row: words have more.
  private static let letters = 5
  private static let alphabet = ByteSet.word.subtracting(ByteSet([0x5f])).union(
    ByteSet([0x2b, 0x2f]))
  /// What may not stand beside a key.
  private static let beside = ByteSet.word.union(ByteSet("+/=.-".utf8))

  /// Where such keys are.
  ///
  /// - Complexity: O(*n*) in the bytes; where words are short, most are not looked at.
  static func places(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    var places: [Range<Int>] = []
    var start = 0
    while start + count <= bytes.count {
      var last = start + count - 1
      while last >= start, alphabet.contains(bytes[last]) { last -= 1 }
      guard last < start else {
        start = last + 1
        continue
      }
      var end = start + count
      while end < bytes.count, alphabet.contains(bytes[end]) { end += 1 }
      let isAlone =
        (start == 0 || !beside.contains(bytes[start - 1]))
        && (end == bytes.count || !beside.contains(bytes[end]))
      if end - start == count, isAlone, isKey(bytes[start..<end]) { places.append(start..<end) }
      start = end + 1
    }
    return places
  }

  private static func isKey(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    func kind(_ byte: UInt8) -> Int {
      switch byte {
      case 0x30...0x39: 0
      case 0x41...0x5a: 1
      case 0x61...0x7a: 2
      default: 3
      }
    }
    let kinds = bytes.map(kind)
    let turns = zip(kinds, kinds.dropFirst()).count { $0 != $1 }
    let words = kinds.split { $0 != 2 }.map(\.count)
    return turns >= Self.turns && words.allSatisfy { $0 <= letters }
      && Set(kinds).isSuperset(of: [0, 1, 2])
  }
}
