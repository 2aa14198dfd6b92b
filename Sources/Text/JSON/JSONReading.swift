import CJansson
import FoundationEssentials

/// Reads values out of JSON, several times as fast as Foundation does: records are read by the thousand.
package enum JSONReading {
  /// The value of `type` in `bytes`, as Foundation's decoder reads it.
  ///
  /// What jansson takes for no JSON, or does not fit the type, is read once more by Foundation's decoder, whose word counts.
  ///
  /// - Throws: Foundation's `DecodingError`.
  /// - Complexity: O(*n*) in the bytes.
  package static func value<Value: Decodable>(
    _ type: Value.Type = Value.self, in bytes: [UInt8]
  ) throws -> Value {
    if let document = JSONDocument(bytes),
      let value = try? Value(from: JSONValueDecoder(document.root, of: document))
    {
      return value
    }
    return try JSONDecoder().decode(Value.self, from: Data(bytes))
  }

  /// The value in `bytes`, whatever it is; `nil` where they are no JSON.
  static func json(in bytes: [UInt8]) -> JSON? {
    if let document = JSONDocument(bytes) { return JSON(document.root) }
    return try? JSONDecoder().decode(JSON.self, from: Data(bytes))
  }
}

extension JSON {
  fileprivate init(_ value: JSONValue) {
    switch value.kind {
    case JSON_TRUE: self = .bool(true)
    case JSON_FALSE: self = .bool(false)
    case JSON_INTEGER: self = .int(Int(json_integer_value(value.pointer)))
    case JSON_REAL:
      let number = json_real_value(value.pointer)
      self = Int(exactly: number).map(JSON.int) ?? .double(number)
    case JSON_STRING: self = .string((try? value.text()) ?? "")
    case JSON_ARRAY:
      self = .array(
        (0..<json_array_size(value.pointer)).compactMap {
          JSONValue(json_array_get(value.pointer, $0)).map(JSON.init)
        })
    case JSON_OBJECT:
      self = .object(
        Dictionary(value.members.map { ($0.name, JSON($0.value)) }) { _, last in last })
    default: self = .null
    }
  }
}

/// What was parsed; owns it.
private final class JSONDocument {
  let root: JSONValue

  /// `nil` where the bytes are no JSON, or more than jansson takes.
  init?(_ bytes: [UInt8]) {
    let flags = JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES
    let root = bytes.withUnsafeBytes { bytes in
      json_loadb(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, Int(flags), nil)
    }
    guard let root else { return nil }
    self.root = JSONValue(root)
  }

  deinit { json_decref(root.pointer) }
}

/// A value of a document, which has to outlive it.
private struct JSONValue {
  let pointer: UnsafeMutablePointer<json_t>

  init(_ pointer: UnsafeMutablePointer<json_t>) { self.pointer = pointer }

  init?(_ pointer: UnsafeMutablePointer<json_t>?) {
    guard let pointer else { return nil }
    self.pointer = pointer
  }

  var kind: json_type { json_type(UInt32(colleague_json_type(pointer))) }

  var isNull: Bool { kind == JSON_NULL }

  /// The member of an object.
  subscript(_ key: String) -> JSONValue? {
    var key = key
    return key.withUTF8 { key in
      JSONValue(
        json_object_getn(
          pointer, UnsafeRawPointer(key.baseAddress)?.assumingMemoryBound(to: CChar.self), key.count
        ))
    }
  }

  /// An object's members, in the order they were in.
  var members: [(name: String, value: JSONValue)] {
    var members: [(name: String, value: JSONValue)] = []
    var member = json_object_iter(pointer)
    while let one = member {
      let bytes = UnsafeRawBufferPointer(
        start: json_object_iter_key(one), count: json_object_iter_key_len(one))
      if let value = JSONValue(json_object_iter_value(one)) {
        members.append((String(decoding: bytes, as: UTF8.self), value))
      }
      member = json_object_iter_next(pointer, one)
    }
    return members
  }

  func text() throws(JSONUnfit) -> String {
    guard kind == JSON_STRING else { throw JSONUnfit() }
    let bytes = UnsafeRawBufferPointer(
      start: json_string_value(pointer), count: json_string_length(pointer))
    return String(decoding: bytes, as: UTF8.self)
  }

  func bool() throws(JSONUnfit) -> Bool {
    switch kind {
    case JSON_TRUE: return true
    case JSON_FALSE: return false
    default: throw JSONUnfit()
    }
  }

  func integer<Value: FixedWidthInteger>() throws(JSONUnfit) -> Value {
    guard kind == JSON_INTEGER, let value = Value(exactly: json_integer_value(pointer)) else {
      throw JSONUnfit()
    }
    return value
  }

  func number() throws(JSONUnfit) -> Double {
    switch kind {
    case JSON_INTEGER:
      guard let value = Double(exactly: json_integer_value(pointer)) else { throw JSONUnfit() }
      return value
    case JSON_REAL: return json_real_value(pointer)
    default: throw JSONUnfit()
    }
  }
}

/// A value does not fit; whoever asked reads it anew in another way, so nothing is told of it.
private struct JSONUnfit: Error {}

/// A decoder that stands at one value.
private struct JSONValueDecoder: Decoder, SingleValueDecodingContainer {
  let value: JSONValue
  let document: JSONDocument
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(_ value: JSONValue, of document: JSONDocument) {
    self.value = value
    self.document = document
  }

