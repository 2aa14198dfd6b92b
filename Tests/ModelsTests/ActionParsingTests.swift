import Support
import Testing
import Text
import Vocabulary

@testable import Models

private func read(_ name: String, _ arguments: JSON) -> Result<Action, InvalidReply> {
  Result { () throws(InvalidReply) in Action(try PolicyAction(calling: name, arguments)) }
}

extension SeededGenerator {
  fileprivate mutating func text() -> String {
    ["", "x", "größe\n👋\r\n", "{\"a\": 1}", "```\n", "\u{0}\u{7f}", "- [ ] x\n"]
      .randomElement(using: &self) ?? ""
  }

  fileprivate mutating func path() -> String {
    ["a.py", "src/b c.txt", "LICENSE", "src/über.md", ".env", "a"].randomElement(using: &self) ?? ""
  }

  fileprivate mutating func edit() -> FileEdit {
    let change: FileEdit.Change =
      switch Int.random(in: 0..<4, using: &self) {
      case 0: .write(text())
      case 1: .substitute(search: text(), replacement: text())
      case 2: .delete
      default: .rename(to: path())
      }
    return FileEdit(path: path(), change: change)
  }

  fileprivate mutating func action() -> Action {
    switch Int.random(in: 0..<9, using: &self) {
    case 0:
      let first = Int.random(in: 1..<500, using: &self)
      return .read(
        path: Bool.random(using: &self) ? "" : path(),
        lines: Bool.random(using: &self) ? nil : first...Int.random(in: first..<600, using: &self),
        view: Action.View.allCases.randomElement(using: &self) ?? .text)
    case 1:
      return .search(
        text: text(), paths: (0..<Int.random(in: 0..<3, using: &self)).map { _ in path() },
        isPattern: Bool.random(using: &self))
    case 2: return .run(command: text(), keepsChanges: Bool.random(using: &self))
    case 3: return .test(.working)
    case 4: return .plan(text())
    case 5: return .ask(question: text())
    case 6: return .remember(lesson: text())
    case 7:
      return .finish(
        Action.Report(
          claim: Bool.random(using: &self) ? .resolved : .unresolved, subject: text(), why: text(),
          alternatives: text(), risks: text(),
          criteria: (0..<Int.random(in: 0..<3, using: &self)).map { _ in
            .init(text: text(), isMet: Bool.random(using: &self), evidence: text())
          }))
    default:
      return .edit((0..<Int.random(in: 1..<4, using: &self)).map { _ in edit() }, why: text())
    }
  }
}

