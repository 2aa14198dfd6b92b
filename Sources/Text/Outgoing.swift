/// A text that may leave, in which only our own words act: what messages of commits, notes, cover letters, mails and the
/// variables of commands accept.
///
/// It is written as a literal, which is ours, with values in it that say what they are: `words:` and `line:` are
/// somebody else's, of several lines and of one, `code:` is a name between backquotes, `block:` is shown as it is in a
/// fence. A `String` as such does not compile there. In somebody else's words, invisible characters are shown, lines
/// that a program would read are marked, and words by which a forge or a build acts are broken; see ``ActingWords``.
package struct Outgoing: Hashable, Sendable {
  /// The text.
  package let text: String

  init(safe text: String) { self.text = text }

  /// Somebody else's words in one line: white space becomes single spaces.
  ///
  /// - Parameter issue: The number of the issue that the text is about, which alone it may close.
  package init(line: String, about issue: Int? = nil) {
    self.init(safe: ForeignWords(about: issue).line(line))
  }

  /// Somebody else's words in lines, without blank ones at their ends.
  ///
  /// - Parameters:
  ///   - issue: The number of the issue that the text is about, which alone it may close.
  ///   - width: The columns at which paragraphs are wrapped; none where lines stay as they are.
  package init(words: String, about issue: Int? = nil, wrappedTo width: Int? = nil) {
    self.init(safe: ForeignWords(about: issue).lines(words, wrappedTo: width))
  }

  /// A text that git keeps, whose words were somebody's own decision or were made safe before they were kept: only
  /// what is invisible is shown.
  package init(kept text: String) { self.init(safe: visible(text)) }

  /// A text in a format of ours for programs, in which what others wrote is quoted by that format.
  package init(format text: String) { self.init(safe: text) }

  /// Whether there is nothing in it.
  package var isEmpty: Bool { text.isEmpty }

  /// Both texts, one after the other.
  package static func + (left: Outgoing, right: Outgoing) -> Outgoing {
    Outgoing(safe: left.text + right.text)
  }

  /// The text cut to at most `limit` characters, as ``clipped(_:to:)-(String,_)`` does.
  package func clipped(to limit: Int) -> Outgoing { Outgoing(safe: Text.clipped(text, to: limit)) }

  /// The text with a space before each line that begins with `mark`, by which git tells its own comments from a message
  /// that is edited (`core.commentChar`).
  package func withoutComments(by mark: String) -> Outgoing {
    guard let first = mark.unicodeScalars.first, !first.properties.isAlphabetic,
      !first.properties.isWhitespace, text.contains(mark)
    else { return self }
    let lines = text.lines(keepingReturns: true).map { $0.hasPrefix(mark) ? " " + $0 : String($0) }
    return Outgoing(safe: lines.joined(separator: "\n"))
  }

  /// The text with its paragraphs wrapped at `width` columns; no line begins with a word that acts there.
  package func wrapped(to width: Int) -> Outgoing {
    Outgoing(safe: Text.wrapped(text, to: width, neverBefore: ForeignWords.actsAtStart))
  }
}

extension Outgoing: SourceText {
  package init(source: StaticString) { self.init(safe: source.description) }
}

extension Outgoing: CustomStringConvertible {
  /// The text.
  package var description: String { text }
}

extension Outgoing: ExpressibleByStringInterpolation {
  /// A text of the source.
  package init(stringLiteral value: StaticString) { self.init(safe: value.description) }

  package init(stringInterpolation: Interpolation) { self.init(safe: stringInterpolation.text) }

  /// Puts a text together out of our words and others'.
  package struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity)
    }

    /// Adds a piece of the source.
    package mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

    /// Adds what is safe already.
    package mutating func appendInterpolation(_ part: Outgoing) { text += part.text }

    /// Adds a number.
    package mutating func appendInterpolation(_ number: some BinaryInteger) { text += "\(number)" }

    /// Adds somebody else's words in one line.
    package mutating func appendInterpolation(line: String, about issue: Int? = nil) {
      text += Outgoing(line: line, about: issue).text
    }

    /// Adds somebody else's words in lines.
    package mutating func appendInterpolation(
      words: String, about issue: Int? = nil, wrappedTo width: Int? = nil
    ) {
      text += Outgoing(words: words, about: issue, wrappedTo: width).text
    }

    /// Adds a name in backquotes, in one line.
    package mutating func appendInterpolation(code: String) {
      text += ForeignWords(about: nil).code(code)
    }

    /// Adds lines that a fence or their own marks keep from acting, as they are.
    package mutating func appendInterpolation(block: String) {
      text += ForeignWords(about: nil).block(block)
    }

    /// Adds words of this program that it chose at run time: a count with its noun, an id, the name of a case.
    package mutating func appendInterpolation(ours: String) { text += visible(ours) }
  }
}

extension [Outgoing] {
  /// The texts with `separator` between them.
  package func joined(separator: StaticString) -> Outgoing {
    Outgoing(safe: map(\.text).joined(separator: separator.description))
  }
}
