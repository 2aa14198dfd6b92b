import Vocabulary

/// What became of one program.
struct QuixBugsResult: Sendable {
  /// The program's name.
  var program: String
  /// How its run ended; `nil` where it broke off.
  var outcome: Outcome?
  /// Candidates tried.
  var candidates = 0
  /// Candidates with which all tests pass.
  var passing = 0
  /// Wall-clock seconds of the whole run.
  var seconds = 0.0
  /// Whether the program is now the right version's text; nothing is known of other texts.
  var isReference = false

  /// Whether the run ended with a series that its tests confirm.
  var isRepaired: Bool { outcome == .resolved }

  /// How the run ended, in a word.
  var word: String { outcome?.rawValue ?? "broke off" }

  /// `gcd: resolved after 60 candidates in 8 s`.
  var sentence: String { "\(program): \(word) after \(candidates) candidates in \(wholeSeconds) s" }

  /// The seconds, rounded.
  var wholeSeconds: Int { Int(seconds.rounded()) }
}
