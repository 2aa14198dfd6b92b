import Engine
import Testing
import Text
import Vocabulary

@testable import Imports
@testable import Models

/// Tools with their arguments as JSON, and what they mean where the project stood at /testbed.
private let table: [(tool: String, arguments: String, meaning: Meaning)] = [
  ("bash", #"{"command": "ls"}"#, .run("ls", directory: .project(""))),
  ("Bash", #"{"command": "ls", "timeout": 5}"#, .run("ls", directory: .project(""))),
  ("shell", #"{"command": ["bash", "-lc", "ls -a"]}"#, .run("ls -a", directory: .project(""))),
  (
    "exec_command", #"{"cmd": "ls", "workdir": "/testbed/x"}"#, .run("ls", directory: .project("x"))
  ),
  ("run_shell_command", #"{"command": "ls"}"#, .run("ls", directory: .project(""))),
  ("bash_command", #"{"keystrokes": "ls\n"}"#, .run("ls\n", directory: .project(""))),
  ("bash_command", #"{"keystrokes": "C-c"}"#, .keep("it is input for a running program")),
  (
    "execute_bash", #"{"command": "y", "is_input": "true"}"#,
    .keep("it is input for a running program")
  ),
  (
    "bash", #"{"command": "echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT && git add -A"}"#, .finish("")
  ),
  (
    "str_replace_editor", #"{"command": "view", "path": "/testbed/a", "view_range": [3, -1]}"#,
    .read("a", lines: Action.lines(3, .max))
  ),
  (
    "str_replace_editor", #"{"command": "create", "path": "/testbed/d/a", "file_text": "x"}"#,
    .write("d/a", content: "x")
  ),
  (
    "str_replace_editor", #"{"command": "str_replace", "path": "/testbed/a", "old_str": "x"}"#,
    .replace("a", old: "x", new: "", isEverywhere: false, line: nil)
  ),
  (
    "file_editor",
    #"{"command": "insert", "path": "/testbed/a", "insert_line": 2, "new_str": "x"}"#,
    .insert("a", after: 2, text: "x")
  ),
  (
    "str_replace_editor", #"{"command": "undo_edit", "path": "/testbed/a"}"#,
    .keep("what it would take back is not looked up")
  ),
  (
    "Edit",
    #"{"file_path": "/testbed/a", "old_string": "x", "new_string": "y", "replace_all": true}"#,
    .replace("a", old: "x", new: "y", isEverywhere: true, line: nil)
  ),
  (
    "edit", #"{"filePath": "/testbed/a", "oldString": "x", "newString": "y"}"#,
    .replace("a", old: "x", new: "y", isEverywhere: false, line: nil)
  ),
  (
    "replace", #"{"file_path": "/testbed/a", "old_string": "", "new_string": "y"}"#,
    .write("a", content: "y")
  ),
  (
    "MultiEdit", #"{"file_path": "/testbed/a", "edits": [{"old_string": "x", "new_string": "y"}]}"#,
    .replaceEach("a", [Meaning.Replacement(old: "x", new: "y", isEverywhere: false)])
  ),
  ("Write", #"{"file_path": "/testbed/a", "content": "x"}"#, .write("a", content: "x")),
  ("mcp__files__write_file", #"{"path": "b/../a", "content": "x"}"#, .write("a", content: "x")),
  (
    "Read", #"{"file_path": "/testbed/a", "offset": 5, "limit": 10}"#,
    .read("a", lines: Action.lines(5, 14))
  ),
  ("list_directory", #"{"path": "/testbed"}"#, .read("", lines: nil)),
  (
    "Grep", #"{"pattern": "a.b", "path": "/testbed/src"}"#,
    .search("a.b", paths: ["src"], isPattern: true)
  ),
  (
    "search_dir", #"{"search_term": "ab", "dir": "/testbed"}"#,
    .search("ab", paths: [], isPattern: false)
  ),
  (
    "TodoWrite", #"{"todos": [{"content": "one", "status": "completed"}, {"content": "two"}]}"#,
    .plan("- [x] one\n- [ ] two")
  ),
  ("update_plan", #"{"plan": [{"step": "one", "status": "in_progress"}]}"#, .plan("- [ ] one")),
  ("think", #"{"thought": "hm"}"#, .think("hm")),
  ("finish", #"{"message": "done"}"#, .finish("done")),
  ("browser", #"{"url": "x"}"#, .keep("there is no tool like 'browser' here")),
  (
    "Write", #"{"file_path": "/etc/passwd", "content": "x"}"#,
    .keep("'/etc/passwd' lies outside of the project")
  ),
  (
    "Write", #"{"file_path": "/testbed/../x", "content": "x"}"#,
    .keep("'/testbed/../x' lies outside of the project")
  ),
  (
    "Write", #"{"file_path": "/testbedx/a", "content": "x"}"#,
    .keep("'/testbedx/a' lies outside of the project")
  ),
]

@Suite struct `Meaning of calls` {
  private func meaning(_ tool: String, _ arguments: JSON, root: String? = "/testbed") -> Meaning {
    var mapping = CallMapping(AgentPaths(root: root), keepsDirectory: true)
    return mapping.meaning(of: Trajectory.Call(tool: tool, arguments: arguments))
  }

  @Test(arguments: table.indices) func `is that of the table`(row: Int) throws {
    let (tool, arguments, expected) = table[row]
    let given = try #require(JSON(parsing: arguments))
    #expect(meaning(tool, given) == expected, "\(tool) \(arguments)")
  }

  @Test func `follows SWE-agent's open file and window`() {
    var mapping = CallMapping(AgentPaths(root: "/r"), keepsDirectory: true)
    func line(_ text: String) -> Meaning {
      mapping.meaning(of: Trajectory.Call(tool: "", arguments: .string(text)))
    }
    #expect(line("edit 1:1\nx\nend_of_edit") == .keep("no file is open"))
    #expect(line("open \"/r/a.py\" 150") == .read("a.py", lines: Action.lines(100, 199)))
    #expect(
      line("edit 4:5\n  x\ny\nend_of_edit\n")
        == .replaceLines("a.py", first: 4, last: 5, text: "  x\ny\n"))
    #expect(
      line("edit 'it'\"'\"'s' 'b\nc' True")
        == .replace("a.py", old: "it's", new: "b\nc", isEverywhere: true, line: 100))
    #expect(line("create b.py\n") == .write("b.py", content: "\n"))
    #expect(line("insert 'x' 3") == .insert("b.py", after: 3, text: "x"))
    #expect(line("scroll_down") == .read("b.py", lines: Action.lines(101, 200)))
    #expect(line("goto 9223372036854775807") != .keep("no file is open"))
    #expect(
      line("str_replace_editor str_replace /r/a.py --old_str 'a b' --new_str c")
        == .replace("a.py", old: "a b", new: "c", isEverywhere: false, line: nil))
    #expect(line("search_dir \"a b\" src") == .search("a b", paths: ["src"], isPattern: false))
    #expect(
      line("find_file x.py src") == .run("find 'src' -type f -name 'x.py'", directory: .project(""))
        || line("find_file x.py src")
          == .run("find src -type f -name x.py", directory: .project(""))
    )
    #expect(line("python x.py\n") == .run("python x.py", directory: .project("")))
    #expect(line("submit") == .finish(""))
  }

  @Test func `follows the shell's folder, where commands keep it`() {
    var keeps = CallMapping(AgentPaths(root: "/r"), keepsDirectory: true)
    var resets = CallMapping(AgentPaths(root: "/r"), keepsDirectory: false)
    func run(_ mapping: inout CallMapping, _ text: String, then folder: String? = nil) -> Meaning {
      var call = Trajectory.Call(tool: "bash", arguments: ["command": .string(text)])
      call.directory = folder
      return mapping.meaning(of: call)
    }
    _ = run(&keeps, "cd src && ls")
    _ = run(&resets, "cd src && ls")
    #expect(run(&keeps, "ls") == .run("ls", directory: .project("src")))
    #expect(run(&resets, "ls") == .run("ls", directory: .project("")))
    _ = run(&keeps, "cd /tmp")
    #expect(run(&keeps, "ls") == .run("ls", directory: .elsewhere("/tmp")))
    _ = run(&keeps, "ls", then: "/r/docs")
    #expect(run(&keeps, "ls") == .run("ls", directory: .project("docs")))
  }

  @Test func `commands are found to need bash, and roots to be named`() {
    for text in ["[[ a ]]", "source x", "cat <(ls)", "echo {a,b}", "echo {1..3}", "x &> y"] {
      #expect(ShellWords.needsBash(text), "\(text)")
    }
    for text in ["ls", "awk '{ print }' x", "echo ${x}", "python -c 'd = {}'"] {
      #expect(!ShellWords.needsBash(text), "\(text)")
    }
    let paths = AgentPaths(root: "/repo/")
    #expect(paths.isNamed(in: "cd /repo && ls") && paths.isNamed(in: "cat '/repo/a'"))
    #expect(!paths.isNamed(in: "ls /repository") && !paths.isNamed(in: "ls a/repo2"))
  }

  @Test func `the root is what most absolute paths have before a path of the project`() throws {
    let steps = ["/app/src/a.py", "/app/src/b.py", "/tmp/src/a.py"].enumerated().map {
      atifStep($0.offset + 2, "Read", ["file_path": .string($0.element)])
    }
    let read = try trajectory(json(atif(steps)))
    #expect(read.likelyRoot { ["src/a.py", "src/b.py"].contains($0) } == "/app")
    #expect(read.likelyRoot { _ in false } == "/app")
    let elsewhere = [atifStep(2, "Read", ["file_path": "/x/a.py"])]
    #expect(try trajectory(json(atif(elsewhere))).likelyRoot { _ in false } == nil)
  }

  @Test func `an answer is taken apart`() {
    #expect(RecordedText("x\n(Open file: n/a)\n(Current directory: /r)\nbash-$").text == "x\n")
    #expect(RecordedText("[1, 2]").text == "[1, 2]")
    let framed = RecordedText(
      "EXECUTION RESULT of [execute_bash]:\nx\n[The command completed with exit code -1.]\n[Current working directory: /w]\n"
    )
    #expect(framed.status == -1 && framed.directory == nil || framed.directory == "/w")
    #expect(framed.text.hasPrefix("x"))
  }
}
