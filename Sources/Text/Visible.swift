/// `text` with everything that acts on a terminal or hides from a reader made visible.
///
/// Line feeds and tabs stay. Escape sequences and other control characters become `<1B>` and the
/// like; what ``invisibles(in:)`` finds becomes `<U+202E>`.
package func visible(_ text: String) -> String {
  guard text.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0a || $0 >= 0x7f }) else {
    return text
  }
  let hidden = invisibles(in: text)
  guard !hidden.isEmpty else { return text }
  var shown = String.UnicodeScalarView()
  var end = text.startIndex
  for (place, scalar) in hidden {
    shown += text.unicodeScalars[end..<place]
    shown += scalar.spelled.unicodeScalars
    end = text.unicodeScalars.index(after: place)
  }
  return String(shown + text.unicodeScalars[end...])
}

/// The characters of a text that a terminal obeys or a reader does not see, in order.
///
/// By the properties of Unicode: control characters but line feed and tab, what has no ink of its own
/// (`Default_Ignorable_Code_Point`), what changes the order of reading (`Bidi_Control`), marks of annotations, and
/// separators of lines. What a script is written with stays: selectors after pictures and ideographs, joiners between
/// pictures, and between letters of scripts that join.
///
/// - Complexity: O(*n*) in the text.
package func invisibles(in text: String) -> [(place: String.Index, scalar: Unicode.Scalar)] {
  let scalars = text.unicodeScalars
  var found: [(place: String.Index, scalar: Unicode.Scalar)] = []
  var before: Unicode.Scalar?
  for place in scalars.indices {
    let scalar = scalars[place]
    if scalar.isHidden {
      let next = scalars.index(after: place)
      let after = next < scalars.endIndex ? scalars[next] : nil
      if !scalar.isPartOfWriting(after: before, before: after) { found.append((place, scalar)) }
    }
    before = scalar
  }
  return found
}

extension Unicode.Scalar {
  /// The scalar in digits: `<1B>` for a byte, else `<U+202E>`.
  package var spelled: String {
    let digits = String(value, radix: 16, uppercase: true)
    let count = value < 0xa0 ? 2 : 4
    let padded = String(repeating: "0", count: max(0, count - digits.count)) + digits
    return value < 0xa0 ? "<\(padded)>" : "<U+\(padded)>"
  }

  /// Whether a terminal obeys it, or a reader cannot see it.
  fileprivate var isHidden: Bool {
    if value < 0x7f { return value < 0x20 && value != 0x09 && value != 0x0a }
    if value < 0xa0 { return true }
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    default: break
    }
    return properties.isDefaultIgnorableCodePoint || properties.isBidiControl
      || (0xfff9...0xfffb).contains(value)
  }

  /// Whether its place between two others is one that a script gives it (Unicode Technical Standard 51, section 1.4;
  /// Unicode Standard, sections 23.2 and 23.4).
  fileprivate func isPartOfWriting(after before: Unicode.Scalar?, before after: Unicode.Scalar?)
    -> Bool
  {
    guard let before else { return false }
    switch value {
    case 0xfe0e, 0xfe0f: return before.isPicture || after?.value == 0x20e3
    case 0x200d
    where before.isPicture || before.value == 0xfe0f || before.properties.isEmojiModifier:
      return after?.isPicture == true
    case 0x200c, 0x200d: return before.isOfJoiningScript && after?.isOfJoiningScript == true
    case 0xfe00...0xfe0d, 0xe0100...0xe01ef: return before.properties.isIdeographic
    case 0x180b...0x180d, 0x180f: return (0x1820...0x18aa).contains(before.value)
    default: return false
    }
  }

  /// Whether it is a picture and nothing else, so that a selector after it has a meaning.
  private var isPicture: Bool { value > 0xff && properties.isEmoji }

  /// Whether it is a letter or a mark of a script from Arabic to Mongolian, whose letters change beside each other.
  private var isOfJoiningScript: Bool {
    guard (0x600...0x1cff).contains(value) else { return false }
    switch properties.generalCategory {
    case .otherLetter, .nonspacingMark, .spacingMark, .modifierLetter: return !isHidden
    default: return false
    }
  }
}
