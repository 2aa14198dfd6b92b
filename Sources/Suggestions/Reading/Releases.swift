import Git
import Text
import Vocabulary

/// The versions that a project has released, by its tags.
struct Releases {
  /// A release.
  struct Release {
    /// The tag.
    var name: String
    /// What the tag says.
    var version: Version
    /// The commit that it leads to.
    var commit: Project.PastCommit
  }

  /// All, the oldest version first; of what is no final version none.
  let all: [Release]
  /// The least version of Python that the project says it needs; `nil` where it says none.
  let leastPython: Version?

  /// Reads them.
  init(of project: borrowing Project) {
    all = project.tags().compactMap { tag in
      let number = tag.name.drop { !$0.isNumber }
      let prefix = tag.name.dropLast(number.count).lowercased()
      guard
        ["", "v", "release-", "release/", "rel-", "r"].contains(prefix) || prefix.hasSuffix("-v")
          || prefix.hasSuffix("-"), let version = Version(number), version.isFinal
      else { return nil }
      return Release(name: tag.name, version: version, commit: tag.commit)
    }.sorted { ($0.version, $0.name) < ($1.version, $1.name) }
    leastPython = Releases.python(of: project)
  }

  /// The newest by its number.
  var newest: Release? { all.last }

  /// The first that is `version` or newer.
  func first(from version: Version) -> Release? { all.first { $0.version >= version } }

  private static func python(of project: borrowing Project) -> Version? {
    for (file, key) in [
      ("pyproject.toml", "requires-python"), ("setup.cfg", "python_requires"),
      ("setup.py", "python_requires"),
    ] {
      guard let text = project.text(of: file) else { continue }
      for line in text.lines() where line.contains(key) {
        guard let mark = line.range(of: ">=") else { continue }
        if let version = Version(line[mark.upperBound...].drop { $0 == " " }),
          version.numbers.count >= 2
        {
          return version
        }
      }
    }
    return nil
  }
}
