import Engine
import Text
import Vocabulary

/// Renders what a step's observation says to the model.
///
/// Text that others wrote passes through ``safe(_:)`` whole, before any of it is cut.
struct StepWords {
  /// The mark that separates data from our text: 12 digits made when the run began.
  let mark: String
  /// The most bytes of output shown.
  let limit: Int
  /// Takes secrets out.
  let redactor: Redactor
  /// Whether data stands in fences, as models that answer in text are used to, not between marks.
  var isFenced = false

  /// `text` without secrets, control characters and the mark.
  func safe(_ text: String) -> String {
    let clean = redactor.shown(text).value
    return clean.contains(mark) ? clean.replacing(mark, with: mark.prefix(4) + "…") : clean
  }

  /// The safe text in one line.
  func line(_ text: String) -> String { oneLine(safe(text)) }

  /// The safe text between marks; a mark within it is broken.
  ///
  /// - Parameter limit: The most bytes of it.
  func data(_ name: String, _ text: String, limit: Int = .max) -> String {
    marked(line(name), cut(safe(text), to: limit))
  }

  /// `text` between marks, which is safe already: in a fence longer than any in it where ``isFenced`` says so.
  func marked(_ name: String, _ text: String) -> String {
    let text = text.hasSuffix("\n") ? text : text + "\n"
    guard isFenced else { return StepTexts.data(mark: mark, name: name, text: text) }
    return "\(name)\n\(TextProtocol.fenced("", text))"
  }

  /// Why a run went back, from the reason that its step keeps.
  func reason(_ kept: String) -> String { StuckPattern(reason: kept)?.words ?? line(kept) }

  /// The result of `step`.
  ///
  /// - Parameters:
  ///   - tests: The last test report before it.
  ///   - isMasked: Whether its output is left out.
  func result(of step: Step, after tests: TestReport?, isMasked: Bool) -> String {
    let seen = step.observation
    var lines: [String] = []
    if let refusal = seen.refusal {
      lines.append(StepTexts.notDone(refusal: cut(safe(refusal), to: limit / 2)))
    }
    if seen.tests == nil, let ending = seen.ending { lines.append(words(for: ending)) }
    if let report = seen.tests { lines += words(for: report, after: tests, isMasked ? 4 : 20) }
    if let fresh = seen.foldersRun { lines.append(StepTexts.folders(names: list(fresh, 12))) }
    if step.action == .test(.verdict), let judges = seen.judges, !judges.isEmpty {
      lines.append(StepTexts.judges(names: list(judges, isMasked ? 4 : 12)))
    }
    if !seen.changed.isEmpty, seen.refusal == nil {
      lines.append(StepTexts.changed(names: list(seen.changed, isMasked ? 4 : 12)))
    }
    if step.action.kind == .trial { lines += step.isRepairs ? search(step, isMasked) : trial(step) }
    if let hosts = seen.refusedHosts {
      lines.append(StepTexts.refusedHosts(names: list(hosts, isMasked ? 4 : 12)))
    }
    // That all pass is said already.
    if !seen.output.text.isEmpty, seen.tests?.allPass != true {
      let output = safe(said(by: step))
      let name = step.action.kind == .edit ? StepTexts.difference : "output"
      lines.append(isMasked ? leftOut(output) : marked(name, headAndTail(output, of: step)))
    }
    switch step.action {
    case .plan: lines.append(StepTexts.planKept)
    case .remember: lines.append(StepTexts.lessonKept)
    default: break
    }
    if lines.isEmpty { lines.append(StepTexts.done) }
    if let known = known(with: step, isMasked: isMasked) { lines.append(known) }
    return lines.joined(separator: "\n")
  }

  /// The output without lines about tests that pass.
  private func said(by step: Step) -> String {
    let seen = step.observation
    let isPassingRun = step.action.kind == .run && seen.tests == nil && seen.ending == .exited(0)
    return isPassingRun
      ? PassingLines.removed(fromSuccess: seen.output.text)
      : PassingLines.removed(from: seen.output.text, of: seen.tests)
  }

  /// A tool of a server as the model is shown it: what its server wrote is safe, and said to be the server's words.
  func tool(_ tool: Prompt.Tool) -> Prompt.Tool {
    let server = ToolName(tool.name)?.server ?? ""
    return Prompt.Tool(
      name: tool.name, about: StepTexts.tool(server: server, about: safe(tool.about)),
      parameters: safe(tool.parameters))
  }

  /// The value with every text in it made safe; names of members stay.
  func safe(_ value: JSON) -> JSON {
    switch value {
    case .string(let text): .string(safe(text))
    case .array(let elements): .array(elements.map(safe))
    case .object(let members): .object(members.mapValues(safe))
    default: value
    }
  }

  /// How a command ended, in a sentence.
  func words(for ending: Observation.Ending) -> String {
    switch ending {
    case .exited(0): StepTexts.succeeded
    case .exited(let status): StepTexts.endedWithStatus(status: status)
    case .signalled(let number): StepTexts.endedBySignal(number: number)
    case .exceeded(let limit): StepTexts.passedLimit(limit: limit.rawValue)
    }
  }

