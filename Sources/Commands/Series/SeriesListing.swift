import Delivery
import Git
import Records
import Series
import Text
import Vocabulary
import Workspaces

/// What `git colleague series` says of a series: for people, and for programs.
struct SeriesListing {
  /// The series.
  let series: StoredSeries
  /// What it was asked for by, where it is not what the run delivered.
  let name: String?
  /// Whether the branch of the run ends where the series does.
  let isAtBranch: Bool

  private var run: Run { series.record.run }

  // MARK: For people

  /// A line a patch, then where the series belongs and how it can be read; ends with a line feed.
  func page(_ paint: Paint) -> String {
    let count = counted(series.patches.count, "patch", plural: "patches")
    let total = String(series.patches.count)
    var lines = [paint.bold(visible(run.issue.title)) + paint.dim("  \(count)\(version)")]
    for (index, patch) in series.patches.enumerated() {
      let number = String(index + 1)
      let padding = String(repeating: " ", count: total.count - number.count)
      lines.append(
        "  \(padding)\(number)/\(total)  \(paint.dim(patch.id.abbreviated()))  \(visible(patch.title))"
          + paint.dim("  \(amount(DiffStat(of: patch.differences)))"))
    }
    lines += [
      "outcome:   \(paint.outcome(series.record.state))", "branch:    \(branch)",
      "run:       \(run.id)", "change-id: \(series.changeID)",
      "base:      \(series.base.abbreviated()) (\(visible(run.baseName)))",
    ]
    if let move = series.record.baseDrift {
      lines.append("base now:  \(visible(baseDriftSentence(move, of: run.baseName)))")
    }
    let tip = name ?? (isAtBranch ? branchName : series.tip.abbreviated())
    lines += [
      "read:      git log -p --notes=colleague \(series.base.abbreviated())..\(word(tip))",
      "apply:     git colleague series --mbox \(word(name ?? "\(run.id)")) | git am",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private var version: String { series.version > 1 ? ", version \(series.version)" : "" }

  /// `text` as one word of a command line.
  private func word(_ text: String) -> String { shellQuoted(visible(text)) }

  private var branchName: String { RefNames.branchName(series.record.branch ?? "-") }

  private var branch: String {
    branchName + (isAtBranch ? "" : " (now at another commit, or gone)")
  }

  private func amount(_ stat: DiffStat) -> String {
    "\(counted(stat.files, "file")) +\(stat.added) -\(stat.removed)"
  }

  // MARK: For programs

  /// A line a patch, fields by tabs: see the flag's help.
  var stableLines: String {
    series.patches.enumerated().map { index, patch in
      let stat = DiffStat(of: patch.differences)
      let fields = [
        String(index + 1), String(series.patches.count), patch.id.description, String(stat.files),
        String(stat.added), String(stat.removed), series.record.state, run.id.description,
        series.base.description, series.record.branch ?? "-", visible(patch.title),
      ]
      return fields.map { $0.replacing("\t", with: " ") }.joined(separator: "\t") + "\n"
    }.joined()
  }

  private struct Line: Encodable {
    var version = EventStream.version
    var run: RunID
    var title: String
    var outcome: Outcome?
    var branch: String?
    var base: ObjectID
    var baseName: String
    var changeID: RunID
    var seriesVersion: Int
    var patches: [Patch]
  }

  private struct Patch: Encodable {
    var id: ObjectID
    var subject: String
    var files: Int
    var added: Int
    var removed: Int
    var note: String?
  }

  /// What is printed as one line of JSON.
  var line: some Encodable {
    Line(
      run: run.id, title: run.issue.title, outcome: series.record.outcome,
      branch: series.record.branch, base: series.base, baseName: run.baseName,
      changeID: series.changeID, seriesVersion: series.version,
      patches: series.patches.map { patch in
        let stat = DiffStat(of: patch.differences)
        return Patch(
          id: patch.id, subject: patch.title, files: stat.files, added: stat.added,
          removed: stat.removed, note: patch.note)
      })
  }
}
