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
    var patch: ArrangedPatch
  }

  let before: [Version]
  let after: [Version]

  /// The lines: `=` for a patch that is the same, `!` for one that differs and how, `<` for one that is gone,
  /// `>` for one that is new.
  func text(in repository: borrowing Repository) throws(GitError) -> String {
    let pairs = partners
    var lines: [String] = []
    for (place, old) in before.enumerated() where !pairs.values.contains(place) {
      lines.append(head(place, "<", nil, old.patch.subject))
    }
    for (place, new) in after.enumerated() {
      guard let partner = pairs[place] else {
        lines.append(head(nil, ">", place, new.patch.subject))
        continue
      }
      let (one, other) = (
        try shape(of: before[partner], in: repository), try shape(of: new, in: repository)
      )
      let difference = try repository.difference(of: other, from: one)
      lines.append(head(partner, difference.isEmpty ? "=" : "!", place, new.patch.subject))
      let shown = difference.lines().filter { !$0.isEmpty }.prefix(VersionComparison.lineLimit + 1)
      lines += shown.prefix(VersionComparison.lineLimit).map { "    \($0)" }
      if shown.count > VersionComparison.lineLimit { lines.append("    …") }
    }
    return lines.joined(separator: "\n")
  }

  /// Places before by places after: patches of the same subject, else of the same kind with most paths in common.
  private var partners: [Int: Int] {
    var partners: [Int: Int] = [:]
    var free = Set(before.indices)
    for (place, new) in after.enumerated() {
      guard let same = free.sorted().first(where: { before[$0].patch.subject == new.patch.subject })
      else { continue }
      partners[place] = same
      free.remove(same)
    }
    for (place, new) in after.enumerated() where partners[place] == nil {
      let alike = free.sorted().filter { before[$0].patch.kind == new.patch.kind }
      let shared = alike.map { Set(before[$0].patch.paths).intersection(new.patch.paths).count }
      guard let best = shared.indices.max(by: { (shared[$0], $1) < (shared[$1], $0) }),
        shared[best] > 0
      else { continue }
      partners[place] = alike[best]
      free.remove(alike[best])
    }
    return partners
  }

  private func head(_ old: Int?, _ mark: String, _ new: Int?, _ subject: String) -> String {
    func side(_ place: Int?, _ versions: [Version]) -> String {
      place.map { "\($0 + 1): \(versions[$0].commit.abbreviated())" } ?? "-: ------------"
    }
    return "\(side(old, before)) \(mark) \(side(new, after)) \(oneLine(subject))"
  }

  /// The patch without what only tells where it stands.
  private func shape(
    of version: Version, in repository: borrowing Repository
  ) throws(GitError) -> String {
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
    let body = commit.message.lines().filter { !$0.isEmpty && !$0.hasPrefix(OwnPatch.trailer) }
    return (body + lines).joined(separator: "\n") + "\n"
  }
}
