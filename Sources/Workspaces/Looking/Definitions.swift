/// Reads what Universal Ctags prints with `--excmd=number --fields=Kl`: name, path, `LINE;"`, then the
/// kind in full and `language:NAME`, by tabs.
enum CtagsOutput {
  private static let kinds: Set<Substring> = [
    "function", "func", "method", "class", "struct", "union", "enum", "interface", "trait", "type",
    "typedef", "alias", "module", "namespace", "protocol", "constructor", "subroutine", "procedure",
    "singletonMethod", "implementation", "object", "record", "getter", "setter",
    "generator", "methodSpec", "talias", "interfaceDef", "annotation", "delegate", "category",
    "typealias", "guard",
  ]

  /// The definitions in `text`, by the places of their files in `sources`.
  static func definitions(in text: String, of sources: [MappedSource]) -> [Int: [Definition]] {
    var places: [Substring: Int] = [:]
    for (index, source) in sources.enumerated() { places[source.path[...]] = index }
    var found: [Int: [Definition]] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("!") {
      let fields = line.split(separator: "\t")
      guard fields.count >= 4, let place = places[fields[1]],
        let number = Int(fields[2].prefix { $0.isNumber })
      else { continue }
      // A method of Python's is a member; in other languages that is a field.
      let isMethod = fields[3] == "member" && fields.last == "language:Python"
      guard isMethod || kinds.contains(fields[3]) else { continue }
      found[place, default: []].append(Definition(name: String(fields[0]), line: number))
    }
    return found
  }
}

/// Finds definitions by the words that lines begin with, in any of a dozen languages.
enum DefinitionScanner {
  private static let keywords: Set<Substring> = [
    "function", "class", "struct", "def", "func", "fn", "interface", "type", "enum", "trait",
    "impl",
    "module", "protocol", "extension", "actor", "namespace", "union", "fun", "object", "record",
    "sub", "defmodule", "defp", "defmacro", "macro_rules!", "typedef",
  ]
  private static let modifiers: Set<Substring> = [
    "public", "private", "protected", "internal", "static", "final", "abstract", "async", "export",
    "default", "pub", "unsafe", "extern", "inline", "override", "virtual", "open", "fileprivate",
    "package", "mutating", "suspend", "data", "sealed", "const", "declare", "partial", "local",
    "indirect", "nonisolated", "constexpr", "case", "strictfp", "value", "template",
  ]
  /// What can follow a definition's name.
  private static let followers = Array("({:<[=;,!".utf8)

  /// The definitions in a file: lines that begin with a keyword, modifiers before it, and a name.
  ///
  /// - Complexity: O(*n*) in the bytes.
  static func definitions(in bytes: [UInt8]) -> [Definition] {
    let lines = TextLines(bytes)
    return lines.contents.indices.compactMap { index in
      name(in: lines[index].prefix(400)).map { Definition(name: $0, line: index + 1) }
    }
  }

  private static func name(in line: ArraySlice<UInt8>) -> String? {
    var rest = line.drop(while: \.isBlank)
    while true {
      let word = rest.prefix { !$0.isBlank && $0 != UInt8(ascii: "(") }
      let isStarred = word.last == UInt8(ascii: "*")
      let text = String(decoding: isStarred ? word.dropLast() : word, as: UTF8.self)[...]
      if keywords.contains(text) { return name(after: rest.dropFirst(word.count)) }
      guard modifiers.contains(text) else { return nil }
      rest = rest.dropFirst(word.count)
      if rest.first == UInt8(ascii: "("), let end = rest.firstIndex(of: UInt8(ascii: ")")) {
        // As in `pub(crate)`.
        rest = rest[(end + 1)...]
      }
      rest = rest.drop(while: \.isBlank)
    }
  }

  private static func name(after keyword: ArraySlice<UInt8>) -> String? {
    var rest = keyword.drop(while: \.isBlank)
    if rest.first == UInt8(ascii: "("), let end = rest.firstIndex(of: UInt8(ascii: ")")) {
      // A receiver, as in Go's methods.
      rest = rest[(end + 1)...].drop(while: \.isBlank)
    }
    if rest.first == UInt8(ascii: "*") { rest = rest.dropFirst().drop(while: \.isBlank) }
    if rest.starts(with: Array("self.".utf8)) { rest = rest.dropFirst(5) }
    let name = rest.prefix(while: CodeMap.isWordByte)
    guard let first = name.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
      return nil
    }
    let after = rest.dropFirst(name.count).drop(while: \.isBlank)
    let isDirect = after.startIndex == name.endIndex
    guard let next = after.first else { return String(decoding: name, as: UTF8.self) }
    // After a blank, prose goes on with a small word; code with a sign or a word of a few.
    let isCode = followers.contains(next) || next == UInt8(ascii: ".") && isDirect
    let word = after.prefix(while: CodeMap.isWordByte)
    let goesOn = [
      "extends", "implements", "struct", "interface", "for", "where", "with", "do", "is",
    ]
    .contains(String(decoding: word, as: UTF8.self))
    return isCode || goesOn ? String(decoding: name, as: UTF8.self) : nil
  }
}
