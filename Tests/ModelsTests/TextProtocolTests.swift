import Support
import Testing
import Vocabulary

@testable import Models

/// What a reply means: the action, or the sentence the model is told.
private func read(_ reply: String, isWhole: Bool = true) -> Result<Action, InvalidReply> {
  Result { () throws(InvalidReply) in
    Action(try TextProtocol.read(reply, isWhole: isWhole).action)
  }
}

private func edits(_ reply: String) -> [FileEdit]? {
  if case .success(.edit(let edits, _)) = read(reply) { return edits }
  return nil
}

private func write(_ path: String, _ content: String) -> FileEdit {
  FileEdit(path: path, change: .write(content))
}

private func replace(_ path: String, _ search: String, _ replacement: String) -> FileEdit {
  FileEdit(path: path, change: .substitute(search: search, replacement: replacement))
}

extension SeededGenerator {
  /// A text made of lines that are hard to tell from a block's own.
  fileprivate mutating func lines() -> String {
    let lines = [
      "x = 1", "", "    indented", "```", "````", "```python", "~~~", "=====", "=======",
      "=========", "<<<<<<< SEARCH", "<<<<< HEAD", ">>>>>>> REPLACE", ">>>>>", "größe 👋",
      "<think>", "</think>", "<tool_call>{}</tool_call>", "src/a.py", "- [ ] x", "claim: resolved",
    ]
    return (0..<Int.random(in: 0..<6, using: &self)).map { _ in
      lines.randomElement(using: &self)! + "\n"
    }.joined()
  }

  /// One of these texts, now and then without its last line feed or with other line ends.
  fileprivate mutating func content() -> String {
    let text = lines()
    switch Int.random(in: 0..<12, using: &self) {
    case 0: return text.replacing("\n", with: "\r\n")
    case 1: return String(text.dropLast())
    default: return text
    }
  }

  fileprivate mutating func path() -> String {
    ["a.py", "src/b.c", "LICENSE", "my dir/a b.txt", "src/über.md", ".env"]
      .randomElement(using: &self)!
  }

  fileprivate mutating func edit() -> FileEdit {
    switch Int.random(in: 0..<4, using: &self) {
    case 0: write(path(), content())
    case 1: replace(path(), content(), content())
    case 2: FileEdit(path: path(), change: .delete)
    default: FileEdit(path: path(), change: .rename(to: path()))
    }
  }

  fileprivate mutating func action() -> Action {
    switch Int.random(in: 0..<9, using: &self) {
    case 0:
      let first = Int.random(in: 1..<99, using: &self)
      return .read(
        path: Bool.random(using: &self) ? "" : path(),
        lines: Bool.random(using: &self) ? nil : first...(first + 9),
        view: Action.View.allCases.randomElement(using: &self)!)
    case 1:
      return .search(
        text: ["a b", "/x/", "größe", "in: x"].randomElement(using: &self)!,
        paths: Bool.random(using: &self) ? [] : ["src", "a.py"],
        isPattern: Bool.random(using: &self))
    case 2: return .run(command: content(), keepsChanges: true)
    case 3: return .test(.working)
    case 4: return .plan(content())
    case 5: return .ask(question: content())
    case 6:
      return .finish(
        Action.Report(
          claim: Bool.random(using: &self) ? .resolved : .unresolved, subject: "mend it",
          why: content(), risks: content(),
          criteria: [.init(text: "fast: x", isMet: true, evidence: "t")]))
    default:
      return .edit((0..<Int.random(in: 1..<4, using: &self)).map { _ in edit() }, why: "")
    }
  }
}

extension Action {
  /// The action without what its block does not say.
  fileprivate var unreasoned: Action {
    if case .edit(let edits, _) = self { return .edit(edits, why: "") }
    return self
  }
}

@Suite struct `Actions as text` {
  @Test func `a block means the action it was made of, or there is none`() {
    let seed: UInt64 = 42
    var random = SeededGenerator(seed: seed)
    var blocks = 0
    for number in 0..<3000 {
      let action = random.action()
      guard let block = TextProtocol.block(for: action) else { continue }
      blocks += 1
      let thought = "<think>hm\n```\n</think>\nI do it.\n\(block)"
      for reply in [block, "I do it.\n\n\(block)\n", thought] {
        let read = read(reply)
        #expect((try? read.get().unreasoned) == action.unreasoned, "seed \(seed), \(number)")
      }
    }
    #expect(blocks > 1500, "seed \(seed)")
  }

