package import Git
import Text
package import Vocabulary

/// What tells a patch of ours from other people's commits.
package enum ColleagueTrailer {
  /// The trailer that names the run a patch comes from.
  package static let key = "Colleague-Run"
}

extension Commit {
  /// The run that it is a patch of; `nil` for a commit that is none of ours.
  package var run: RunID? {
    message.lines().last { $0.hasPrefix(ColleagueTrailer.key + ": ") }
      .flatMap { RunID($0.dropFirst(ColleagueTrailer.key.count + 2)) }
  }

  /// The runs that its message names, also in the messages of others that it quotes, as those of a squashed
  /// series are.
  package var runs: [RunID] {
    var runs: [RunID] = []
    for line in message.lines() {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count == 2, words[0] == ColleagueTrailer.key + ":" else { continue }
      guard let run = RunID(words[1]), !runs.contains(run) else { continue }
      runs.append(run)
    }
    return runs
  }
}
