import Text
package import Vocabulary

extension EnvironmentFailure {
  /// What is missing, in a sentence without its full stop: `the tests cannot run here: Python has no module 'x'`.
  package var sentence: String {
    let some = pieces.prefix(3).map(\.words)
    let more = pieces.count > 3 ? ", and \(pieces.count - 3) more" : ""
    let seen = program.map { " (\(oneLine($0)))" } ?? ""
    let head =
      pieces.first?.kind == .copy
      ? "the tests do not test the project's own files" : "the tests cannot run here"
    return "\(head): \(some.joined(separator: "; "))\(more)\(seen)"
  }

  /// The report that ends a run whose tests cannot run.
  var report: Action.Report {
    let help = mend.map { "\n\nTo mend it: \($0)" } ?? ""
    let words = sentence
    return Action.Report(
      claim: .declined, why: "\(words.prefix(1).uppercased())\(words.dropFirst()).\(help)",
      hindrance: .noTool)
  }
}

extension MissingPiece {
  /// What is missing, as a part of a sentence.
  package var words: String {
    let name = "'\(clipped(oneLine(self.name), to: 120))'"
    let owner = tool.isEmpty ? "there is" : "\(tool) has"
    switch kind {
    case .module: return "\(owner) no module \(name)"
    case .package: return "\(owner) no package \(name)"
    case .header: return "there is no header \(name)"
    case .library: return "there is no library \(name)"
    case .command: return "there is no command \(name)"
    case .interpreter: return "what is to run \(name) is not there, or not for this machine"
    case .submodule: return "the submodule \(name) is empty"
    case .largeFile:
      return "of \(name) only the pointer of Git LFS is there"
    case .network:
      return "there is no network\(self.name.isEmpty ? "" : ", and \(name) is asked for")"
    case .display: return "there is no display"
    case .database: return "no \(self.name) answers"
    case .file where tool == "git": return "\(name) is not there, since git ignores it"
    case .file: return "there is no file \(name)"
    case .repository: return "git finds no repository, since commands see no '.git'"
    case .copy:
      return "\(tool) loads \(name) in the place of '\(clipped(oneLine(line), to: 120))'"
    case .tests: return "\(tool) finds no test, though there are files of tests such as \(name)"
    }
  }
}

extension [Step] {
  /// What keeps the tests from running at the base; `nil` where they ran, or were not run.
  package var lackAtBase: EnvironmentFailure? {
    guard let first, first.action == .test(.working), let lack = first.observation.lack,
      lack.preventsAll
    else { return nil }
    return lack
  }
}
