import Text
import Vocabulary

/// A report as lines: `claim:`, `subject:`, `why:`, …, and an item for each criterion.
enum ReportText {
  private static let keys = ["claim", "subject", "why", "alternatives", "risks"]

  static func text(of report: Action.Report) -> String {
    var lines = [
      "claim: \(report.claim == .resolved ? "resolved" : "unresolved")",
      "subject: \(oneLine(report.subject))", "why: \(oneLine(report.why))",
    ]
    if !report.alternatives.isEmpty {
      lines.append("alternatives: \(oneLine(report.alternatives))")
    }
    if !report.risks.isEmpty { lines.append("risks: \(oneLine(report.risks))") }
    lines += report.criteria.map {
      "- [\($0.isMet ? "x" : " ")] \(oneLine($0.text)): \(oneLine($0.evidence))"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads what models make of it: unknown lines belong to the part before them.
  static func read(_ text: String) -> Action.Report {
    var parts: [String: String] = [:]
    var criteria: [Action.Report.Criterion] = []
    var current = "why"
    for line in text.lines() where !line.isEmpty {
      let trimmed = line.trimmed
      let lower = trimmed.lowercased()
      if let key = keys.first(where: { lower.hasPrefix($0 + ":") }) {
        current = key
        parts[key] = String(trimmed.dropFirst(key.count + 1)).trimmed
      } else if lower.hasPrefix("- [") {
        criteria.append(criterion(trimmed))
      } else if parts.isEmpty, ["resolved", "unresolved"].contains(lower) {
        parts["claim"] = lower
      } else {
        parts[current] = [parts[current], trimmed].compactMap(\.self).joined(separator: "\n")
      }
    }
    let isResolved = parts["claim"]?.lowercased().hasPrefix("resolved") ?? true
    return Action.Report(
      claim: isResolved ? .resolved : .unresolved, subject: parts["subject"] ?? "",
      why: parts["why"] ?? "", alternatives: parts["alternatives"] ?? "",
      risks: parts["risks"] ?? "", criteria: criteria)
  }

  private static func criterion(_ line: String) -> Action.Report.Criterion {
    let isMet = line.hasPrefix("- [x]") || line.hasPrefix("- [X]")
    let text = line.drop { $0 != "]" }.dropFirst().trimmed
    guard let colon = text.firstRange(of: ": ") else {
      return Action.Report.Criterion(text: text, isMet: isMet, evidence: "")
    }
    return Action.Report.Criterion(
      text: String(text[..<colon.lowerBound]), isMet: isMet,
      evidence: String(text[colon.upperBound...]))
  }
}