  @Test(arguments: [
    "x\n", "", "a\n\nb\n", "```\n", "````\n```python\n", "=======\n", "<<<<<<< SEARCH\n",
    ">>>>>>> REPLACE\n", "</think>\n",
  ])
  func `what ends with a line feed can be said, whatever its lines are`(content: String) {
    let action = Action.edit([write("a.py", content)], why: "")
    #expect(TextProtocol.block(for: action) != nil)
    if !content.contains("think") {
      let change = Action.edit([replace("my dir/LICENSE", content, content + "x\n")], why: "")
      #expect(TextProtocol.block(for: change) != nil)
    }
  }

  /// Lines are the units of a block; what is not made of them has no block.
  @Test(arguments: ["x", "x\r\n", "x\ny"])
  func `what ends otherwise cannot be said`(content: String) {
    #expect(TextProtocol.block(for: .edit([write("a.py", content)], why: "")) == nil)
    #expect(TextProtocol.block(for: .edit([replace("a.py", content, "")], why: "")) == nil)
  }

  @Test func `what no model can choose has none`() {
    for action: Action in [
      .test(.verdict), .trial([]), .backtrack(toStep: 1, reason: "x"), .edit([], why: ""),
    ] {
      #expect(TextProtocol.block(for: action) == nil)
    }
  }
}

@Suite struct `A reply in text` {
  static let replies: [(reply: String, action: Action)] = [
    ("I add it.\nsrc/a.py\n```python\nx\n```", .edit([write("src/a.py", "x\n")], why: "I add it.")),
    ("**`src/a.py`**\n```python\nx\n```", .edit([write("src/a.py", "x\n")], why: "")),
    ("### File: `a.py`\n```\nx\n```", .edit([write("a.py", "x\n")], why: "")),
    ("```python src/a.py\nx\n```", .edit([write("src/a.py", "x\n")], why: "")),
    ("```python:src/a.py\nx\n```", .edit([write("src/a.py", "x\n")], why: "")),
    (
      "```write README.md\nUse:\n```sh\nmake\n```\nDone.\n```",
      .edit([write("README.md", "Use:\n```sh\nmake\n```\nDone.\n")], why: "")
    ),
    ("```write my file.txt\nx\n```", .edit([write("my file.txt", "x\n")], why: "")),
    (
      "```write a.py\nprint('<think>')\n</think>\n```",
      .edit([write("a.py", "print('<think>')\n</think>\n")], why: "")
    ),
    (
      "```bash\n$ make\nmade\n$ ls -l\n```",
      .run(command: "make\nls -l", keepsChanges: true)
    ),
    ("```sh\ncat <<E\n\nx\nE\n```", .run(command: "cat <<E\n\nx\nE", keepsChanges: true)),
    (
      "```json\n{\"name\": \"read\", \"arguments\": {\"path\": \"a.py\"}}\n```",
      .read(path: "a.py", lines: nil)
    ),
    (
      "Look.\n<tool_call>\n{\"name\": \"read\", \"arguments\": \"{\\\"path\\\": \\\"a.py\\\"}\"}\n</tool_call>",
      .read(path: "a.py", lines: nil)
    ),
    ("{\"name\": \"test\", \"parameters\": {}}", .test(.working)),
    ("I test.\n{\"function\": {\"name\": \"test\"}}", .test(.working)),
    (
      "package.json\n```json\n{\"name\": \"read\"}\n```",
      .edit([write("package.json", "{\"name\": \"read\"}\n")], why: "")
    ),
    ("<think>\n```run\nrm x\n```\n</think>\n```test\n```", .test(.working)),
    ("```run\nrm x\n```\nNo.</think>```\nx\n```\n```test\n```", .test(.working)),
    (
      "a.py\n<<<<<<< SEARCH\nold\n=======\nnew\n>>>>>>> REPLACE\n\nand b.py\n\nb.py\n"
        + "<<<<<<< SEARCH\n1\n=======\n2\n>>>>>>> REPLACE\n<<<<<<< SEARCH\n3\n=======\n>>>>>>> REPLACE",
      .edit(
        [
          replace("a.py", "old\n", "new\n"), replace("b.py", "1\n", "2\n"),
          replace("b.py", "3\n", ""),
        ], why: "and b.py")
    ),
    (
      "```python\na.py\n<<<<<<< SEARCH\nold\n=======\nnew\n>>>>>>> REPLACE\n```\n",
      .edit([replace("a.py", "old\n", "new\n")], why: "")
    ),
    (
      "```src/a.py\n<<<<<<< SEARCH\nold\n=======\nnew\n>>>>>>> REPLACE\n```\nThat is it.",
      .edit([replace("src/a.py", "old\n", "new\n")], why: "That is it.")
    ),
    (
      "a.py\r\n<<<<< SEARCH\r\nold\r\n=====\r\nnew\r\n>>>>> REPLACE\r\n",
      .edit([replace("a.py", "old\n", "new\n")], why: "")
    ),
    (
      "a.rst\n<<<<<<<<< SEARCH\nTitle\n=======\n=========\nName\n=======\n>>>>>>>>> REPLACE",
      .edit([replace("a.rst", "Title\n=======\n", "Name\n=======\n")], why: "")
    ),
    (
      "a.py\n<<<<<<< SEARCH\nold\n======\nnew\n>>>>>>> REPLACE",
      .edit([replace("a.py", "old\n", "new\n")], why: "")
    ),
    ("```read\n./src/a.py lines 0-20\n```", .read(path: "src/a.py", lines: 1...20)),
    (
      "```read\na 9223372036854775807\n```",
      .read(path: "a", lines: 1_000_000_000...1_000_000_199)
    ),
    ("```read src/ map\n```", .read(path: "src", lines: nil, view: .map)),
    (
      "```search\n/a+b/\nin: src ./lib/\n```",
      .search(text: "a+b", paths: ["src", "lib"], isPattern: true)
    ),
    ("```remove\n./old.py\n```", .edit([FileEdit(path: "old.py", change: .delete)], why: "")),
    (
      "```rename\na.py -> b.py\n```",
      .edit([FileEdit(path: "a.py", change: .rename(to: "b.py"))], why: "")
    ),
    (
      "```finish\nclaim: not resolved\nwhy: hard\nand long\n- [x] a: b\n```",
      .finish(
        Action.Report(
          claim: .unresolved, why: "hard\nand long",
          criteria: [.init(text: "a", isMet: true, evidence: "b")]))
    ),
  ]

