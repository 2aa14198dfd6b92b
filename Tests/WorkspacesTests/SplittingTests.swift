import Engine
import Support
import Testing
import Vocabulary

@testable import Workspaces

/// A trail of random edits on a small project, with plans in between.
private struct RandomTrail {
  var random: SeededGenerator
  var steps: [Step] = []
  var files: [String: String]

  static let project: [String: String] = {
    var files = ["README.md": "# Shop\n\nSells.\n", "package-lock.json": "{\n  \"a\": 1\n}\n"]
    for name in ["alpha", "beta", "gamma"] {
      files["src/\(name).py"] = (0..<12)
        .map { "def \(name)_\($0)(value):\n    return value + \($0)\n\n" }.joined()
      files["tests/test_\(name).py"] = (0..<4)
        .map { "assert \(name)_\($0)(1) == \($0 + 1)  # \(name)\n" }.joined()
    }
    files["empty.txt"] = ""
    files["crlf.txt"] = "one\r\ntwo\r\nthree"
    return files
  }()

  init(seed: Int) {
    random = SeededGenerator(seed: UInt64(seed))
    files = RandomTrail.project
  }

  private mutating func number(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  private mutating func path() -> String { files.keys.sorted()[number(files.count)] }

  /// An edit of one file; what the files are afterwards is kept in ``files``.
  private mutating func edit() -> FileEdit {
    let path = path()
    var lines = (files[path] ?? "").split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    switch number(9) {
    case 0 where files.count > 3:
      files[path] = nil
      return FileEdit(path: path, change: .delete)
    case 1:
      let target = "moved/\(number(1000))-\(path.replacing("/", with: "-"))"
      files[target] = files.removeValue(forKey: path)
      return FileEdit(path: path, change: .rename(to: target))
    case 2:
      let new = ["docs/\(number(9)).md", "src/new\(number(9)).py", "tests/test_new\(number(9)).py"]
      let text = (0..<number(6)).map { "line \($0) \(number(50))\n" }.joined()
      let path = new[number(3)]
      files[path] = text
      return FileEdit(path: path, change: .write(text))
    case 3:
      let (old, new) = ("value", "amount\(number(4))")
      files[path] = files[path]?.replacing(old, with: new)
      return FileEdit(path: path, change: .write(files[path] ?? ""))
    case 4: lines.removeAll { _ in false }
    case 5: lines.insert("inserted \(number(99))", at: number(lines.count + 1))
    case 6: lines.remove(at: number(lines.count))
    case 7: lines[number(lines.count)] += "  "
    default: lines[number(lines.count)] = "changed \(number(99))"
    }
    let text = lines.joined(separator: "\n")
    files[path] = text
    return FileEdit(path: path, change: .write(text))
  }

  mutating func add(_ action: Action, _ observation: Observation) {
    steps.append(
      Step(
        number: steps.count + 1, action: action, observation: observation, decidedBy: "test",
        time: steps.count, cost: .nothing))
  }

  /// Makes the trail in `workspace`, a passing verdict last.
  mutating func run(in workspace: inout RunWorkspace) async throws {
    add(.test(.working), try await workspace.perform(.test(.working), within: 3600))
    let items = ["first piece of src", "second piece of tests", "third piece with gamma"]
    func plan(_ done: Int) -> String {
      items.enumerated().map { "- [\($0.offset < done ? "x" : " ")] \($0.element)" }
        .joined(separator: "\n")
    }
    for round in 0..<(3 + number(4)) {
      if number(2) == 0 {
        let action = Action.plan(plan(round))
        add(action, try await workspace.perform(action, within: 3600))
      }
      let action = Action.edit((0...number(5)).map { _ in edit() }, why: "round \(round)")
      add(action, try await workspace.perform(action, within: 3600))
    }
    let chmod = Action.run(command: "chmod +x \(path())", keepsChanges: true)
    add(chmod, try await workspace.perform(chmod, within: 3600))
    add(.test(.verdict), try await workspace.perform(.test(.verdict), within: 3600))
  }
}

@Suite("A change divided into patches", .timeLimit(.minutes(10)))
struct SplittingTests {
  @Test(arguments: 0..<30)
  func `of any trail the series ends at the tip, and uses every hunk once`(seed: Int) async throws {
    let repository = try TemporaryRepository(RandomTrail.project)
    var workspace = try repository.workspace(test: "true")
    var trail = RandomTrail(seed: seed)
    try await trail.run(in: &workspace)
    let tip = workspace.tree
    let hunks = try workspace.hunks(limit: 200)
    var proposals: [PatchProposal] = []
    if seed % 3 == 0 {
      proposals = [
        PatchProposal(subject: "One", hunks: ["h1", "h3", "h99999", "h3"]),
        PatchProposal(subject: "", hunks: ["h3", "h2"]),
        PatchProposal(subject: "None", hunks: ["x"]),
      ]
    }
    let split = try await workspace.split(proposals, after: trail.steps, within: 3600)
    #expect(split.refusal == nil && workspace.tree == tip)
    let patches = try #require(split.patches)
    #expect(patches.last?.tree == tip)
    let used = patches.flatMap(\.hunks)
    #expect(Set(used).count == used.count)
    #expect(Set(used.filter { $0.hasPrefix("h") }) == Set(hunks.map(\.hunk.id)))
    // Each changes something, and nothing but the paths it says.
    var before = "HEAD^{tree}"
    for patch in patches {
      let names = try repository.git(
        "diff", "--name-only", "--no-renames", before, "\(patch.tree)")
      let touched = Set(names.split(separator: "\n").map(String.init))
      #expect(!touched.isEmpty && touched.isSubset(of: patch.paths), "\(patch.subject)")
      #expect(patch.tests?.allPass == true)
      before = "\(patch.tree)"
    }
    try repository.git("fsck", "--strict")
  }

