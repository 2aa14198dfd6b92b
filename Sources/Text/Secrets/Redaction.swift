/// Takes secrets out of a text before it is kept, shown to a model, or handed on. Pure.
///
/// Taken out are the secrets that `scanner` finds, each of which becomes `[redacted]`.
///
/// - Returns: The text, and how many secrets were taken out.
/// - Complexity: O(*n*) in the text; one without secrets is not copied.
func redact(
  _ text: String, by scanner: SecretScanner = .standard
) -> (text: String, count: Int) {
  var text = text
  return text.withUTF8 { bytes -> (String, Int)? in
    let places = scanner.findings(in: bytes).map(\.place)
    guard !places.isEmpty else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var end = 0
    var count = 0
    for place in places where place.upperBound > end {
      if place.lowerBound >= end {
        result += bytes[end..<place.lowerBound]
        result += "[redacted]".utf8
        count += 1
      }
      end = place.upperBound
    }
    return (String(decoding: result + bytes[end...], as: UTF8.self), count)
  } ?? (text, 0)
}
