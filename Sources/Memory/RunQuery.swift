import Vocabulary

/// What earlier runs are looked for by.
struct RunQuery {
  /// Words of an issue, in their order; may be empty.
  var words: [String] = []
  /// Exact names, those that say most first.
  var names: [Name] = []
  /// Runs that are never an answer: the one that asks, and those that it was told of.
  var besides: Set<String> = []
  /// The answers at most.
  var limit: Int
}

/// An earlier run that was found.
struct FoundRun {
  /// Its number in the index.
  var number: Int
  /// How well it answers; to be compared with others of the same query alone.
  var score: Double
  /// The exact names that it shares, the rarest first.
  var names: [Name] = []
  /// The first step of the run in which one of those names stands; `nil` where none does.
  var step: Int?
}

/// The numbers by which earlier runs are ranked; scores are those of FTS5's bm25, the greater the better.
enum RankWeights {
  /// How much more a match of exact names counts than one of words; all words together count by the root of how many are
  /// searched for, so that many of them do not outweigh a name. FTS5's weights of columns bound how often a match
  /// counts, not how much: beyond 2.2 no weight goes.
  static let names = 4.0
  /// The rows that one search goes through, about: what is searched for is the rarest first, up to so many.
  static let rows = 2500
  /// Words and names asked for at most.
  static let terms = 48
  /// The rows of each search that are looked at.
  static let found = 40
  /// What each exact name adds that is shared, less the share of the runs that have it: among few runs bm25 tells nothing.
  static let shared = 0.6
  /// The runs beyond those wanted that are looked at closely.
  static let looked = 12
  /// A name that more of the runs share says nothing, once there are some runs.
  static let commonShare = 0.5
  /// Runs among which no name is common.
  static let fewRuns = 8
  /// The least share of the best one's score.
  static let leastShare = 0.15
  /// The least weight, as a share, of the words that an issue without any exact name has to share with another.
  static let likeness = 0.3
  /// The words, besides, that it has to share.
  static let sharedWords = 2
}
