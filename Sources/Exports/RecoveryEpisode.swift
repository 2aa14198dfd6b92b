import Engine
package import Vocabulary

/// A stretch of a run in which something got worse and was put right again. Pure.
package struct RecoveryEpisode: Hashable, Sendable {
  /// The step whose tests were the best until then: the checkpoint that is measured against.
  package var checkpoint: Int
  /// The first step that made things worse: the first change of the tree since the last report that was no worse.
  package var harm: Int
  /// The step whose report showed it.
  package var shown: Int
  /// The first step that is as good as the checkpoint again; `nil` where none came.
  package var end: Int?
  /// What got it back; `nil` where nothing did.
  package var means: Means?

  /// What got a run back.
  package enum Means: String, Hashable, Sendable, CaseIterable {
    /// A return to a checkpoint.
    case backtrack
    /// A change that brought the tree back to one that was there before.
    case undo
    /// A change that led on.
    case repair
    /// Nothing: the tests of the same tree came out otherwise.
    case rerun
  }

  /// The part that a step has in an episode.
  package enum Part: String, Hashable, Sendable, CaseIterable {
    /// It made things worse, or built on what did, until a report showed it.
    case harm
    /// It came between the report that showed the harm and the end.
    case recovery
    /// With it the run is back on track.
    case end
  }

  /// The episodes of a run, in order; they do not overlap.
  ///
  /// A report is worse than the checkpoint's where a test that passed there does not pass, or another one fails.
  ///
  /// - Parameter startTree: The project's tree before the first step.
  /// - Complexity: O(*n · t*) in the steps and the tests of their reports.
  package static func episodes(in steps: [Step], from startTree: ObjectID) -> [RecoveryEpisode] {
    let marks = Set(checkpoints(of: steps))
    var walk = Walk(startTree: startTree)
    for step in steps { walk.take(step, isCheckpoint: marks.contains(step.number)) }
    return walk.episodes
  }

  /// The part of each step that has one, by its number.
  static func parts(of episodes: [RecoveryEpisode]) -> [Int: Part] {
    var parts: [Int: Part] = [:]
    for episode in episodes {
      for number in episode.harm...max(episode.harm, episode.shown) { parts[number] = .harm }
      guard let end = episode.end else { continue }
      for number in (episode.shown + 1)..<max(end, episode.shown + 1) { parts[number] = .recovery }
      parts[end] = .end
    }
    return parts
  }
}

/// The way along the steps, and what is known on it.
private struct Walk {
  var episodes: [RecoveryEpisode] = []
  private var best: (number: Int, report: TestReport, tree: ObjectID)?
  private var open: RecoveryEpisode?
  /// The first change since the last report that was no worse.
  private var firstChange: Int?
  /// Trees that were there before the harm.
  private var before: Set<ObjectID>
  /// The last change since the harm was shown, and whether it was a return.
  private var lastChange: (tree: ObjectID, isReturn: Bool)?
  private var tree: ObjectID

  init(startTree: ObjectID) {
    tree = startTree
    before = [startTree]
  }

  mutating func take(_ step: Step, isCheckpoint: Bool) {
    let now = step.observation.tree
    let isReturn = step.action.kind == .backtrack
    if now != tree || isReturn {
      if open != nil {
        lastChange = (now, isReturn)
      } else if firstChange == nil {
        firstChange = step.number
      }
      tree = now
    }
    // A return to the very tree of the checkpoint is as good as it, before any test runs.
    if isReturn, open != nil, now == best?.tree { close(at: step.number) }
    guard step.isJudgement, let report = step.observation.tests else {
      if open == nil, firstChange == nil { before.insert(now) }
      return
    }
    guard let best, !report.isNoWorse(than: best.report) else {
      if open != nil { close(at: step.number) }
      if isCheckpoint || best == nil { best = (step.number, report, now) }
      firstChange = nil
      before.insert(now)
      return
    }
    if open == nil {
      let episode = RecoveryEpisode(
        checkpoint: best.number, harm: firstChange ?? step.number, shown: step.number)
      episodes.append(episode)
      (open, lastChange) = (episode, nil)
    }
  }

  private mutating func close(at number: Int) {
    guard var episode = open else { return }
    episode.end = number
    episode.means =
      switch lastChange {
      case nil: .rerun
      case (_, isReturn: true)?: .backtrack
      case (let tree, _)?: before.contains(tree) ? .undo : .repair
      }
    episodes[episodes.count - 1] = episode
    (open, lastChange, firstChange) = (nil, nil, nil)
  }
}