  @Test func `a one-line fix stays one patch in its author's words`() async throws {
    let repository = try TemporaryRepository(["a.py": "x = 1\ny = 2\n"])
    var workspace = try repository.workspace(test: "grep -q 'y = 3' a.py")
    let actions: [Action] = [
      .test(.working),
      .edit(
        [FileEdit(path: "a.py", change: .substitute(search: "y = 2", replacement: "y = 3"))],
        why: "one too few"),
      .finish(Action.Report(claim: .resolved, subject: "Set y right", why: "One too few.")),
      .test(.verdict),
    ]
    let steps = try await steps(of: actions, in: &workspace)
    let split = try await workspace.split([], after: steps, within: 3600)
    #expect(split.patches?.map(\.subject) == ["Set y right"])
    #expect(split.patches?.map(\.body) == ["One too few."])
    #expect(split.patches?.map(\.steps) == [[2]])
  }

  /// Performs `actions` in `workspace`, one after the other.
  ///
  /// - Returns: The steps that a run would have kept of them.
  private func steps(
    of actions: [Action], in workspace: inout RunWorkspace
  ) async throws -> [Step] {
    var steps: [Step] = []
    for action in actions {
      let observation = try await workspace.perform(action, within: 3600)
      steps.append(
        Step(
          number: steps.count + 1, action: action, observation: observation, decidedBy: "test",
          time: 0, cost: .nothing))
    }
    return steps
  }

  /// The patches that `actions` on a project of these files come to.
  private func patches(
    of files: [String: String], after actions: [Action]
  ) async throws -> [SplitPatch] {
    let repository = try TemporaryRepository(files)
    var workspace = try repository.workspace(test: "true")
    let steps = try await steps(
      of: [.test(.working)] + actions + [.test(.verdict)], in: &workspace)
    let split = try await workspace.split([], after: steps, within: 3600)
    #expect(split.patches?.last?.tree == workspace.tree)
    return try #require(split.patches)
  }

  @Test func `a document after a move is told as what it is, and not as all of the change`()
    async throws
  {
    let patches = try await patches(
      of: ["util.py": "x = 1\ny = 2\n", "README.md": "# Tool\n"],
      after: [
        .edit(
          [
            FileEdit(path: "util.py", change: .rename(to: "text.py")),
            FileEdit(path: "README.md", change: .write("# Tool\n\nSee text.py.\n")),
          ], why: "a name that tells"),
        .finish(Action.Report(claim: .resolved, subject: "Give util a name", why: "It had none.")),
      ])
    #expect(
      patches.map(\.subject) == ["Move util.py to text.py", "Document the change in README.md"])
    #expect(!patches[1].body.contains("It had none."))
  }

  @Test func `any number of files moved at once is one patch`() async throws {
    var files = ["a.py": "x = 1\n"]
    for number in 0..<300 { files["src/\(number).txt"] = "value \(number % 290)\n" }
    let patches = try await patches(
      of: files, after: [.run(command: "mv src pkg; echo 'x = 2' >a.py", keepsChanges: true)])
    #expect(patches.map(\.kind) == [.move, .behaviour])
    #expect(patches.first?.subject == "Move 300 files")
    #expect(patches.last?.paths == ["a.py"])
  }

  @Test func `a patch that fails by itself is joined with the one that mends it`() async throws {
    let repository = try TemporaryRepository([
      "tool.sh": "echo one\n", "helper.txt": "1\n2\n3\n", "README.md": "# Tool\n",
    ])
    // Nothing but all of the change passes, or none of it.
    var workspace = try repository.workspace(
      test:
        "grep -q one tool.sh && ! test -e moved.txt || { grep -q two tool.sh && test -e moved.txt; }"
    )
    let actions: [Action] = [
      .test(.working),
      .edit(
        [
          FileEdit(path: "helper.txt", change: .rename(to: "moved.txt")),
          FileEdit(path: "tool.sh", change: .write("echo two\n")),
          FileEdit(path: "README.md", change: .write("# Tool\n\nSays two.\n")),
        ], why: ""),
      .test(.verdict),
    ]
    let steps = try await steps(of: actions, in: &workspace)
    let patches = try #require(
      try await workspace.split([], after: steps, within: 3600).patches)
    #expect(patches.map(\.paths) == [["helper.txt", "moved.txt", "tool.sh"], ["README.md"]])
    #expect(patches.map(\.kind) == [.behaviour, .documentation])
    let none = try await workspace.split([], after: steps, within: 0).patches
    #expect(none?.count == 1 && none?.last?.tree == workspace.tree)
  }

  @Test
  func
    `a file that becomes a directory, and the other way round, belongs to the items that did it`()
    async throws
  {
    let repository = try TemporaryRepository(["p": "one\n", "d/x": "two\n", "a.py": "a = 1\n"])
    var workspace = try repository.workspace(test: "true")
    let actions: [Action] = [
      .test(.working), .run(command: "rm p && mkdir p && echo three >p/n", keepsChanges: true),
      .plan("- [x] first\n- [ ] second"),
      .run(command: "rm -r d && echo four >d && echo 'a = 2' >a.py", keepsChanges: true),
      .plan("- [x] first\n- [x] second"), .test(.verdict),
    ]
    let steps = try await steps(of: actions, in: &workspace)
    let patches = try #require(
      try await workspace.split([], after: steps, within: 3600).patches)
    #expect(patches.last?.tree == workspace.tree)
    #expect(patches.map(\.subject) == ["first", "second"])
    #expect(steps[3].observation.changed == ["a.py", "d"])
    #expect(patches.first?.paths == ["p", "p/n"])
  }
}
