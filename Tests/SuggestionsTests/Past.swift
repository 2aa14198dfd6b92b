import Git
import Support
import Vocabulary

@testable import Suggestions

/// A time two years after all commits of a ``TemporaryRepository``.
let later = 1_700_000_000 + 2 * 365 * 86_400

extension TemporaryRepository {
  /// The project at HEAD, as it is looked at two years later.
  func project(within seconds: Double = 60) throws -> Project {
    try Project(
      in: try Repository(discovering: path, environment: [:]), at: try id("HEAD"), now: later,
      within: seconds)
  }

  /// Commits these files over what is there.
  func commit(_ subject: String, _ files: [String: String]) throws {
    for (file, text) in files { try write(text, to: file) }
    try git("add", "-A")
    try git("commit", "-q", "--allow-empty", "-m", subject)
  }
}

/// A draft with little in it.
func draft(
  _ source: Suggestion.Source = .todo, _ about: [String] = ["a.py", "mend it"],
  title: String = "TODO in `a.py` is due: mend it", path: String? = "a.py", reasons: [String] = [],
  strength: Double = 0.5
) -> SuggestionDraft {
  SuggestionDraft(
    source, about: about, title: title, matter: "It is broken.", criteria: ["It is whole"],
    evidence: [Suggestion.Evidence(path: path, line: 3, text: "mend it")], reasons: reasons,
    strength: strength)
}
