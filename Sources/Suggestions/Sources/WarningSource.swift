import Text
import Vocabulary

/// Warnings that the test command prints at the base, and did not at the last release.
package struct WarningSource: Sendable {
  /// Makes one.
  package init() {}

  /// A warning as a tool prints it.
  struct Warning: Hashable {
    /// The file, below the project's top.
    var path: String
    /// The line, from 1.
    var line: Int?
    /// What it says.
    var text: String
  }

  /// The drafts for warnings in `now` about files for which `isOwn` is true, and that are not in `before`.
  package func drafts(
    now: String, before: String, since tag: String, command: String, where isOwn: (String) -> Bool
  ) -> SourceResult {
    let known = Set(WarningSource.warnings(in: before).map(WarningSource.normal))
    var seen: Set<String> = []
    let fresh = WarningSource.warnings(in: now).filter { warning in
      let text = WarningSource.normal(warning)
      return isOwn(warning.path) && !known.contains(text) && seen.insert(text).inserted
    }
    return SourceResult(
      fresh.prefix(200).map { warning in
        let place = warning.path + (warning.line.map { ":\($0)" } ?? "")
        return SuggestionDraft(
          .warnings, about: [warning.path, WarningSource.normal(warning)],
          title:
            "A warning in \(code(warning.path)) is new since \(code(tag)): \(clipped(warning.text, to: 80))",
          matter: "\(code(command)) warns about \(code(place)), and did not at \(code(tag)):\n\n"
            + block(warning.text),
          criteria: ["The warning is gone, and not by being hidden", "The tests pass"],
          evidence: [
            .init(path: warning.path, line: warning.line, command: command, text: warning.text)
          ], strength: warning.text.lowercased().range(of: "deprecat") != nil ? 0.7 : 0.5)
      })
  }

  /// Without numbers, which move.
  private static func normal(_ warning: Warning) -> String {
    SuggestionDraft.normal("\(warning.path) \(warning.text.filter { !$0.isNumber })")
  }

  /// The warnings in what a command has printed: `PATH:LINE[:COLUMN]: warning: …` as compilers print them, `PATH:LINE:
  /// SomeWarning: …` as Python does, and rustc's two lines.
  static func warnings(in output: String) -> [Warning] {
    var found: [Warning] = []
    var pending: String?
    for line in output.lines() where line.utf8.count <= 1000 {
      let bare = line.trimmingSpace
      if bare.hasPrefix("warning: ") || bare.hasPrefix("warning[") {
        pending = String(bare)
        continue
      }
      if bare.hasPrefix("--> "), let text = pending {
        let parts = bare.dropFirst(4).split(separator: ":")
        if parts.count >= 2 {
          found.append(Warning(path: String(parts[0]), line: Int(parts[1]), text: text))
        }
        pending = nil
        continue
      }
      guard let mark = bare.range(of: "arning: "), let colon = bare.firstIndex(of: ":"),
        colon < mark.lowerBound
      else { continue }
      let parts = bare.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, let number = Int(parts[1]), !parts[0].isEmpty, !parts[0].contains(" ")
      else { continue }
      var text = parts[2].trimmingSpace
      // A column comes before what is said.
      if let first = text.firstIndex(of: ":"), Int(text[..<first]) != nil {
        text = text[text.index(after: first)...].trimmingSpace
      }
      var path = String(parts[0])
      if path.hasPrefix("./") { path.removeFirst(2) }
      found.append(Warning(path: path, line: number, text: String(text)))
    }
    return found
  }
}
