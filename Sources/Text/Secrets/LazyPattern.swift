import Synchronization

/// A pattern whose text is read when it is first matched: most texts hold no keyword of most rules.
final class LazyPattern: Sendable {
  private let text: String
  private let read = Mutex<BytePattern??>(nil)

  /// The pattern of this text.
  init(_ text: String) { self.text = text }

  /// The pattern; `nil` where the text is none that is known.
  var pattern: BytePattern? {
    read.withLock { read in
      if let read { return read }
      let pattern = BytePattern(text)
      read = .some(pattern)
      return pattern
    }
  }
}
