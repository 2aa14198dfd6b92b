import Text
import Vocabulary

/// What others said in a run: its issue, and what tools and commands printed. Pure.
///
/// It tells whether words that a run wants to keep are its own or were put into its mouth.
struct OutsideText {
  private let words: Set<Substring>
  private let runs: Set<[Substring]>

  /// How many words in a row are copied.
  private static let length = 4
  /// The most bytes of all texts together that are looked at.
  private static let limit = 256 << 10

  /// What `run` was given, and what its `steps` up to `number` heard from tools and commands.
  init(of run: Run, hearing steps: [Step], upTo number: Int = .max) {
    var texts = [run.issue.title, run.issue.body] + run.issue.criteria
    texts += run.reroll?.comments.map(\.text) ?? []
    // The nearest first: what is beyond the limit was heard long before.
    for step in steps.reversed() where step.number <= number {
      switch step.action.kind {
      case .tool, .run, .test:
        texts += [step.observation.output.head, step.observation.output.tail]
      default: break
      }
    }
    self.init(texts)
  }

  /// These texts.
  init(_ texts: [String]) {
    var words: Set<Substring> = []
    var runs: Set<[Substring]> = []
    var left = OutsideText.limit
    for text in texts where left > 0 {
      left -= text.utf8.count
      let own = OutsideText.split(text)
      words.formUnion(own)
      for start in own.indices.dropLast(OutsideText.length - 1) {
        runs.insert(Array(own[start..<(start + OutsideText.length)]))
      }
    }
    (self.words, self.runs) = (words, runs)
  }

  /// Whether `text` is a copy of what was said: half of its words stand in runs of four as they do there, or nearly all of
  /// its telling words are there.
  ///
  /// - Complexity: O(*n*) in the text.
  func isSource(of text: String) -> Bool {
    let own = OutsideText.split(text)
    guard !own.isEmpty else { return false }
    var isCopied = Array(repeating: false, count: own.count)
    for start in own.indices.dropLast(OutsideText.length - 1) {
      let range = start..<(start + OutsideText.length)
      if runs.contains(Array(own[range])) { for place in range { isCopied[place] = true } }
    }
    if isCopied.count(where: \.self) * 2 >= own.count, own.count >= OutsideText.length {
      return true
    }
    let telling = WordWeights.words(of: text)
    guard telling.count > 1 else { return !telling.isDisjoint(with: words) }
    let known = telling.count { words.contains($0) }
    return Double(known) >= 0.8 * Double(telling.count)
  }

  private static func split(_ text: String) -> [Substring] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }
  }
}
