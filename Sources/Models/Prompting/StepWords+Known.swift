import Text
import Vocabulary

extension StepWords {
  /// The most bytes of what a run is told with one step.
  static let knownLimit = 1500
  /// The most bytes of a line in which it is told again later.
  static let knownLineLimit = 200

  /// What a run is told of earlier work, as data between marks, each cited; `nil` where there is nothing, or no room.
  ///
  /// - Parameters:
  ///   - limit: The most bytes between the marks; what does not fit is left out, and the first is cut where it does not.
  ///   - isShort: Whether each is one short line.
  func known(_ recollections: [Recollection], limit: Int, isShort: Bool = false) -> String? {
    var items: [String] = []
    var left = limit
    for recollection in recollections {
      let item = isShort ? knownLine(recollection) : knownItem(recollection)
      if item.utf8.count < left {
        items.append(item)
        left -= item.utf8.count + 1
      } else if items.isEmpty, left >= 160 {
        items.append(cut(item, to: left - 60))
        break
      }
    }
    guard !items.isEmpty else { return nil }
    return marked(StepTexts.knownName, items.joined(separator: "\n"))
  }

  /// What a run is told with a step, with a sentence that says what it is; without it where output is left out.
  func known(with step: Step, isMasked: Bool) -> String? {
    guard let recollections = step.observation.recollections else { return nil }
    guard !isMasked else {
      return known(recollections, limit: min(StepWords.knownLimit / 3, limit / 8), isShort: true)
    }
    return known(recollections, limit: min(StepWords.knownLimit, limit / 4)).map {
      "\(StepTexts.known)\n\($0)"
    }
  }

  /// One thing known, in one line of at most ``knownLineLimit`` bytes or so.
  func knownLine(_ recollection: Recollection) -> String {
    oneLine(clipped(knownItem(recollection), to: StepWords.knownLineLimit))
  }

  /// One thing known: rejected work said to be rejected first, then where it comes from, then its lines.
  private func knownItem(_ recollection: Recollection) -> String {
    let text = safe(recollection.text).lines().joined(separator: "\n  ")
    switch (recollection.isRejected, recollection.source, recollection.citation) {
    case (true, let source?, _): return StepTexts.rejectedOf(source: source, text: text)
    case (true, nil, _): return StepTexts.rejectedItem(text: text)
    case (false, _, let citation?): return StepTexts.knownOf(source: citation, text: text)
    case (false, _, nil): return StepTexts.knownItem(text: text)
    }
  }
}
