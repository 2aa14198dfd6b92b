import Text
import Vocabulary

extension StepWords {
  /// A settled step in a line: what was done, what came of it, and what the model said.
  ///
  /// - Parameter said: The model's words.
  /// - Returns: At most about a kilobyte.
  func line(of step: Step, saying said: String) -> String {
    let action = settledAction(of: step)
    let seen = step.observation
    var results: [String] = []
    if let refusal = seen.refusal {
      results.append(StepTexts.notDone(refusal: clipped(line(refusal), to: 160)))
    }
    if seen.tests == nil, let ending = seen.ending, ending != .exited(0) {
      results.append(words(for: ending))
    }
    if let report = seen.tests { results += words(for: report, after: nil, 4) }
    let told = step.action.toldPaths.map { line($0) }
    let others = seen.refusal == nil ? seen.changed.filter { !told.contains(line($0)) } : []
    let news = others.filter { !action.contains(line($0)) }
    if !news.isEmpty { results.append(StepTexts.changed(names: list(news, 4) + ".")) }
    let output = seen.output.text
    if step.action.isLook, seen.refusal == nil, seen.changed.isEmpty, !output.isEmpty {
      let count = output.lines().count - (output.hasSuffix("\n") ? 1 : 0)
      results.append(StepTexts.printed(lines: counted(count, "line")))
    }
    if case .ask = step.action, step.decidedBy == .person {
      results = [clipped(line(output), to: 400)]
    }
    let words = clipped(line(said), to: 240)
    return StepTexts.settledStep(number: step.number, action: action)
      + (results.isEmpty ? "" : ": " + results.joined(separator: " "))
      + (words.isEmpty ? "" : " " + StepTexts.settledWords(words: words))
  }

  /// What was done, in a few words.
  private func settledAction(of step: Step) -> String {
    let kind = step.action.kind.rawValue
    func with(_ text: String, _ limit: Int) -> String {
      "\(kind) \(clipped(line(text), to: limit))"
    }
    switch step.action {
    case .read(let path, let lines, let view):
      let range = lines.map { " \($0.lowerBound)-\($0.upperBound)" } ?? ""
      let name = clipped(line(path.isEmpty ? "." : path), to: 160)
      return "\(kind) \(name)\(range)\(view == .text ? "" : " (\(view.rawValue))")"
    case .search(let text, let paths, _):
      let places = paths.isEmpty ? "" : " (\(list(paths, 3)))"
      return with("\"\(text)\"", 120) + places
    case .edit(let edits, let why):
      let names = list(edits.map(\.inShort), 6)
      return "\(kind) \(names)" + (why.isEmpty ? "" : " (\(clipped(line(why), to: 160)))")
    case .run(let command, _): return with(command, 160)
    case .test(let scope): return scope == .working ? kind : "\(kind) (\(scope.rawValue))"
    case .ask(let question): return with(question, 200)
    case .remember(let lesson): return with(lesson, 300)
    case .tool(let name, let arguments): return with("\(name) \(arguments)", 160)
    case .backtrack(_, let why): return "\(kind) (\(clipped(reason(why), to: 200)))"
    case .trial, .plan, .finish, .split: return kind
    }
  }
}

extension Action {
  /// The paths that the line of a settled step names anyway.
  fileprivate var toldPaths: [String] {
    guard case .edit(let edits, _) = self else { return [] }
    return edits.prefix(6).flatMap { edit in
      if case .rename(let target) = edit.change { [edit.path, target] } else { [edit.path] }
    }
  }

  /// Whether what it printed was what it was for.
  fileprivate var isLook: Bool { [.read, .search, .run, .tool].contains(kind) }
}

extension FileEdit {
  /// Its file, and what became of it where that is not an edit of some lines.
  fileprivate var inShort: String {
    switch change {
    case .write: "\(path) (whole)"
    case .delete: "\(path) (removed)"
    case .rename(let target): "\(path) -> \(target)"
    case .substitute, .splice: path
    }
  }
}
