/// An action that a policy can choose. What only the engine does, such as the verdict, cannot be written as one.
package enum PolicyAction: Hashable, Sendable {
  /// See ``Action/read(path:lines:view:)``.
  case read(path: String, lines: ClosedRange<Int>?, view: Action.View = .text)
  /// See ``Action/search(text:paths:isPattern:)``.
  case search(text: String, paths: [String], isPattern: Bool = false)
  /// See ``Action/edit(_:why:)``.
  case edit([FileEdit], why: String)
  /// See ``Action/run(command:keepsChanges:)``.
  case run(command: String, keepsChanges: Bool)
  /// Runs the tests.
  case test(TestScope)
  /// See ``Action/trial(_:)``.
  case trial([Candidate])
  /// See ``Action/plan(_:)``.
  case plan(String)
  /// See ``Action/ask(question:)``.
  case ask(question: String)
  /// See ``Action/remember(lesson:)``.
  case remember(lesson: String)
  /// See ``Action/tool(name:arguments:)``.
  case tool(name: String, arguments: String)
  /// See ``Action/finish(_:)``.
  case finish(Action.Report)

  /// The test runs that a policy can ask for: all but the verdict.
  package enum TestScope: Hashable, Sendable {
    /// See ``Action/TestScope/working``.
    case working
    /// See ``Action/TestScope/reproduction``.
    case reproduction
  }

  /// The policy's action in a recorded one; `nil` where it is one of the engine's.
  package init?(_ action: Action) {
    switch action {
    case .read(let path, let lines, let view): self = .read(path: path, lines: lines, view: view)
    case .search(let text, let paths, let isPattern):
      self = .search(text: text, paths: paths, isPattern: isPattern)
    case .edit(let edits, let why): self = .edit(edits, why: why)
    case .run(let command, let keeps): self = .run(command: command, keepsChanges: keeps)
    case .test(.working): self = .test(.working)
    case .test(.reproduction): self = .test(.reproduction)
    case .trial(let candidates): self = .trial(candidates)
    case .plan(let text): self = .plan(text)
    case .ask(let question): self = .ask(question: question)
    case .remember(let lesson): self = .remember(lesson: lesson)
    case .tool(let name, let arguments): self = .tool(name: name, arguments: arguments)
    case .finish(let report): self = .finish(report)
    case .test(.verdict), .backtrack, .split: return nil
    }
  }
}

/// An action that the engine decides on by itself.
package enum EngineAction: Hashable, Sendable {
  /// Runs the tests: at the base, for the verdict, or to see a reproduction fail.
  case test(Action.TestScope)
  /// Asks a person for leave to change a test of the base.
  case ask(question: String)
  /// See ``Action/backtrack(toStep:reason:)``.
  case backtrack(toStep: Int, reason: String)
  /// See ``Action/split(_:)``; a policy may propose the patches.
  case split([PatchProposal])
  /// Ends the run where nothing can come of it; see ``Action/finish(_:)``.
  case finish(Action.Report)
}

extension Action {
  /// The action that a policy has chosen.
  package init(_ choice: PolicyAction) {
    switch choice {
    case .read(let path, let lines, let view): self = .read(path: path, lines: lines, view: view)
    case .search(let text, let paths, let isPattern):
      self = .search(text: text, paths: paths, isPattern: isPattern)
    case .edit(let edits, let why): self = .edit(edits, why: why)
    case .run(let command, let keeps): self = .run(command: command, keepsChanges: keeps)
    case .test(.working): self = .test(.working)
    case .test(.reproduction): self = .test(.reproduction)
    case .trial(let candidates): self = .trial(candidates)
    case .plan(let text): self = .plan(text)
    case .ask(let question): self = .ask(question: question)
    case .remember(let lesson): self = .remember(lesson: lesson)
    case .tool(let name, let arguments): self = .tool(name: name, arguments: arguments)
    case .finish(let report): self = .finish(report)
    }
  }

  /// The action that the engine has decided on.
  package init(_ choice: EngineAction) {
    switch choice {
    case .test(let scope): self = .test(scope)
    case .ask(let question): self = .ask(question: question)
    case .backtrack(let step, let reason): self = .backtrack(toStep: step, reason: reason)
    case .split(let proposals): self = .split(proposals)
    case .finish(let report): self = .finish(report)
    }
  }
}