  func container<Key>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard value.kind == JSON_OBJECT else { throw JSONUnfit() }
    return KeyedDecodingContainer(JSONMembers<Key>(value: value, document: document))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard value.kind == JSON_ARRAY else { throw JSONUnfit() }
    return JSONElements(value: value, document: document)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

  func decodeNil() -> Bool { value.isNull }
  func decode(_ type: Bool.Type) throws -> Bool { try value.bool() }
  func decode(_ type: String.Type) throws -> String { try value.text() }
  func decode(_ type: Double.Type) throws -> Double { try value.number() }
  func decode(_ type: Float.Type) throws -> Float { throw JSONUnfit() }
  func decode(_ type: Int.Type) throws -> Int { try value.integer() }
  func decode(_ type: Int8.Type) throws -> Int8 { try value.integer() }
  func decode(_ type: Int16.Type) throws -> Int16 { try value.integer() }
  func decode(_ type: Int32.Type) throws -> Int32 { try value.integer() }
  func decode(_ type: Int64.Type) throws -> Int64 { try value.integer() }
  func decode(_ type: UInt.Type) throws -> UInt { try value.integer() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try value.integer() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try value.integer() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try value.integer() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try value.integer() }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try read(type) }

  /// The value as one of `type`; the commonest types without a container of their own.
  func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if type == String.self, let text = try value.text() as? Value { return text }
    // Foundation reads these from texts in ways of its own.
    if type == Data.self || type == Date.self || type == URL.self || type == Decimal.self {
      throw JSONUnfit()
    }
    return try Value(from: self)
  }
}

/// The members of an object.
private struct JSONMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let value: JSONValue
  let document: JSONDocument
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { value.members.compactMap { Key(stringValue: $0.name) } }

  func contains(_ key: Key) -> Bool { value[key.stringValue] != nil }

  private func member(_ key: Key) throws(JSONUnfit) -> JSONValue {
    guard let member = value[key.stringValue] else { throw JSONUnfit() }
    return member
  }

  private func present(_ key: Key) -> JSONValue? {
    guard let member = value[key.stringValue], !member.isNull else { return nil }
    return member
  }

  private func decoder(_ key: Key) throws -> JSONValueDecoder {
    JSONValueDecoder(try member(key), of: document)
  }

  func decodeNil(forKey key: Key) throws -> Bool { try member(key).isNull }
  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try member(key).bool() }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try member(key).text() }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try member(key).number() }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { throw JSONUnfit() }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try member(key).integer() }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try member(key).integer() }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try member(key).integer() }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try member(key).integer() }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try member(key).integer() }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try member(key).integer() }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try member(key).integer() }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try member(key).integer() }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try member(key).integer() }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try member(key).integer() }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try decoder(key).read(type)
  }

  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
    try present(key)?.bool()
  }

  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
    try present(key)?.text()
  }

  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
    try present(key)?.integer()
  }

  func decodeIfPresent<Value: Decodable>(
    _ type: Value.Type, forKey key: Key
  ) throws -> Value? {
    try present(key).map { try JSONValueDecoder($0, of: document).read(type) }
  }

  func nestedContainer<Nested>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { try decoder(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { throw JSONUnfit() }
  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
}

/// The elements of an array, one after the other.
private struct JSONElements: UnkeyedDecodingContainer {
  let value: JSONValue
  let document: JSONDocument
  var codingPath: [any CodingKey] { [] }
  var count: Int? { json_array_size(value.pointer) }
  var isAtEnd: Bool { currentIndex >= json_array_size(value.pointer) }
  private(set) var currentIndex = 0

  init(value: JSONValue, document: JSONDocument) {
    self.value = value
    self.document = document
  }

  private func peek() throws(JSONUnfit) -> JSONValue {
    guard let element = JSONValue(json_array_get(value.pointer, currentIndex)) else {
      throw JSONUnfit()
    }
    return element
  }

  /// Reads the next element, and goes on behind it where it fits.
  private mutating func next<Value>(_ read: (JSONValue) throws -> Value) throws -> Value {
    let found = try read(try peek())
    currentIndex += 1
    return found
  }

  mutating func decodeNil() throws -> Bool {
    guard try peek().isNull else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode(_ type: Bool.Type) throws -> Bool { try next { try $0.bool() } }
  mutating func decode(_ type: String.Type) throws -> String { try next { try $0.text() } }
  mutating func decode(_ type: Double.Type) throws -> Double { try next { try $0.number() } }
  mutating func decode(_ type: Float.Type) throws -> Float { throw JSONUnfit() }
  mutating func decode(_ type: Int.Type) throws -> Int { try next { try $0.integer() } }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try next { try $0.integer() } }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try next { try $0.integer() } }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try next { try $0.integer() } }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try next { try $0.integer() } }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try next { try $0.integer() } }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try next { try $0.integer() } }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try next { try $0.integer() } }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try next { try $0.integer() } }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try next { try $0.integer() } }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let document = document
    return try next { try JSONValueDecoder($0, of: document).read(type) }
  }

  mutating func nestedContainer<Nested>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    let document = document
    return try next { try JSONValueDecoder($0, of: document).container(keyedBy: type) }
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let document = document
    return try next { try JSONValueDecoder($0, of: document).unkeyedContainer() }
  }

  mutating func superDecoder() throws -> any Decoder {
    let document = document
    return try next { JSONValueDecoder($0, of: document) }
  }
}
