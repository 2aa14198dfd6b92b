/// A number that is never below zero and never above a million millions.
///
/// What is read out of a record may say anything. Held so, it can be added up, rounded and shown without
/// leaving the range of its type, and without being looked at again.
@propertyWrapper
package struct Amount<Value: Boundable>: Hashable, Sendable, Codable {
  private var value: Value

  /// The number.
  package var wrappedValue: Value {
    get { value }
    set { value = newValue.bounded }
  }

  /// `wrappedValue`, or the bound that it lies beyond.
  package init(wrappedValue: Value) { value = wrappedValue.bounded }

  package init(from decoder: any Decoder) throws {
    self.init(wrappedValue: try decoder.singleValueContainer().decode(Value.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// A number that an ``Amount`` can hold.
package protocol Boundable: Comparable, Hashable, Sendable, Codable {
  /// The least and the greatest amount.
  static var bounds: ClosedRange<Self> { get }
}

extension Boundable {
  /// The number itself within its bounds, else the bound; the lower one for what is no number.
  package var bounded: Self {
    self >= Self.bounds.lowerBound ? min(self, Self.bounds.upperBound) : Self.bounds.lowerBound
  }
}

extension Int: Boundable {
  /// From nothing to a million millions.
  package static let bounds = 0...1_000_000_000_000
}

extension Double: Boundable {
  /// From nothing to a million millions.
  package static let bounds = 0...1e12
}
