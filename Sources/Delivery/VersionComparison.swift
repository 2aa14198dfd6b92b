import Git
import Records
import Text
import Vocabulary

/// How the patches of a version differ from those of the version before, as `git range-diff` shows it.
struct VersionComparison {
  /// Lines of one patch's difference shown at most.
  private static let lineLimit = 60

  /// A patch with its commit.
  struct Version {
    var commit: ObjectID
    var patch: SplitPatch
  }

  let before: [Version]
  let after: [Version]

  /// The lines, in git's order: `=` for a patch that is the same, `!` for one that differs and how, `<` for one that
  /// is gone, `>` for one that is new.
  ///
  /// - Complexity: O(*n · m*) differences of patches, and O((*n* + *m*)³) for their pairs.
  func text(in repository: borrowing Repository) throws(GitError) -> String {
    let old = try before.map { version throws(GitError) in try shape(of: version, in: repository) }
    let new = try after.map { version throws(GitError) in try shape(of: version, in: repository) }
    let partners = try PatchMatching.partners(
      old.map(\.changes), new.map(\.changes),
      difference: { one, other throws(GitError) in
        try repository.difference(of: other, from: one).lines().count { !$0.isEmpty }
      })
    var lines: [String] = []
    for line in PatchMatching.order(partners, old: old.count) {
      switch line {
      case .gone(let place): lines.append(head(place, "<", nil, before[place].patch.subject))
      case .new(let place): lines.append(head(nil, ">", place, after[place].patch.subject))
      case .pair(let one, let other):
        let difference = try repository.difference(of: new[other].text, from: old[one].text)
        lines.append(
          head(one, difference.isEmpty ? "=" : "!", other, after[other].patch.subject))
        let shown = difference.lines().filter { !$0.isEmpty }
          .prefix(VersionComparison.lineLimit + 1)
        lines += shown.prefix(VersionComparison.lineLimit).map { "    \($0)" }
        if shown.count > VersionComparison.lineLimit { lines.append("    …") }
      }
    }
    return lines.joined(separator: "\n")
  }

  private func head(_ old: Int?, _ mark: String, _ new: Int?, _ subject: String) -> String {
    func side(_ place: Int?, _ versions: [Version]) -> String {
      place.map { "\($0 + 1): \(versions[$0].commit.abbreviated())" } ?? "-: ------------"
    }
    return "\(side(old, before)) \(mark) \(side(new, after)) \(oneLine(subject))"
  }

  /// A patch without what only tells where it stands.
  private struct Shape {
    /// The message, without the trailer of its run, and the difference.
    let text: String
    /// The difference alone, with one line at the head of each file, as git compares it to find pairs.
    let changes: String
  }

  private func shape(
    of version: Version, in repository: borrowing Repository
  ) throws(GitError) -> Shape {
    let commit = try repository.readCommit(version.commit)
    let parent = try commit.parents.first.map { id throws(GitError) in
      try repository.readCommit(id).tree
    }
    let patch = try repository.patch(from: parent, to: commit.tree)
    let lines = patch.lines(keepingReturns: true)
      .filter { !$0.hasPrefix("index ") }
      .map { line -> Substring in
        guard line.hasPrefix("@@ "), let end = line.dropFirst(3).firstRange(of: "@@") else {
          return line
        }
        return "@@" + line[end.upperBound...]
      }
    let body = commit.message.lines().filter { !$0.isEmpty && !$0.hasPrefix(ColleagueTrailer.key) }
    return Shape(
      text: (body + lines).joined(separator: "\n") + "\n",
      changes: VersionComparison.changes(in: lines).map { $0 + "\n" }.joined())
  }

  /// The lines of a difference, with one line at the head of each file.
  private static func changes(in lines: [Substring]) -> [String] {
    var isHead = false
    var changes: [String] = []
    for line in lines where !line.isEmpty {
      if line.hasPrefix("diff --git ") {
        isHead = true
        changes.append("## \(line.dropFirst("diff --git ".count)) ##")
      } else if line.hasPrefix("@@") {
        isHead = false
        changes.append(String(line))
      } else if !isHead {
        changes.append(String(line))
      } else if ["new file", "deleted file", "old mode", "new mode"].contains(
        where: line.hasPrefix)
      {
        changes[changes.count - 1] += " " + line
      }
    }
    return changes
  }
}
