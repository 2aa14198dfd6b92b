import Text
import Records
import Vocabulary

/// What reviewers said of a series, which its next version answers. Pure.
enum ReviewLessons {
  /// The most comments of one review that are kept.
  private static let limit = 12

  /// A lesson for each comment that says something: a person's where it was typed at the command line, or its sender is one of
  /// the user's own reviewers; else it is from outside.
  ///
  /// Only a version that was delivered has answered them.
  static func lessons(of ending: RunLessons.Ending) -> [Lesson] {
    guard let reroll = ending.record.run.reroll, ending.record.phase == .delivered else {
      return []
    }
    var found: [Lesson] = []
    for comment in reroll.comments where found.count < limit {
      guard let text = words(of: comment) else { continue }
      let paths = comment.path.map { [$0] }?.filter { Mandate.glob($0) != nil } ?? []
      let scope = Lesson.Scope(paths: paths, language: FileLanguage.common(of: paths))
      let isSent = comment.channel != nil || comment.author != nil
      let sender = comment.address ?? comment.author
      let isForeign = isSent && sender.map(ending.isReviewer) != true
      let finding = ending.finding(.review, paths: paths, isForeign: isForeign)
      found.append(Lesson(text, scope, evidence: [finding]))
    }
    return found
  }

  /// What a comment teaches; `nil` for a question, and for one of fewer than three words.
  private static func words(of comment: ReviewComment) -> String? {
    let text = trimmedLines(comment.text)
    guard !text.hasSuffix("?"), text.split(whereSeparator: \.isWhitespace).count > 2 else {
      return nil
    }
    return bounded(text)
  }
}
