import Testing
import Vocabulary

@testable import Models

extension Prompt {
  /// The whole prompt as a page to be read: instructions, functions, messages.
  fileprivate var page: String {
    let functions = tools.map { "=== function \($0.name)\n\($0.about)\n\($0.parameters.text)" }
    let said = messages.map { message in
      switch message {
      case .user(let text): "=== user\n\(text)"
      case .result(let text, let id): "=== result of \(id)\n\(text)"
      case .assistant(let text, _, nil): "=== assistant\n\(text)"
      case .assistant(let text, _, let call?):
        "=== assistant\n\(text)\n--- call \(call.id): \(call.name) \(call.arguments.text)"
      }
    }
    return (["=== instructions\n\(system)"] + functions + said).joined(separator: "\n\n") + "\n"
  }
}

@Suite struct `The whole prompt of a run of forty steps` {
  /// The large window holds all steps since the run went back; the small one masks some of them.
  @Test(arguments: [(Model.Speech.tools, 24_000), (.text, 9000)])
  func `is the one that was reviewed`(speech: Model.Speech, window: Int) throws {
    let long = FortyStepRun()
    #expect(long.steps.count == 40)
    var writer = try PromptWriter(
      run: long.run, model: makeModel(window: window, speech: speech), speech: speech,
      in: long.files, clean: { $0 })
    let prompt = try writer.prompt(after: long.steps, in: long.files)
    try Golden("forty-steps-\(speech.rawValue).txt").expect(prompt.page)
  }

  @Test func `a difference from a golden file names the lines on both sides`() {
    #expect(Golden.difference("a\nb\nc", "a\nx\nc\nd") == "-2: b\n+2: x\n+4: d")
    #expect(Golden.difference("a", "a") == "")
  }
}
