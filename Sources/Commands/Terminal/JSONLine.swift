import FoundationEssentials
import Text

/// `value` as one line of JSON with sorted keys, without secrets in its texts; ends with a line feed.
func jsonLine(_ value: some Encodable, by redactor: Redactor) -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  guard let bytes = try? encoder.encode(value) else {
    return Array("{\"event\":\"unwritable\"}\n".utf8)
  }
  return redacted(Array(bytes), by: redactor) + [0x0a]
}

/// The JSON `json` with secrets taken out of each text in it; what stands between the texts stays.
///
/// A secret with a quote, a backslash or a line feed in it is told by the text as it is meant.
///
/// - Complexity: O(*n*) in its bytes.
private func redacted(_ json: [UInt8], by redactor: Redactor) -> [UInt8] {
  let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
  var result: [UInt8] = []
  result.reserveCapacity(json.count)
  var rest = json[...]
  while let start = rest.firstIndex(of: quote) {
    var end = start + 1
    while end < rest.endIndex, rest[end] != quote { end += rest[end] == backslash ? 2 : 1 }
    let next = min(end + 1, rest.endIndex)
    result += rest[..<start]
    result += redacted(literal: rest[start..<next], by: redactor)
    rest = rest[next...]
  }
  return result + rest
}

/// A text of JSON with its quotes, without secrets.
private func redacted(
  literal: ArraySlice<UInt8>, by redactor: Redactor
) -> ArraySlice<UInt8> {
  guard let text = try? JSONDecoder().decode(String.self, from: Data(literal)) else {
    return literal
  }
  let clean = redactor(text).value
  guard clean != text else { return literal }
  let encoder = JSONEncoder()
  encoder.outputFormatting = .withoutEscapingSlashes
  return (try? encoder.encode(clean)).map { Array($0)[...] } ?? Array("\"[redacted]\"".utf8)[...]
}
