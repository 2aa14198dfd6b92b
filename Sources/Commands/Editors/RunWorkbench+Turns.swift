import ACP
import Engine
import Git
import Models
import Processes
import Records
import Runs
import Text
import Vocabulary

extension RunWorkbench {
  func carryOut(
    _ turn: Turn, in directory: String, stop: StopRequest, hear: (TurnEvent) -> Void
  ) throws(Refusal) -> TurnEnd {
    try refusing {
      let opened = try OpenRepository.at(directory, forWriting: false)
      let (arguments, input) = words(of: turn)
      let child = RunChild(
        arguments: arguments, input: Array(input.utf8), directory: directory, stop: stop)
      var run: RunID? = turn.run
      var files = ChangedFiles(at: nil)
      let ended = try child.run(log: log) { line in
        guard let event = EventLine(line) else { return }
        switch event.kind {
        case .began:
          run = event.run
          files = ChangedFiles(at: try? tree(of: event.run, in: opened.repository))
          hear(.began(event.run, top: RunWorkbench.top(of: opened.repository)))
        case .started(let number, let kind): hear(.started(step: number, kind))
        case .kept(let step): hear(.kept(step, texts: files.take(step, in: opened.repository)))
        }
      }
      let complaint = ended.complaint
      guard let run, let stored = try? StoredRun(run, in: opened.repository) else {
        throw refusal(complaint, status: ended.status)
      }
      // Neither of the two is how a run ends: nothing was done in this turn.
      if let complaint, ended.beganNothing, stored.record.failure == nil {
        throw refusal(complaint, status: ended.status)
      }
      return try end(of: run, in: opened, stored, complaint: complaint)
    }
  }

  /// The program's own words, and what they read from standard input.
  private func words(of turn: Turn) -> (arguments: [String], input: String) {
    switch turn {
    case .issue(let text, let again):
      (["work", "--json", "-"] + (again ? ["--again"] : []) + options, text)
    case .resume(let run): (["resume", "--json", "\(run)"], "")
    case .answer(let run, let text): (["answer", "--json", "\(run)", "-"], text)
    }
  }

  private func refusal(_ complaint: Failure?, status: Int32) -> Refusal {
    guard let complaint else {
      return Refusal("the process that worked on it has died", status: Int(status))
    }
    return Refusal(
      complaint.sentence,
      hint: complaint.hint?.replacing("git colleague work --again -", with: "/again ISSUE"),
      status: Int(status))
  }

  /// The tree that the run stands at.
  private func tree(of run: RunID, in repository: borrowing Repository) throws -> ObjectID {
    let stored = try StoredRun(run, in: repository)
    guard stored.record.steps > 0 else { return stored.record.run.startTree }
    return try stored.step(stored.record.steps, in: repository).observation.tree
  }

  /// How the run stands, in words and for programs.
  func end(
    of run: RunID, in opened: borrowing OpenRepository, _ stored: StoredRun, complaint: Failure?
  ) throws -> TurnEnd {
    let record = stored.record
    let steps = try stored.steps(in: opened.repository)
    let redactor = Redactor(hiding: opened.settings.secrets())
    let report = TurnReport(
      record: record, steps: steps, customs: CommitCustoms(in: opened),
      subjects: record.patches.prefix(50).map { patch in
        let commit = try? opened.repository.readCommit(patch)
        return commit?.message.lines().first.map(String.init) ?? ""
      })
    return TurnEnd(
      standing: RunWorkbench.standing(of: record), reason: RunWorkbench.reason(of: record),
      message: redactor(report.text(complaint: complaint)).value,
      leave: record.outcome == .waiting ? leave(in: steps, by: redactor) : nil,
      facts: redactedFacts(of: record))
  }

  private static func standing(of record: RunRecord) -> SessionStanding {
    let run = record.run.id
    switch record.phase {
    case .working: return record.outcome == .waiting ? .waiting(run) : .resumable(run)
    case .delivering: return .resumable(run)
    case .delivered, .ended: return .ended(run)
    }
  }

  private static func reason(of record: RunRecord) -> TurnEnd.Reason {
    guard record.outcome == .spent else { return .endTurn }
    let run = record.run
    switch limitReached(of: run.mandate.budget, after: record.spent, by: run.policy) {
    case .tokens, .money: return .maxTokens
    case .seconds, .steps, .candidates, nil: return .maxTurnRequests
    }
  }

  /// The question that the run waits for, where it is one of leave to change what judges it.
  private func leave(in steps: [Step], by redactor: Redactor) -> LeaveQuestion? {
    guard let last = steps.last, let question = steps.openQuestion else { return nil }
    let paths: [String]
    if last.decidedBy == .engine {
      paths = steps.last { $0.action == .test(.verdict) }?.observation.judges ?? []
    } else if let request = LeaveRequest(question: question) {
      paths = request.paths
    } else {
      return nil
    }
    return LeaveQuestion(
      step: last.number, question: redactor(visible(question)).value,
      title: "Change what judges the run: \(paths.prefix(3).map(visible).joined(separator: ", "))",
      yes: "Yes, the issue asks for it", no: "No, they count as they are", paths: paths)
  }

  private func redactedFacts(of record: RunRecord) -> JSON {
    var facts: [String: JSON] = [
      "run": .string("\(record.run.id)"), "state": .string(record.state),
      "steps": .int(record.steps), "base": .string("\(record.run.base)"),
    ]
    facts["outcome"] = (record.outcome?.rawValue).map(JSON.string)
    facts["branch"] = record.branch.map { .string(RefNames.branchName($0)) }
    facts["patches"] = .array(record.patches.map { .string("\($0)") })
    return .object(facts)
  }
}

extension Turn {
  /// The run that it goes on with; `nil` for a new one.
  var run: RunID? {
    switch self {
    case .issue: nil
    case .resume(let run), .answer(let run, _): run
    }
  }
}
