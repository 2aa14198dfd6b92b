import ArgumentParser
import Git
import Provenance
import Records
import Runs
import Series
import Text
import Vocabulary

/// `git colleague show`: one run, or one of its steps.
struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "One run (issue, plan, outcome, cost) or one step (action, observation).")

  @Argument(help: "RUN or RUN:STEP; the newest run when left out.")
  var run: String?

  @Flag(help: "JSON.")
  var json = false

  func run() async throws {
    let opened = try OpenRepository.here(forWriting: false)
    let console = Console.standard
    let (name, number) = try parts(of: run)
    let id = try runID(name, in: opened.repository)
    let stored = try StoredRun(id, in: opened.repository)
    if !json { console.page() }
    let paint = Paint(isOn: console.isColoured)
    if let number {
      let step = try stored.step(number, in: opened.repository)
      json
        ? console.write(json: step)
        : console.write(page(of: step, paint, in: opened.repository))
    } else {
      var record = stored.record
      // Where it cannot be looked up, it is what it was when that was last possible.
      let found = try? MergeStatusKeeping(reporter: TerminalReporter()).lookOnly(
        at: [record], in: opened)
      record.mergeStatus = found?[id]?.status ?? record.mergeStatus
      let plan = try stored.text(of: "plan.md", in: opened.repository)
      let isOwn = try opened.isOwn(stored)
      json
        ? console.write(json: ShownRun(record: record))
        : console.write(page(of: record, isOwn: isOwn, plan: plan, paint))
    }
  }

  private func parts(of text: String?) throws -> (run: String?, step: Int?) {
    guard let text, let colon = text.lastIndex(of: ":") else { return (text, nil) }
    let name = String(text[..<colon])
    guard let number = Int(text[text.index(after: colon)...]), number > 0 else {
      throw Failure(
        "'\(text)' names no step", hint: "a step is RUN:NUMBER, from 1", kind: .usage)
    }
    return (name.isEmpty ? nil : name, number)
  }

  private func page(
    of record: RunRecord, isOwn: Bool, plan: String?, _ paint: Paint
  ) -> String {
    let run = record.run
    var lines = [
      paint.bold("run \(run.id)"),
      "issue:    \(visible(run.issue.title)) (\(visible("\(run.issue.origin)")))",
      "base:     \(run.base.abbreviated()) (\(visible(run.baseName)))",
      "began by: \(visible("\(run.trigger)")), policy \(visible(run.policy.description))",
      "tests:    \(visible(run.mandate.testCommand ?? "none"))",
      "outcome:  \(paint.outcome(record.state))",
      "cost:     \(cost(record.spent, record.usage))",
    ]
    if let imported = run.imported { lines += imported.lines }
    if !isOwn { lines.append("records:  nothing says that they are yours; they are only shown") }
    if record.phase == .delivering {
      lines.append("go on:    git colleague resume \(run.id)")
    }
    if let failure = record.failure { lines.append("failure:  \(visible(failure))") }
    if let branch = record.branch {
      lines.append("branch:   \(visible(RefNames.branchName(branch)))")
      if let taken = record.takenBranch { lines.append("          \(sentence(on: taken))") }
      lines += record.patches.map { "patch:    \($0.abbreviated())" }
    }
    if let status = record.mergeStatus { lines.append("merge:    \(sentence(of: status))") }
    if let move = record.baseDrift {
      lines.append("base now: \(visible(baseDriftSentence(move, of: run.baseName)))")
    }
    if !run.issue.body.isEmpty { lines += ["", paint.bold("issue"), indented(run.issue.body)] }
    lines += known(run.recollections, paint)
    if let plan { lines += ["", paint.bold("plan"), indented(plan)] }
    return lines.joined(separator: "\n") + "\n"
  }

  private func page(
    of step: Step, _ paint: Paint, in repository: borrowing Repository
  ) -> String {
    var files: [String: [UInt8]] = [:]
    let action = ActionPage.text(of: step) { edit in
      let known = files[edit.path] ?? contents(of: edit.path, step.observation.tree, repository)
      files[edit.path] = known
      return known.flatMap { ActionPage.place(of: edit, in: $0) }
    }
    var lines = [
      paint.bold("step \(step.number): \(step.subject)"),
      "decided by: \(visible("\(step.decidedBy)"))",
      "cost:       \(cost(step.cost, step.reply?.recorded == nil ? step.reply?.usage : nil))",
      "tree:       \(step.observation.tree)",
    ]
    if let place = step.reply?.place {
      lines.append("call:       \(place) of those in one answer")
    } else if let further = step.reply?.further {
      lines.append("call:       1 of \(further.count + 1) in one answer")
    }
    if !step.observation.changed.isEmpty {
      lines.append("changed:    \(step.observation.changed.map(visible).joined(separator: ", "))")
    }
    if let refusal = step.observation.refusal { lines.append("refused:    \(visible(refusal))") }
    if let hosts = step.observation.refusedHosts {
      let names = hosts.map(visible).joined(separator: ", ")
      lines.append("network:    asked for \(names), which the mandate does not allow")
    }
    lines += ["", paint.bold("action"), indented(action)]
    if let said = step.reply?.text, !said.isEmpty {
      lines += ["", paint.bold("said"), indented(said)]
    }
    if let patches = step.observation.patches {
      lines += ["", paint.bold("patches")]
      lines += patches.enumerated().map { place, patch in
        "    \(place + 1). \(visible(patch.subject)) (\(patch.kind.rawValue), "
          + "\(counted(patch.hunks.count, "hunk")); tests: \(patch.tests?.summary ?? "not run"))"
      }
    }
    let output = step.observation.output.text
    if !output.isEmpty { lines += ["", paint.bold("output"), indented(output)] }
    lines += known(step.observation.recollections ?? [], paint)
    if let recorded = step.reply?.recorded {
      lines += ["", paint.bold("recorded"), indented(recorded.page)]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The section on what was told of earlier work; no lines where nothing was.
  private func known(_ recollections: [Recollection], _ paint: Paint) -> [String] {
    guard !recollections.isEmpty else { return [] }
    let items = recollections.map(\.line).joined(separator: "\n")
    return ["", paint.bold("known from earlier work"), indented(items)]
  }

  private func contents(
    of path: String, _ tree: ObjectID, _ repository: borrowing Repository
  ) -> [UInt8]? {
    guard let entry = try? repository.entry(at: path, inTree: tree) else { return nil }
    return try? repository.readBlob(entry.id, limit: 8 << 20)
  }

  private func cost(_ spent: Budget, _ usage: Usage?) -> String {
    var parts = ["\(spent.steps) \(spent.steps == 1 ? "step" : "steps")", duration(spent.seconds)]
    if spent.candidates > 0 { parts.append("\(spent.candidates) candidates") }
    if let usage { parts.append(tokens(usage)) }
    if spent.costMicros > 0 { parts.append("money \(money(spent.costMicros))") }
    return parts.joined(separator: ", ")
  }

  private func indented(_ text: String) -> String {
    visible(text).split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
  }
}
