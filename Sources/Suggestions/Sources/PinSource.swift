import Text
package import Vocabulary

/// Dependencies whose manifest asks for a version that the lock file beside it contradicts.
///
/// Read are `pyproject.toml` and `requirements*.txt` beside `poetry.lock` or `uv.lock`, `package.json` beside
/// `package-lock.json`, `Cargo.toml` beside `Cargo.lock`, `Gemfile` beside `Gemfile.lock`, and `go.mod` beside `go.sum`.
/// What cannot be understood says nothing; no registry is asked.
package struct PinSource: SuggestionFinding {
  /// Makes one.
  package init() {}

  package var source: Suggestion.Source { .pins }

  /// The largest file read, in bytes.
  private static let limit = 16 << 20

  package func find(in project: inout Project) -> SourceResult {
    var drafts: [SuggestionDraft] = []
    let locks: Set<Substring> = [
      "poetry.lock", "uv.lock", "package-lock.json", "Cargo.lock", "Gemfile.lock", "go.sum",
    ]
    for file in project.files
    where locks.contains(fileName(file.path)) && !PinSource.isSample(file.path) {
      guard !project.isOverdue else { return SourceResult(drafts, isComplete: false) }
      guard let text = project.text(of: file.path, limit: PinSource.limit) else { continue }
      drafts += contradictions(to: text, of: file.path, project)
    }
    return SourceResult(drafts, isComplete: !project.isCut)
  }

  /// Whether it stands among tests, samples or what others have written.
  private static func isSample(_ path: String) -> Bool {
    isForeign(folder(path) + "/x")
      || path.lowercased().split(separator: "/").dropLast().contains {
        ["test", "tests", "fixtures", "examples", "example", "testdata", "samples"].contains($0)
      }
  }

  private func contradictions(
    to lock: String, of path: String, _ project: borrowing Project
  ) -> [SuggestionDraft] {
    let place = folder(path).isEmpty ? "" : folder(path) + "/"
    func manifest(_ name: String) -> String? {
      project.text(of: place + name, limit: PinSource.limit)
    }
    func drafts(_ name: String, _ requirements: [Requirement], _ locked: [String: [String]])
      -> [SuggestionDraft]
    {
      requirements.compactMap { draft($0, in: place + name, locked, path) }
    }
    switch fileName(path) {
    case "poetry.lock", "uv.lock":
      let locked = Manifests.packages(lock, python: true)
      var found =
        manifest("pyproject.toml").map { drafts("pyproject.toml", Manifests.pyproject($0), locked) }
        ?? []
      let lists = project.files.map(\.path).filter {
        folder($0) == folder(path) && fileName($0).hasPrefix("requirements") && $0.hasSuffix(".txt")
      }
      for list in lists {
        let requirements = Manifests.pip(project.text(of: list) ?? "").filter {
          VersionRange($0.range, .pip)?.isExact == true
        }
        found += requirements.compactMap { draft($0, in: list, locked, path) }
      }
      return found
    case "package-lock.json":
      return manifest("package.json").map {
        drafts("package.json", Manifests.npm($0), Manifests.npmLock(lock))
      } ?? []
    case "Cargo.lock":
      return manifest("Cargo.toml").map {
        drafts("Cargo.toml", Manifests.cargo($0), Manifests.packages(lock, python: false))
      } ?? []
    case "Gemfile.lock":
      return manifest("Gemfile").map {
        drafts("Gemfile", Manifests.gems($0), Manifests.gemLock(lock))
      } ?? []
    case "go.sum":
      guard let text = manifest("go.mod") else { return [] }
      let sums = Manifests.goSums(lock)
      guard !sums.isEmpty, text.range(of: "replace") == nil else { return [] }
      return Manifests.goModules(text).filter { !sums.contains("\($0.path) \($0.version)") }.map {
        module in
        draft(
          module.path, asked: module.version, line: module.line, in: place + "go.mod",
          locked: "no sum of that version", path)
      }
    default: return []
    }
  }

  /// The draft for a requirement that no locked version meets; `nil` where one does, or nothing is known.
  private func draft(
    _ requirement: Requirement, in path: String, _ locked: [String: [String]], _ lock: String
  ) -> SuggestionDraft? {
    guard let versions = locked[requirement.name], !versions.isEmpty,
      let range = VersionRange(requirement.range, requirement.dialect)
    else { return nil }
    let known = versions.compactMap { Version($0) }
    // What is before a release is ordered in ways that differ from tool to tool.
    guard known.count == versions.count, known.allSatisfy(\.isFinal),
      !known.contains(where: range.allows)
    else { return nil }
    return draft(
      requirement.name, asked: requirement.range, line: requirement.line, in: path,
      locked: versions.joined(separator: ", "), lock)
  }

  private func draft(
    _ name: String, asked: String, line: Int?, in path: String, locked: String, _ lock: String
  ) -> SuggestionDraft {
    SuggestionDraft(
      .pins, about: [path, lock, name],
      title: "\(code(path)) and \(code(lock)) contradict each other about \(code(name))",
      matter:
        "\(code(path)) asks for \(code("\(name) \(asked)")), and \(code(lock)) has \(code(locked)). Whoever installs by the one gets something else than whoever installs by the other.",
      criteria: [
        "\(code(path)) and \(code(lock)) agree about \(code(name))",
        "Nothing else is changed in the lock file",
        "The tests pass",
      ],
      evidence: [
        .init(path: path, line: line, text: "\(name) \(asked)"),
        .init(
          path: lock,
          command: "grep -n \(shellQuoted(name)) \(shellQuoted(path)) \(shellQuoted(lock))",
          text: "\(name) \(locked)"),
      ], reasons: [asked, locked], strength: 0.8)
  }
}