  /// What the tests said: the sum, at most so many names of those that fail, and of those that turned.
  func words(
    for report: TestReport, after before: TestReport?, _ most: Int
  ) -> [String] {
    var lines = [StepTexts.tests(summary: report.summary)]
    func add(_ names: [String], _ sentence: (String) -> String) {
      if !names.isEmpty { lines.append(sentence(list(names, most))) }
    }
    add(report.failed, StepTexts.failing)
    if let before {
      add(report.turned(since: before), StepTexts.mended)
      if report.hasNames { add(report.lost(since: before), StepTexts.broken) }
    }
    return lines
  }

  /// The first `most` of some names, and how many more there are; at most about a quarter of the limit.
  func list(_ names: [String], _ most: Int) -> String {
    let shown = names.prefix(most).map { clipped(line($0), to: 160) }.joined(separator: ", ")
    let list = cut(shown, to: limit / 4)
    return names.count > most ? StepTexts.andMore(names: list, count: names.count - most) : list
  }

  /// What came of edits that the built-in policy tried: those that pass, as blocks, and of the others a few in words.
  private func search(_ step: Step, _ isMasked: Bool) -> [String] {
    guard case .trial(let candidates) = step.action else { return [] }
    let marks = Dictionary(step.observation.results.map { ($0.id, $0.mark) }) { first, _ in first }
    let passing = candidates.filter { marks[$0.id] == .passes }
    let others = candidates.filter { marks[$0.id] != nil && marks[$0.id] != .passes }
    let names = others.prefix(isMasked ? 3 : 10).map { clipped(line($0.about), to: 100) }
    var lines: [String] = []
    if !others.isEmpty {
      lines.append(
        StepTexts.repairFailed(count: others.count, edits: names.joined(separator: "; ")))
    }
    if passing.isEmpty { return lines + [StepTexts.repairNone] }
    lines.append(StepTexts.repairPassed(count: passing.count))
    lines += passing.prefix(isMasked ? 2 : 5).map { candidate in
      let block = cut(safe(TextProtocol.shown(.edit(candidate.edits, why: ""))), to: 600)
      return "- \(clipped(line(candidate.about), to: 160))\n\(marked("edit", block))"
    }
    return lines
  }

  private func trial(_ step: Step) -> [String] {
    guard case .trial(let candidates) = step.action else { return [] }
    return step.observation.results.enumerated().map { index, result in
      let about = candidates.first { $0.id == result.id }?.about ?? result.id
      return StepTexts.sample(
        number: index + 1, mark: "\(result.mark)", about: clipped(line(about), to: 160))
    }
  }

  private func leftOut(_ output: String) -> String {
    StepTexts.outputLeftOut(lines: counted(output.lines().count, "line"))
  }

  /// The output, or its head and tail where it is too long; of a test run more of the tail, which has the failures.
  private func headAndTail(_ output: String, of step: Step) -> String {
    guard output.utf8.count > limit else { return output }
    let head = step.observation.tests != nil ? limit / 4 : limit * 3 / 4
    let tail = limit - head
    return String(decoding: output.utf8.prefix(head), as: UTF8.self)
      + "\n\(StepTexts.bytesLeftOut(count: output.utf8.count - limit))\n"
      + String(decoding: output.utf8.suffix(tail), as: UTF8.self)
  }
}

/// The first `limit` bytes of `text`, and a line with the number of the bytes left out where some are.
func cut(_ text: String, to limit: Int) -> String {
  guard text.utf8.count > limit else { return text }
  let head = String(decoding: text.utf8.prefix(max(0, limit)), as: UTF8.self)
  return "\(head)\n\(StepTexts.bytesLeftOut(count: text.utf8.count - limit))"
}

extension Action {
  /// The action with its long texts shortened, as an old step shows it.
  var shortened: Action {
    func short(_ text: String) -> String {
      guard text.utf8.count > 400 else { return text }
      let lines = text.lines()
      let start = lines.prefix(3).joined(separator: "\n").prefix(200)
      return "\(start)\n\(StepTexts.linesLeftOut(count: lines.count))\n"
    }
    switch self {
    case .edit(let edits, let why):
      let shorter = edits.map { edit in
        switch edit.change {
        case .write(let content): FileEdit(path: edit.path, change: .write(short(content)))
        case .substitute(let search, let replacement):
          FileEdit(
            path: edit.path,
            change: .substitute(search: short(search), replacement: short(replacement)))
        case .splice(let splices):
          FileEdit(
            path: edit.path,
            change: .splice(
              splices.map { .init(offset: $0.offset, old: short($0.old), new: short($0.new)) }))
        case .delete, .rename: edit
        }
      }
      return .edit(shorter, why: why)
    case .run(let command, let keepsChanges):
      return .run(command: short(command), keepsChanges: keepsChanges)
    case .ask(let question): return .ask(question: short(question))
    case .remember(let lesson): return .remember(lesson: short(lesson))
    case .tool(let name, let arguments): return .tool(name: name, arguments: short(arguments))
    case .finish(var report):
      report.why = short(report.why)
      report.alternatives = short(report.alternatives)
      report.risks = short(report.risks)
      return .finish(report)
    default: return self
    }
  }
}

extension StuckPattern {
  /// The pattern in words for the model.
  var words: String {
    switch self {
    case .repetition(let count): StepTexts.repetition(count: count)
    case .repeatedFailure(let count): StepTexts.repeatedFailure(count: count)
    case .alternation: StepTexts.alternation
    case .returningTree(let count): StepTexts.returningTree(count: count)
    case .noProgress(let count): StepTexts.noProgress(count: count)
    }
  }
}
