/// What the built-in policy begins with of what became of earlier work here: which kinds of edits people took, and where
/// faults were mended.
///
/// Small and bounded, and the same text each time, so that it can be kept with a run.
package struct RepairPriors: Hashable, Sendable, Codable {
  /// Nothing is known.
  package static let none = RepairPriors()

  /// What people did with the series whose edit was of one kind.
  package struct Tally: Hashable, Sendable, Codable {
    /// The kind of edit, by the policy's own word.
    package var template: String
    /// Series that were merged as they were.
    @Amount package var merged: Int
    /// Series that were merged with changes.
    @Amount package var edited: Int
    /// Series that were rejected.
    @Amount package var rejected: Int
  }

  /// A place in which faults were mended.
  package struct Place: Hashable, Sendable, Codable {
    /// The file, from the project's root.
    @ExactText package var path: String
    /// A name in the head of the function; `nil` for the file as a whole.
    package var function: String?
    /// The commits that mended something in it.
    @Amount package var fixes: Int

    /// A place with so many fixes.
    package init(path: String, function: String? = nil, fixes: Int) {
      self.path = path
      self.function = function
      self.fixes = fixes
    }
  }

  /// The kinds of edits that are kept at most.
  package static let templateLimit = 64
  /// The files, and the functions, that are kept at most.
  package static let placeLimit = 100
  /// How far a kind of edit may move by what became of it, in logarithms of odds.
  package static let mostShift = 1.0
  /// What is added to either side, as if so many series had been merged and rejected before.
  private static let pseudoCount = 3.0
  /// The fixes that count in full.
  private static let enoughFixes = 8

  /// The kinds of edits, by their words.
  package private(set) var templates: [Tally] = []
  /// The files and functions, those with the most fixes first.
  package private(set) var places: [Place] = []

  private init() {}

  /// Whether nothing is known.
  package var isEmpty: Bool { templates.isEmpty && places.isEmpty }

  /// Counts what people did with series whose edit was of the kind `template`; those that wait do not count.
  package mutating func count(_ word: MergeStatus.Word, of template: String, times: Int = 1) {
    var place = templates.firstIndex { $0.template == template }
    if place == nil, templates.count < RepairPriors.templateLimit {
      templates.append(Tally(template: template, merged: 0, edited: 0, rejected: 0))
      templates.sort { $0.template < $1.template }
      place = templates.firstIndex { $0.template == template }
    }
    guard let place else { return }
    switch word {
    case .merged: templates[place].merged += times
    case .edited: templates[place].edited += times
    case .rejected: templates[place].rejected += times
    case .open: break
    }
  }

  /// The same without the places that `isKept` is not true of.
  package func keeping(_ isKept: (Place) -> Bool) -> RepairPriors {
    var kept = self
    kept.places.removeAll { !isKept($0) }
    return kept
  }

  /// Keeps a place, within the bound of files or functions.
  package mutating func add(_ place: Place) {
    let alike = places.count { ($0.function == nil) == (place.function == nil) }
    guard place.fixes > 0, alike < RepairPriors.placeLimit else { return }
    places.append(place)
    places.sort { one, other in
      (other.fixes, one.$path, one.function ?? "") < (one.fixes, other.$path, other.function ?? "")
    }
  }

  /// By how much a kind of edit is believed more, or less below zero: the logarithm of the odds that people take it, held
  /// back by a few series on either side, and within ``mostShift``. An edited series counts half for either side.
  package func shift(of template: String, logarithm: (Double) -> Double) -> Double {
    guard let tally = templates.first(where: { $0.template == template }) else { return 0 }
    let half = Double(tally.edited) / 2
    let taken = Double(tally.merged) + half + RepairPriors.pseudoCount
    let rejected = Double(tally.rejected) + half + RepairPriors.pseudoCount
    return max(-RepairPriors.mostShift, min(RepairPriors.mostShift, logarithm(taken / rejected)))
  }

  /// How much faults were mended in a file, or in a function of it: from 0, never, to 1.
  package func mended(_ path: String, function: String? = nil) -> Double {
    let place = places.first { $0.path.isExactly(path) && $0.function == function }
    let fixes = min(place?.fixes ?? 0, RepairPriors.enoughFixes)
    return Double(fixes) / Double(RepairPriors.enoughFixes)
  }
}

extension RepairPriors {
  /// Reads what was kept; what lies beyond the bounds is left out, whoever wrote it.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    for tally in try values.decode([Tally].self, forKey: .templates).prefix(
      RepairPriors.templateLimit)
    {
      count(.merged, of: tally.template, times: tally.merged)
      count(.edited, of: tally.template, times: tally.edited)
      count(.rejected, of: tally.template, times: tally.rejected)
    }
    for place in try values.decode([Place].self, forKey: .places).prefix(
      2 * RepairPriors.placeLimit)
    {
      add(place)
    }
  }
}
