/// A text that is another one where its bytes are others: the name of a file, a command, what an edit puts into a file.
///
/// `String` takes two texts for one that differ in their Unicode normal form alone, such as `é` in one character and in
/// two; to git and to file systems they are two. As a wrapper the type makes a member compare by its bytes; its
/// projection (`$path`) is the key under which two such files stay apart.
@propertyWrapper
package struct ExactText: Hashable, Sendable, Codable {
  /// The text.
  package var wrappedValue: String

  /// The text as a key.
  package var projectedValue: ExactText { self }

  /// The text `wrappedValue`.
  package init(wrappedValue: String) { self.wrappedValue = wrappedValue }

  /// The text `text` as a key.
  package init(_ text: some StringProtocol) { wrappedValue = String(text) }

  package init(from decoder: any Decoder) throws {
    wrappedValue = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }

  package static func == (left: ExactText, right: ExactText) -> Bool {
    left.wrappedValue.isExactly(right.wrappedValue)
  }

  package func hash(into hasher: inout Hasher) {
    var text = wrappedValue
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xff as UInt8)
  }
}

extension ExactText: Comparable {
  /// The order of bytes, which is git's for names in one folder.
  package static func < (left: ExactText, right: ExactText) -> Bool {
    left.wrappedValue.utf8.lexicographicallyPrecedes(right.wrappedValue.utf8)
  }
}

extension ExactText: CustomStringConvertible {
  /// The text.
  package var description: String { wrappedValue }
}

extension ExactText: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { wrappedValue = value }
}

extension Dictionary where Key == ExactText {
  /// The value of a name.
  package subscript(name: String) -> Value? {
    get { self[ExactText(name)] }
    set { self[ExactText(name)] = newValue }
  }
}

extension Dictionary where Key == ExactText {
  /// The value of a name; `value` where it has none.
  package subscript(name: String, default value: @autoclosure () -> Value) -> Value {
    get { self[ExactText(name), default: value()] }
    set { self[ExactText(name)] = newValue }
  }
}

extension Set where Element == ExactText {
  /// The set of these names.
  package init(names: some Sequence<String>) { self.init(names.lazy.map { ExactText($0) }) }

  /// The names, sorted by their bytes.
  package var names: [String] { sorted().map(\.wrappedValue) }

  /// Whether the name is in it.
  package func contains(_ name: some StringProtocol) -> Bool { contains(ExactText(name)) }

  /// Adds the name; `false` where it is in it already.
  @discardableResult
  package mutating func insert(_ name: some StringProtocol) -> Bool {
    insert(ExactText(name)).inserted
  }

  /// Adds the names.
  package mutating func formUnion(_ names: some Sequence<String>) {
    for name in names { insert(name) }
  }
}

extension Sequence<String> {
  /// Whether a text of the same bytes is among these.
  package func containsExactly(_ text: String) -> Bool { contains { $0.isExactly(text) } }
}

extension StringProtocol {
  /// Whether both have the same bytes.
  package func isExactly(_ other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }

  /// The parts of a path between its slashes.
  ///
  /// As characters a slash and a mark that combines with it are one, which is no slash.
  package func pathParts(omittingEmpty: Bool = true) -> [Substring] {
    Substring(self).utf8
      .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: omittingEmpty)
      .map { Substring($0) }
  }

  /// The path of the folder that this path lies in; empty at the top.
  package var folderPath: String {
    let text = Substring(self)
    return text.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(text[..<$0]) } ?? ""
  }

  /// The last part of the path.
  package var lastPathPart: Substring { pathParts().last ?? "" }

  /// Whether the path lies below the folder `folder`, which is not empty.
  package func lies(below folder: some StringProtocol) -> Bool {
    let path = Substring(self).utf8
    guard path.starts(with: folder.utf8) else { return false }
    return path.dropFirst(folder.utf8.count).first == UInt8(ascii: "/")
  }
}
