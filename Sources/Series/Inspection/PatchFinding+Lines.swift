package import Text
import Vocabulary

extension Sequence<PatchFinding> {
  /// What a reader has to know, in lines that stand first, with an empty one after them; none where there is nothing.
  ///
  /// What blocks a series is among it where a person has let that through.
  package var lines: [Outgoing] {
    let found = Array(self)
    func line(_ words: Outgoing, _ holds: (PatchFinding.Kind) -> Bool) -> Outgoing? {
      let paths = found.filter { holds($0.kind) }.map(\.path)
      return paths.isEmpty ? nil : "- \(words): \(list(paths.withoutRepeats))"
    }
    let links = found.compactMap { finding -> Outgoing? in
      guard case .outwardLink(let target) = finding.kind else { return nil }
      return
        "- A symbolic link that leads out of the project: \(code: finding.path) to \(code: target)"
    }
    func isSecret(_ kind: PatchFinding.Kind) -> Bool {
      if case .secret = kind { true } else { false }
    }
    let lines =
      [
        line("Secrets, which a person has looked at and let through", isSecret),
        line("Characters that nobody sees, which a person has looked at and let through") {
          $0.blocks && !isSecret($0)
        },
      ].compactMap(\.self) + links
      + [
        line("Changes how git shows authors") { $0 == .mailmap },
        line("Run later and elsewhere, by a forge, a hook, an editor or a build") {
          $0 == .runsLater
        },
        line("Can be run now, and could not before") { $0 == .newlyExecutable },
        line("Of another kind or mode than before") { $0 == .otherMode },
        line("Says what counts as equal, ends the program, or speaks of what tests are run by") {
          $0 == .decidesChecks
        },
        line("Words that mix scripts whose letters look alike") { $0 == .mixedScript },
        line("Values that look like passwords") { $0 == .possibleSecret },
      ].compactMap(\.self)
    return lines.isEmpty ? [] : ["Look at this first:"] + lines + [""]
  }
}

extension [String] {
  /// The texts, each once, in order.
  fileprivate var withoutRepeats: [String] {
    var known: Set<String> = []
    return filter { known.insert($0).inserted }
  }
}
