import FoundationEssentials

/// A JSON value.
///
/// Equal values give equal bytes: objects are written with their keys sorted.
package enum JSON: Hashable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number without a fraction.
  case int(Int)
  /// Any other number.
  case double(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSON])
  /// An object.
  case object([String: JSON])

  /// Reads the value in `bytes`; `nil` when they are no JSON.
  package init?(parsing bytes: some Sequence<UInt8>) {
    guard let value = JSONReading.json(in: Array(bytes)) else { return nil }
    self = value
  }

  /// Reads the value in `text`; `nil` when it is no JSON.
  package init?(parsing text: some StringProtocol) { self.init(parsing: text.utf8) }

  /// The value as bytes: keys sorted, no white space.
  package var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map(Array.init) ?? Array("null".utf8)
  }

  /// The value as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The member `key` of an object; `nil` for anything else and where it is missing or null.
  package subscript(_ key: String) -> JSON? {
    guard case .object(let members) = self, let value = members[key], value != .null else {
      return nil
    }
    return value
  }

  /// The string, where it is one.
  package var string: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  /// The elements of an array; empty for anything else.
  package var elements: [JSON] {
    if case .array(let elements) = self { return elements }
    return []
  }

  /// The whole number, also one that was written as a string or with a fraction of zero.
  package var integer: Int? {
    switch self {
    case .int(let value): value
    case .double(let value): Int(exactly: value)
    case .string(let text): Int(text)
    default: nil
    }
  }

  /// The truth value, also one that was written as a string.
  package var boolean: Bool? {
    switch self {
    case .bool(let value): value
    case .string("true"), .string("True"): true
    case .string("false"), .string("False"): false
    default: nil
    }
  }

  /// The object with the members of `other` put over its own, objects within objects likewise.
  package func merging(_ other: JSON) -> JSON {
    guard case .object(var members) = self, case .object(let news) = other else { return other }
    for (key, value) in news { members[key] = members[key].map { $0.merging(value) } ?? value }
    return .object(members)
  }
}

extension JSON: Codable {
  package init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let int = try? value.decode(Int.self) {
      self = .int(int)
    } else if let double = try? value.decode(Double.self) {
      // A large number with a fraction is a whole one as a double, and is written and read as that.
      self = Int(exactly: double).map(JSON.int) ?? .double(double)
    } else if let string = try? value.decode(String.self) {
      self = .string(string)
    } else if let array = try? value.decode([JSON].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: JSON].self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .null: try value.encodeNil()
    case .bool(let bool): try value.encode(bool)
    case .int(let int): try value.encode(int)
    case .double(let double): try value.encode(double)
    case .string(let string): try value.encode(string)
    case .array(let array): try value.encode(array)
    case .object(let members): try value.encode(members)
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int) { self = .int(value) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}
