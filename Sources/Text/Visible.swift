/// `text` with everything that acts on a terminal or hides from a reader made visible.
///
/// Line feeds and tabs stay. Escape sequences and other control characters become `<1B>` and the
/// like; characters that change the order of reading, have no width, or spell in tags become
/// `<U+202E>`.
package func visible(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: \.isTreacherous) else { return text }
  var shown = ""
  for scalar in text.unicodeScalars {
    if !scalar.isTreacherous {
      shown.unicodeScalars.append(scalar)
    } else if scalar.value < 0xa0 {
      shown += "<\(hexadecimal(scalar.value, digits: 2))>"
    } else {
      shown += "<U+\(hexadecimal(scalar.value, digits: 4))>"
    }
  }
  return shown
}

private func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

extension Unicode.Scalar {
  /// Whether a terminal obeys it, or a reader cannot see it.
  fileprivate var isTreacherous: Bool {
    switch value {
    case 0x09, 0x0a: false
    case 0..<0x20, 0x7f..<0xa0: true
    case 0x200b...0x200f, 0x202a...0x202e, 0x2060...0x2069, 0xfeff, 0xe0000...0xe007f: true
    default: false
    }
  }
}
