import Text

/// The task in what an agent was told at the start, without the instructions that its frame puts around it.
enum TaskText {
  /// Marks around the task, as agents write them; the first that is found counts.
  private static let marks = [
    ("<pr_description>", "</pr_description>"), ("<issue_description>", "</issue_description>"),
    ("<issue>", "</issue>"), ("<task>", "</task>"), ("ISSUE:\n", "INSTRUCTIONS:"),
    ("Please solve this issue: ", "\n\nYou can execute bash commands"),
    ("NEW TASK DESCRIPTION ---------------------\n", "--------------------- END OF"),
  ]

  /// The task in `told`; all of it where no mark is found.
  static func task(in told: String) -> String {
    let text = told.replacing("\r\n", with: "\n")
    for (start, end) in marks {
      guard let found = text.between(start, end) else { continue }
      let inner = trimmedLines(found)
      if inner.contains(where: { !$0.isWhitespace }) { return inner }
    }
    return trimmedLines(text)
  }

  /// Where the agent's project stands, as OpenHands and SWE-smith tell it.
  static func root(in told: String) -> String? {
    guard let files = told.between("<uploaded_files>", "</uploaded_files>") else { return nil }
    let lines = files.split(whereSeparator: \.isWhitespace).map(String.init)
    return lines.first { $0.hasPrefix("/") && $0.utf8.count > 1 }
  }

  /// The title of a task, one line, and the rest.
  static func parts(of task: String) -> (title: String, body: String) {
    let lines = task.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.firstIndex(where: { $0.contains { !$0.isWhitespace } }) else {
      return ("a task without words", "")
    }
    let heading = lines[first].drop { $0 == "#" || $0.isWhitespace }
    let title = clipped(oneLine(String(heading)), to: 120)
    let isWhole = title == oneLine(String(heading))
    let rest = lines[(isWhole ? first + 1 : first)...].joined(separator: "\n")
    return (title.isEmpty ? "a task without words" : title, trimmedLines(rest))
  }
}
