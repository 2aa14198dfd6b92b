import Text
package import Vocabulary

/// Why a lesson cannot be kept, or a file of one is not believed.
package enum LessonFault: Error, Hashable, Sendable {
  /// It says nothing.
  case empty
  /// It has more lines than a lesson may have, or more bytes.
  case tooLong(lines: Int, bytes: Int)
  /// The file is larger than ``Lesson/fileLimit`` bytes.
  case tooLarge(bytes: Int)
  /// The file is no text, or not JSON of a lesson's form.
  case malformed
  /// It has a character that no reader sees.
  case hidden(String)
  /// It speaks to whoever reads it in the place of telling something: the words by which it does.
  case orders(String)
  /// A glob or path in it leads out of the project.
  case outside(path: String)
  /// Its name is not that of what it says.
  case otherName
  /// Beyond so many files an index is not read.
  case tooMany(Int)
}

extension LessonFault {
  /// Whether words are to blame that somebody has just given, and not a file.
  package var isOfWords: Bool {
    switch self {
    case .empty, .tooLong, .hidden, .orders, .outside: true
    case .tooLarge, .malformed, .otherName, .tooMany: false
    }
  }
}

extension Lesson {
  /// The most bytes of a lesson's file.
  package static let fileLimit = 64 << 10
  /// The most bytes of one glob, of the language and of the command.
  static let partLimit = 400

  /// Why the lesson cannot be kept; `nil` where it can. Pure.
  ///
  /// - Complexity: O(*n*) in its bytes.
  package var fault: LessonFault? {
    let lines = text.lines()
    if text.allSatisfy(\.isWhitespace) { return .empty }
    if lines.count > Lesson.lineLimit || text.utf8.count > Lesson.byteLimit {
      return .tooLong(lines: lines.count, bytes: text.utf8.count)
    }
    let parts = scope.paths + [scope.language, scope.command].compactMap(\.self)
    if let part = parts.first(where: { $0.utf8.count > Lesson.partLimit }) {
      return .tooLong(lines: 1, bytes: part.utf8.count)
    }
    let files = evidence.flatMap(\.files).map(\.path)
    if let path = (scope.paths + files).first(where: { Mandate.glob($0) == nil }) {
      return .outside(path: path)
    }
    let words = [text] + parts + evidence.compactMap(\.note) + marks.compactMap(\.why)
    for word in words {
      if let found = invisibles(in: word).first { return .hidden(found.scalar.spelled) }
      if let order = LessonOrders.first(in: word) { return .orders(order) }
    }
    return nil
  }
}
