import Vocabulary

/// Puts colour on words, or leaves them plain.
struct Paint {
  /// Whether colour is wanted.
  let isOn: Bool

  /// Less important text.
  func dim(_ text: String) -> String { wrap(text, "2") }
  /// A heading.
  func bold(_ text: String) -> String { wrap(text, "1") }
  /// Something good.
  func green(_ text: String) -> String { wrap(text, "32") }
  /// Something bad.
  func red(_ text: String) -> String { wrap(text, "31") }
  /// Something that waits.
  func yellow(_ text: String) -> String { wrap(text, "33") }

  /// The word of an outcome or phase in the colour that goes with it.
  func outcome(_ word: String) -> String {
    switch word {
    case "resolved": green(word)
    case "unresolved", "failed", "stuck", "spent": red(word)
    default: yellow(word)
    }
  }

  /// The word of a merge status in the colour that goes with it.
  func mergeStatus(_ word: MergeStatus.Word) -> String {
    switch word {
    case .merged: green(word.rawValue)
    case .rejected: red(word.rawValue)
    case .edited, .open: yellow(word.rawValue)
    }
  }

  private func wrap(_ text: String, _ code: String) -> String {
    isOn ? "\u{1b}[\(code)m\(text)\u{1b}[m" : text
  }
}

/// `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
func duration(_ seconds: Double) -> String {
  if seconds < 10 {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) s"
  }
  let whole = Int(seconds.rounded())
  if whole < 60 { return "\(whole) s" }
  if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
  return "\(whole / 3600) h \(whole % 3600 / 60) min"
}

/// Seconds with three decimals, for programs: `0.120`.
func thousandths(_ seconds: Double) -> String {
  let count = Int((max(0, seconds) * 1000).rounded())
  let rest = String(count % 1000)
  return "\(count / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
}
