/// The names of the test cases in a file, by how tests are written in any of a dozen languages.
struct TestNames {
  /// The names, without order.
  private(set) var names: Set<String> = []

  private static let callers: [[UInt8]] = [
    "test", "it", "specify", "scenario", "check", "Run", "describe",
  ]
  .map { Array($0.utf8) }

  /// The test cases in `bytes`: functions named so, and calls such as `test("name"` and `it('name'`.
  ///
  /// - Complexity: O(*n*).
  init(_ bytes: [UInt8]) {
    for definition in DefinitionScanner.definitions(in: bytes) {
      let lower = definition.name.lowercased()
      if lower.hasPrefix("test"), lower != "test" { names.insert(definition.name) }
    }
    let lines = TextLines(bytes)
    for index in lines.contents.indices {
      let line = lines[index].drop { $0 == 0x20 || $0 == 0x09 }
      for caller in Self.callers {
        guard let name = TestNames.name(in: line, after: caller) else { continue }
        names.insert(name)
      }
    }
  }

  /// The quoted text after `caller` and a parenthesis, where a line begins with them or has them after a dot.
  private static func name(in line: ArraySlice<UInt8>, after caller: [UInt8]) -> String? {
    var rest = line
    if !rest.starts(with: caller) {
      guard let dot = rest.firstIndex(of: UInt8(ascii: ".")) else { return nil }
      rest = rest[(dot + 1)...]
      guard rest.starts(with: caller) else { return nil }
    }
    rest = rest.dropFirst(caller.count)
    guard rest.first == UInt8(ascii: "(") || rest.first == 0x20 else { return nil }
    rest = rest.dropFirst().drop { $0 == 0x20 }
    guard let quote = rest.first, [0x22, 0x27, 0x60].contains(quote) else { return nil }
    let name = rest.dropFirst().prefix { $0 != quote }
    return name.isEmpty ? nil : String(validating: name, as: UTF8.self)
  }

  /// Whether `name` stands in `bytes` as a whole word.
  static func holds(_ name: String, in bytes: [UInt8]) -> Bool {
    let wanted = Array(name.utf8)
    guard let first = wanted.first else { return false }
    var start = bytes.startIndex
    while let place = bytes[start...].firstIndex(of: first) {
      let end = place + wanted.count
      if bytes[place...].starts(with: wanted),
        place == 0 || !CodeMap.isWordByte(bytes[place - 1]),
        end == bytes.count || !CodeMap.isWordByte(bytes[end])
      {
        return true
      }
      start = place + 1
    }
    return false
  }
}
