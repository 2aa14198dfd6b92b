import Engine
import Testing
import Text
import Vocabulary

@testable import Models

@Suite struct `Prompts of long work` {
  private func writer(
    _ run: Run, _ files: Files, window: Int, speech: Model.Speech = .tools
  ) throws -> PromptWriter {
    try PromptWriter(
      run: run, model: makeModel(window: window, speech: speech), speech: speech, in: files,
      redactor: Redactor())
  }

  /// The bytes of the request that asks for the step after `count` of them.
  private func bytes(
    _ writer: inout PromptWriter, _ steps: [Step], _ count: Int, _ files: Files
  ) throws -> Int {
    let prompt = try writer.prompt(after: Array(steps[..<count]), in: files)
    return OpenAIWire().body(for: prompt, model: writer.model, omitting: []).text.utf8.count
  }

  /// Of the peers measured in the same work the leanest sends 22.0 kB a step, between the tenth step and the fiftieth.
  @Test(arguments: [true, false])
  func `take at least thirty percent fewer bytes a step than the leanest peer's`(byCommands: Bool)
    throws
  {
    let work = CounterWork(byCommands: byCommands)
    var writer = try writer(work.run, work.files, window: 100_000)
    let sizes = try (1...51).map { try bytes(&writer, work.steps, $0, work.files) }
    let perStep = (sizes.reduce(0, +) - sizes.prefix(11).reduce(0, +)) / 40
    #expect(perStep <= 22_000 * 7 / 10, "\(sizes)")
  }

  /// What every request has takes 8 kB, lines and summary at most 9 kB each, the steps in view and files read of late the
  /// rest.
  @Test(arguments: [(100_000, 27_000), (32_768, 24_000)])
  func `take no more bytes a step than what is settled, needed and new takes`(
    window: Int, most: Int
  ) throws {
    let work = LongWork()
    #expect(work.steps.count == 400)
    var writer = try writer(work.run, work.files, window: window)
    var sent = 0
    for count in 1...400 { sent += try bytes(&writer, work.steps, count, work.files) }
    #expect(sent / 400 <= most, "\(sent / 400)")
  }

  @Test(arguments: [12_000, 32_768, 100_000], Model.Speech.allCases)
  func `lose nothing that the plan needs, from the twentieth step to the last`(
    window: Int, speech: Model.Speech
  ) throws {
    let work = LongWork()
    var writer = try writer(work.run, work.files, window: window, speech: speech)
    for count in stride(from: 20, through: 400, by: 10) {
      let prompt = try writer.prompt(after: Array(work.steps[..<count]), in: work.files)
      let text = prompt.messages.map(\.text).joined(separator: "\n")
      for fact in [
        LongWork.lesson, LongWork.answer, LongWork.reason, LongWork.planned, LongWork.advice,
        "sixty modules with tests",
      ] {
        #expect(text.contains(fact), "\(fact) after step \(count)")
      }
      #expect(prompt.tokens + prompt.outputLimit <= window)
    }
  }

  @Test(arguments: Model.Speech.allCases)
  func `keep their start between two batches, and what is folded behind them`(speech: Model.Speech)
    throws
  {
    let work = LongWork()
    var writer = try writer(work.run, work.files, window: 100_000, speech: speech)
    var before: [Prompt.Message] = []
    var moves = 0
    var grown = 0
    for count in 1...400 {
      let messages = try writer.prompt(after: Array(work.steps[..<count]), in: work.files).messages
      if !begins(messages, with: before) {
        moves += 1
        let (now, then) = (settled(messages), settled(before))
        if now.summary == then.summary {
          #expect(now.lines.starts(with: then.lines) && now.lines.count > then.lines.count)
          grown += 1
        }
      }
      before = messages
    }
    #expect(moves <= 400 / ContextWindow.batch + 5)
    #expect(grown > moves / 2)
  }