  @Test(arguments: replies.indices)
  func `is understood as it was meant`(index: Int) {
    let (reply, action) = Self.replies[index]
    #expect(read(reply) == .success(action))
  }

  private static let several =
    "A SEARCH/REPLACE block holds several lines of =======, so that its parts cannot be told. "
    + "Use five, six, eight or nine signs in all three of its own lines."

  @Test(arguments: [
    ("", "No block was found in the reply. Reply with exactly one."),
    (
      "```python\nx = 1\n```",
      "The block that begins with ```python does not say what it does. To make it the whole content "
        + "of a file, begin it with ```write and the file's path."
    ),
    ("```run\n```", "The 'run' block is empty."),
    ("```write\nx\n```", "A 'write' block must name its file: ```write PATH"),
    ("```rename\na.py\n```", "A 'rename' block holds one line: OLD -> NEW"),
    (
      "a.py\n```diff\n-x\n+y\n```",
      "A diff cannot be taken. Use SEARCH/REPLACE blocks, or a 'write' block."
    ),
    (
      "<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE",
      "A SEARCH/REPLACE block has no path. Write the file's path on the line above it."
    ),
    ("a.rst\n<<<<<<< SEARCH\nTitle\n=======\n=======\nName\n=======\n>>>>>>> REPLACE", several),
    (
      "a.py\n<<<<<<< SEARCH\nx\n>>>>>>> REPLACE",
      "A SEARCH/REPLACE block has no line of ======= between its two parts."
    ),
    (
      "a.py\n<<<<<<< SEARCH\nx\n=======\ny\nb.py\n<<<<<<< SEARCH\nz\n=======\n>>>>>>> REPLACE",
      "A SEARCH/REPLACE block begins before the one above it has ended with >>>>>>> REPLACE."
    ),
    (
      "a.py\n<<<<<<< SEARCH\nx\n=======\ny\n",
      "A SEARCH/REPLACE block has no end: it must close with >>>>>>> REPLACE."
    ),
  ])
  func `is refused rather than misread`(reply: String, sentence: String) {
    #expect(throws: InvalidReply.self) { try read(reply).get() }
    if case .failure(let fault) = read(reply) { #expect(fault.correction == sentence) }
  }

  @Test func `a block without an end counts only where the model ended by itself`() {
    let reply = "```write a.py\nx\n"
    #expect(read(reply) == .success(.edit([write("a.py", "x\n\n")], why: "")))
    let cut = "The reply was cut in the middle of a block. Reply with a smaller one."
    #expect(read(reply, isWhole: false) == .failure(InvalidReply(correction: cut)))
    let replacement = "a.py\n<<<<<<< SEARCH\nx\n"
    #expect(read(replacement, isWhole: false) == .failure(InvalidReply(correction: cut)))
  }

  @Test(.timeLimit(.minutes(5))) func `a megabyte is read without going over it again and again`() {
    let line = "    return left + right  # größe\n"
    let content = String(repeating: line, count: 1_000_000 / line.utf8.count)
    var read: [FileEdit]?
    for reply in [
      "```write a.py\n\(content)```", content, "<think>\n\(content)</think>\n```test\n```",
      String(repeating: "```a\n", count: 200_000), String(repeating: "<think>x", count: 120_000),
    ] { read = edits(reply) ?? read }
    #expect(read == [write("a.py", content)])
  }
}
