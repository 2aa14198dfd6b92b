import Text

/// A few lines for a shell, as a step of a pipeline or a block in a guide has them.
struct ShellStep {
  /// The lines, each whole: those that end in a backslash are joined, comments and `set -e` are left out.
  private let lines: [String]
  /// Whether its lines stand by themselves: no loops, conditions, functions and texts in place.
  private let isPlain: Bool
  /// What has to be done before each of them, such as going to a folder.
  private let lead: String

  /// The most of a step that is looked at, in lines.
  private static let limit = 60

  /// The step `text`.
  ///
  /// - Parameters:
  ///   - folder: Where it runs, from the top of the project; empty for that itself.
  ///   - variables: What it sees in its environment.
  init(_ text: String, in folder: String = "", variables: [(name: String, value: String)] = []) {
    var (lines, lead): ([String], [String]) = ([], [])
    var open = ""
    if !folder.isEmpty, folder != "." { lead.append("cd \(shellQuoted(folder))") }
    lead += variables.map { "export \($0.name)=\(shellQuoted($0.value))" }
    for line in text.lines().prefix(ShellStep.limit) {
      let plain = line.trimmed
      if plain.hasSuffix("\\") {
        open += plain.dropLast().trimmed + " "
        continue
      }
      let whole = (open + plain).trimmed
      open = ""
      if whole.isEmpty || whole.hasPrefix("#") || whole.hasPrefix("set ")
        || whole.hasPrefix("echo ")
      {
        continue
      }
      if lines.isEmpty, whole.hasPrefix("cd ") || whole.hasPrefix("export "),
        !whole.contains(where: { ";&|".contains($0) })
      {
        lead.append(whole)
      } else {
        lines.append(whole)
      }
    }
    self.lines = lines
    self.lead = lead.map { $0 + " && " }.joined()
    isPlain = text.lines().count <= ShellStep.limit && lines.allSatisfy(ShellStep.isPlain)
  }

  /// What is found in a step.
  enum Finding: Hashable {
    /// Commands that set something up.
    case setup([String])
    /// A command that tests, its line in the step.
    case test(String, line: String)
    /// It is left out, with the line that decides.
    case omitted(line: String, Omission.Cause)
  }

  /// What the step is for; nothing where that is neither setup nor tests.
  ///
  /// Lines that check the code's form alone are left out; a build that stands before the tests stays before them.
  var findings: [Finding] {
    let kinds = lines.map { ShellLine($0).kind }
    let isMeant = lines.contains { ShellLine($0).isMeant }
    for (line, kind) in zip(lines, kinds) {
      guard case .refused(let cause) = kind else { continue }
      return isMeant || cause == .needsRoot ? [.omitted(line: line, cause)] : []
    }
    guard isMeant else { return [] }
    guard isPlain else {
      return [.omitted(line: lines.first { !ShellStep.isPlain($0) } ?? lines[0], .isScript)]
    }
    var (setups, before, tests): ([String], [String], [(String, String)]) = ([], [], [])
    for (line, kind) in zip(lines, kinds) {
      switch kind {
      case .setup: setups.append(lead + line)
      case .test:
        tests.append(((before + [line]).joined(separator: " && "), line))
        before = []
      case .other: before.append(line)
      case .check, .refused: break
      }
    }
    var found: [Finding] = setups.isEmpty ? [] : [.setup(setups)]
    if let first = tests.first {
      // What is set up by then is not looked at again: that would need the network.
      let text = (lead + tests.map(\.0).joined(separator: " && "))
        .replacing("uv run ", with: "uv run --no-sync ")
      found.append(.test(text, line: first.1))
    }
    return found
  }

  private static let control: Set = [
    "if", "then", "else", "elif", "fi", "for", "do", "done", "while", "until", "case", "esac",
    "function", "{", "}", "[[", "source", ".", "trap", "read", "exit", "return",
  ]

  /// Whether a line means the same by itself.
  private static func isPlain(_ line: String) -> Bool {
    let first = line.split(separator: " ").first.map(String.init) ?? ""
    let marks = ["<<", "[[", "$(", "`", "$GITHUB_", "${GITHUB_", "$CI_", "${CI_"]
    let plain = line.replacing("$(nproc)", with: "")
    return !control.contains(first) && !first.hasSuffix("()")
      && !marks.contains { plain.contains($0) }
  }
}
