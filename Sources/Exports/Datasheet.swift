import Text
import Vocabulary

/// What an export holds, and what it leaves out: `datasheet.json` and `datasheet.md`.
///
/// It has no date and no place of its own, so that the same refs give the same bytes.
struct Datasheet {
  /// The version of `datasheet.json`.
  static let version = 1

  /// The format.
  let format: ExportFormat
  /// This program's version.
  let product: String
  /// What was asked for, in words of the command line.
  let request: [String: JSON]
  private var runs = 0
  private var vouched = 0
  private var steps = 0
  private var lines = 0
  private var usage = Usage()
  private var counts: [String: [String: Int]] = [:]
  private var omitted: [String: (count: Int, runs: [RunID])] = [:]
  private var licences: Set<Licence> = []
  private var labels = LabelCounts()

  /// The most runs that are named as left out for one reason.
  private static let namedRuns = 20

  init(format: ExportFormat, product: String, request: [String: JSON]) {
    (self.format, self.product, self.request) = (format, product, request)
  }

  /// Whether no run was exported.
  var isEmpty: Bool { runs == 0 }

  /// Counts a run that was exported.
  mutating func add(_ run: RunTally) {
    runs += 1
    vouched += run.isVouched ? 1 : 0
    steps += run.steps
    lines += run.records
    usage = usage + run.usage
    for (table, words) in run.words {
      counts[table, default: [:]].merge(words, uniquingKeysWith: +)
    }
    if let part = run.part { counts["parts", default: [:]][part, default: 0] += 1 }
    labels = labels + run.labels
    licences.formUnion(run.licences)
  }

  /// Counts a run that was left out.
  mutating func leaveOut(_ run: RunID, because reason: String) {
    var entry = omitted[reason] ?? (0, [])
    entry.count += 1
    if entry.runs.count < Datasheet.namedRuns { entry.runs.append(run) }
    omitted[reason] = entry
  }

  private var sortedLicences: [Licence] {
    licences.sorted { ($0.path, "\($0.blob)") < ($1.path, "\($1.blob)") }
  }

  /// The datasheet as an object.
  var json: JSON {
    var members: [String: JSON] = [
      "version": .int(Datasheet.version), "format": .string(format.rawValue),
      "program": .string("git-colleague \(product)"), "request": .object(request),
      "runs": .int(runs), "runs_vouched_for": .int(vouched), "steps": .int(steps),
      "records": .int(lines),
      "tokens": [
        "sent": .int(usage.sent), "cached": .int(usage.cached), "received": .int(usage.received),
        "requests": .int(usage.requests), "is_estimated": .bool(usage.isEstimated),
      ],
      "labels": labels.json, "licences": .array(sortedLicences.map(\.json)),
      "left_out": .object(
        omitted.mapValues { entry in
          ["count": .int(entry.count), "runs": .array(entry.runs.map { .string("\($0)") })]
        }),
      "redaction": "what looks like a secret, and the user's own keys, are taken out of every text",
    ]
    for (table, values) in counts { members[table] = .object(values.mapValues(JSON.int)) }
    return .object(members)
  }

  /// The datasheet for people, in Markdown.
  var page: String {
    var parts = [
      "# Datasheet", "Format `\(format.rawValue)`, written by git-colleague \(product).",
      "| | |\n| --- | --- |\n| runs | \(runs) |\n| of them vouched for by this user's key | \(vouched) |\n"
        + "| steps | \(steps) |\n| lines or files | \(lines) |\n"
        + "| tokens sent, of them out of a cache | \(usage.sent), \(usage.cached) |\n"
        + "| tokens received | \(usage.received) |",
    ]
    if !request.isEmpty {
      parts.append("## What was asked for")
      parts.append(list(request.mapValues(\.text)))
    }
    for (table, values) in counts.sorted(by: { $0.key < $1.key }) {
      parts.append("## \(table.replacing("_", with: " ").capitalizedFirst)")
      parts.append(list(values.mapValues(String.init)))
    }
    parts.append("## Labels")
    parts.append(list(LabelTable(of: labels.json).rows))
    parts.append("## Licences of the bases")
    parts.append(
      licences.isEmpty
        ? "No file at the root of a base states one."
        : sortedLicences.map {
          "- `\($0.path)`: \($0.identifier ?? "not recognised") (\($0.title))"
        }.joined(separator: "\n"))
    parts.append("## What was left out, and why")
    parts.append(
      omitted.isEmpty
        ? "Nothing."
        : list(omitted.mapValues { "\($0.count): \(Datasheet.names($0.runs, $0.count))" }))
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func names(_ runs: [RunID], _ count: Int) -> String {
    runs.map { "\($0)" }.joined(separator: ", ")
      + (count > runs.count ? " and \(count - runs.count) more" : "")
  }

  private func list(_ rows: [String: String]) -> String {
    rows.sorted { $0.key < $1.key }.map { "- \($0.key): \($0.value)" }.joined(separator: "\n")
  }
}

/// Counts within objects as rows of one table.
private struct LabelTable {
  var rows: [String: String] = [:]

  init(of json: JSON) {
    guard case .object(let members) = json else { return }
    for (name, value) in members {
      let shown = name.replacing("_", with: " ")
      if case .object(let inner) = value {
        for (key, count) in inner { rows["\(shown), \(key)"] = count.text }
      } else {
        rows[shown] = value.text
      }
    }
  }
}

extension String {
  /// With a capital letter at its start.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