  /// Whether the bytes of a prompt are those of the one before and more: what comes last may go on in its message.
  private func begins(_ messages: [Prompt.Message], with before: [Prompt.Message]) -> Bool {
    guard let last = before.last else { return true }
    return messages.count >= before.count && messages.starts(with: before.dropLast())
      && messages[before.count - 1].text.hasPrefix(last.text)
  }

  /// Which steps a prompt's summary speaks of, and its lines of settled steps.
  private func settled(_ messages: [Prompt.Message]) -> (summary: Substring?, lines: [Substring]) {
    let lines = messages.map(\.text).joined(separator: "\n").split(separator: "\n")
    return (
      lines.first { $0.hasPrefix("How things stand after step ") },
      lines.filter { $0.hasPrefix("- ") && $0.dropFirst(2).first?.isNumber == true }
    )
  }

  @Test func `name the steps that are settled, and show the rest as they are`() throws {
    let work = CounterWork(byCommands: false)
    var writer = try writer(work.run, work.files, window: 100_000)
    let messages = try writer.prompt(after: work.steps, in: work.files).messages
    let opening = messages.first?.text ?? ""
    #expect(opening.contains("\n- 1 test: Tests: passed.\n"))
    #expect(
      opening.contains(
        "\n- 2 edit t00/d00/m000015.py (Step 1.) — Step 1: change t00/d00/m000015.py.\n"))
    let calls = messages.compactMap { message -> String? in
      if case .assistant(_, _, let call?) = message { call.id } else { nil }
    }
    #expect(calls.count >= ContextWindow.wholeSteps && calls.last == "step00051")
    let lines = opening.split(separator: "\n").filter { $0.hasPrefix("- ") }
    #expect(lines.count + calls.count == 51)
    #expect(opening.contains("t00/d00/m000000.py … m000049.py (50)"))
  }

  @Test func `show a file that was read until it is read again, changed, or long past`() throws {
    var steps = [Step].begun
    steps.add(.test(.working), at: 0, tests: .of(["test_a", "test_b"]))
    steps.add(.read(path: "a.py", lines: nil), at: 0, output: "unchanged = 1\n")
    steps.add(.read(path: "b.py", lines: nil), at: 0, output: "b_is = 1\n")
    steps.add(.read(path: "c.py", lines: 1...9), at: 0, output: "again = 1\n")
    for number in 1...20 {
      let path = number == 1 ? "b.py" : "z\(number).py"
      let edit = FileEdit(path: path, change: .write("x\n"))
      steps.add(.edit([edit], why: "w"), at: number, changed: [path])
    }
    steps.add(.read(path: "c.py", lines: 1...20), at: 20, output: "again = 2\n")
    for number in 22...30 {
      let edit = FileEdit(path: "z\(number).py", change: .write("x\n"))
      steps.add(.edit([edit], why: "w"), at: number, changed: [edit.path])
    }
    steps[2].action = .read(path: "lib/a.py", lines: nil)
    let files = Files(files: ["lib/AGENTS.md": "Names are frozen."])
    var writer = try writer(makeRun(), files, window: 100_000)
    func shown(_ count: Int) throws -> String {
      try writer.prompt(after: Array(steps[..<count]), in: files).messages.map(\.text)
        .joined(separator: "\n")
    }
    let early = try shown(24)
    #expect(early.contains("unchanged = 1") && early.contains("again = 1"))
    #expect(!early.contains("b_is = 1") && early.contains("- 4 read b.py: 1 line of output."))
    for number in 31...60 {
      let edit = FileEdit(path: "lib/a.py", change: .write("x\n"))
      steps.add(.edit([edit], why: "w"), at: number, changed: [edit.path])
    }
    let late = try shown(35)
    #expect(try shown(steps.count).contains("Names are frozen."))
    #expect(late.contains("unchanged = 1") && !late.contains("again = 1"))
    #expect(late.contains("- 5 read c.py 1-9: 1 line of output.") && late.contains("again = 2"))
  }
}
