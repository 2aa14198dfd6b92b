package import Git
import Text

/// What tells a patch of ours from other people's commits.
package enum ColleagueTrailer {
  /// The trailer that names the run a patch comes from.
  package static let key = "Colleague-Run"
}

extension Commit {
  /// The run that it is a patch of; `nil` for a commit that is none of ours.
  package var run: String? {
    message.lines().last { $0.hasPrefix(ColleagueTrailer.key + ": ") }
      .map { String($0.dropFirst(ColleagueTrailer.key.count + 2)) }
  }

  /// The runs that its message names, also in the messages of others that it quotes, as those of a squashed
  /// series are.
  package var runs: [String] {
    var runs: [String] = []
    for line in message.lines() {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count == 2, words[0] == ColleagueTrailer.key + ":" else { continue }
      let run = String(words[1])
      if RunID.isValid(run), !runs.contains(run) { runs.append(run) }
    }
    return runs
  }
}
