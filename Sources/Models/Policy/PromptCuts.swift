import Vocabulary

/// Notices that a service has read less of a prompt than it was sent.
struct PromptCuts {
  private var last: (prompt: Prompt, sent: Int)?
  /// Cuts noticed so far.
  private var count = 0
  /// Whether the service has shown that it does not count what it is sent.
  var isGuessing = false

  /// The fewest tokens that are taken for a window.
  private static let least = 512
  /// Cuts after which a service's counts are no longer believed.
  private static let limit = 3

  /// The tokens that the service has read of `prompt`, where those are not all of it; else `nil`.
  ///
  /// A prompt that begins with the whole last one and is longer has to be counted higher. Where it is not, its start was
  /// cut off, unless the service leaves out of its counts what it had in its cache: then little more is counted than is
  /// new. Nor was a prompt cut that is counted as code and prose are, at three to five bytes a token.
  mutating func tokens(read prompt: Prompt, _ usage: Usage?, within window: Int) -> Int? {
    guard let sent = usage?.sent, sent > 0, !isGuessing else { return nil }
    guard let before = last, prompt.system == before.prompt.system,
      prompt.tools == before.prompt.tools,
      prompt.messages.count > before.prompt.messages.count,
      prompt.messages.starts(with: before.prompt.messages), sent <= before.sent
    else {
      last = (prompt, sent)
      return nil
    }
    // A little more may be lost in what services round; the comparison goes on until it is not.
    let added = prompt.tokens - before.prompt.tokens
    guard added > max(256, before.sent / 10), sent < prompt.tokens * 3 / 5 else { return nil }
    last = (prompt, sent)
    let isMore = sent > before.sent / 2 && sent > added + 64
    guard sent >= PromptCuts.least, sent < window, isMore || sent == before.sent,
      count < PromptCuts.limit
    else { return nil }
    count += 1
    last = nil
    return sent
  }
}

extension String {
  /// Whether it names the model `asked`, or a version of it.
  func isModel(_ asked: String) -> Bool {
    func bare(_ name: String) -> String {
      name.lowercased().filter { $0.isLetter || $0.isNumber }
    }
    let (told, wanted) = (bare(self), bare(asked))
    return told.isEmpty || told.contains(wanted) || wanted.contains(told)
  }
}