@Suite struct `A call` {
  @Test func `means the action it was made of`() throws {
    let seed: UInt64 = 9
    var random = SeededGenerator(seed: seed)
    for number in 0..<3000 {
      let action = random.action()
      let call = try #require(action.asCall)
      #expect(
        read(call.name, call.arguments) == .success(action), "seed \(seed), \(number)")
      let again = try #require(JSON(parsing: call.arguments.text))
      #expect(read(call.name, again) == .success(action), "seed \(seed), \(number)")
    }
  }

  @Test func `of what no model can call there is none`() {
    for action: Action in [
      .test(.verdict), .test(.reproduction), .trial([]), .backtrack(toStep: 1, reason: ""),
    ] {
      #expect(action.asCall == nil)
    }
  }

  static let tolerated: [(name: String, arguments: JSON, action: Action)] = [
    ("read", ["path": "./src/a/"], .read(path: "src/a", lines: nil)),
    ("read", ["path": "/workspace/a.py", "more": 1], .read(path: "a.py", lines: nil)),
    ("read", [:], .read(path: "", lines: nil)),
    ("read", ["path": ".", "first": .null], .read(path: "", lines: nil)),
    ("read", ["path": "a", "first": "10", "last": "12"], .read(path: "a", lines: 10...12)),
    ("read", ["path": "a", "first": 10], .read(path: "a", lines: 10...209)),
    ("read", ["path": "a", "first": 0, "last": -1], .read(path: "a", lines: 1...200)),
    ("read", ["path": "a", "first": 9, "last": 3], .read(path: "a", lines: 9...9)),
    ("read", ["path": "a", "last": .double(5)], .read(path: "a", lines: 1...5)),
    (
      "read", ["path": "a", "first": .int(.max), "last": .int(.max)],
      .read(path: "a", lines: 1_000_000_000...1_000_000_199)
    ),
    ("search", ["text": 404, "paths": "src/"], .search(text: "404", paths: ["src"])),
    ("search", ["text": "a", "pattern": "true"], .search(text: "a", paths: [], isPattern: true)),
    (
      "edit", ["path": "a", "search": "x", "replacement": "y"],
      .edit([FileEdit(path: "a", change: .substitute(search: "x", replacement: "y"))], why: "")
    ),
    (
      "edit", ["edits": #"[{"path": "a", "search": "x", "replacement": ""}]"#, "why": "So."],
      .edit([FileEdit(path: "a", change: .substitute(search: "x", replacement: ""))], why: "So.")
    ),
    (
      "edit", ["edits": ["path": "./a", "content": "x"]],
      .edit([FileEdit(path: "a", change: .write("x"))], why: "")
    ),
    (
      "edit",
      ["edits": [["path": "a", "delete": true], ["path": "b", "to": "./c/"]]],
      .edit(
        [
          FileEdit(path: "a", change: .delete), FileEdit(path: "b", change: .rename(to: "c")),
        ], why: "")
    ),
    ("run", ["command": "ls", "keep": "False"], .run(command: "ls", keepsChanges: false)),
    ("test", ["path": "x"], .test(.working)),
    ("finish", ["claim": "Unresolved"], .finish(Action.Report(claim: .unresolved))),
  ]

  @Test(arguments: tolerated.indices)
  func `is taken as it was meant`(index: Int) {
    let (name, arguments, action) = Self.tolerated[index]
    #expect(read(name, arguments) == .success(action))
  }

  static let refused: [(name: String, arguments: JSON, what: String)] = [
    ("read", ["path": ["a"]], "'path' must be a string"),
    ("read", ["path": "a", "first": "x"], "'first' must be a number"),
    ("read", ["path": "a", "view": "code"], "'view' must be one of text, log, blame, map"),
    ("read", ["path": "a", "view": true], "'view' must be a string"),
    ("search", [:], "the member 'text' is missing"),
    ("search", ["text": "a", "pattern": "yes"], "'pattern' must be true or false"),
    ("edit", [:], "'edits' is missing or empty"),
    ("edit", ["edits": []], "'edits' is missing or empty"),
    ("edit", ["edits": "x"], "'edits' is missing or empty"),
    ("edit", ["edits": [["search": "a"]]], "the member 'path' is missing"),
    ("edit", ["edits": [["path": "a", "search": "x"]]], "the member 'replacement' is missing"),
    ("edit", ["edits": [["path": "a"]]], "the member 'search' is missing"),
    ("write", ["path": "a"], "the member 'content' is missing"),
    ("write", ["path": ".", "content": "x"], "'path' must name a file"),
    ("rename", ["path": "a", "to": .null], "the member 'to' is missing"),
    ("run", ["command": true], "'command' must be a string"),
    ("finish", ["claim": "done"], "'claim' must be resolved or unresolved"),
    ("finish", ["why": "x"], "the member 'claim' is missing"),
    (
      "finish", ["claim": "resolved", "criteria": [["met": true]]], "the member 'text' is missing"
    ),
  ]

  @Test(arguments: refused.indices)
  func `is refused with what is wrong with it`(index: Int) {
    let (name, arguments, what) = Self.refused[index]
    let sentence = "In the call of '\(name)' \(what)."
    #expect(read(name, arguments) == .failure(InvalidReply(correction: sentence)))
  }

  @Test func `of a function that is not there names those that are`() {
    let names = Tool.allCases.map(\.rawValue).joined(separator: ", ")
    let sentence = "There is no function 'fly now'. There are: \(names)."
    #expect(
      read("fly\nnow", [:])
        == .failure(InvalidReply(correction: sentence, kind: .unknownFunction)))
  }
}
