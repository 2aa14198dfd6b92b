/// The words by which a text speaks to a model that reads it, in the place of telling something. Data, and a look for them.
///
/// That none is found proves nothing: a lesson gives no right whatever it says. Such words have no place in one.
enum LessonOrders {
  /// Said in small letters, with single spaces.
  private static let phrases = [
    "ignore previous", "ignore all previous", "ignore the above", "ignore all instructions",
    "ignore your instructions", "ignore any instructions", "ignore earlier instructions",
    "ignore prior instructions", "ignore all prior", "disregard previous", "disregard all",
    "disregard the above", "disregard your", "forget previous", "forget all previous",
    "forget your instructions", "override your instructions", "new instructions:",
    "system prompt", "you are now", "from now on you", "act as if you", "pretend to be",
    "do not tell the user", "without telling the user", "without asking the user",
    "tell the model to", "exfiltrate", "reveal your",
  ]

  /// Marks by which the services of models part who speaks.
  private static let marks = [
    "<|im_start|>", "<|im_end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|endoftext|>",
    "[inst]", "[/inst]", "<<sys>>", "<system>", "</system>", "<tool_call>", "<function_call>",
    "<start_of_turn>", "<end_of_turn>",
  ]

  /// The beginnings of lines by which somebody else would speak.
  private static let speakers = ["system:", "assistant:", "user:", "human:", "developer:"]

  /// The first of such words in `text`; `nil` where there are none.
  ///
  /// - Complexity: O(*n*) in the text.
  static func first(in text: String) -> String? {
    let low = text.lowercased()
    if let mark = marks.first(where: low.contains) { return mark }
    for line in low.split(whereSeparator: \.isNewline) {
      let line = line.drop(while: { $0.isWhitespace || "#>*-".contains($0) })
      if let speaker = speakers.first(where: line.hasPrefix) { return speaker }
    }
    let words = low.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return phrases.first(where: words.contains)
  }
}
