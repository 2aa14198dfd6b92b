import Engine
import Text
import Testing
import Vocabulary

@testable import Imports
@testable import Models

@Suite struct `Reading trajectories` {
  @Test func `ATIF gives task, agent, calls and answers`() throws {
    let read = try trajectory(
      json(atif([atifStep(2, "bash", ["command": "ls"], answer: "a.py\n")])))
    #expect(read.format == "ATIF-v1.8" && read.agent == "walker" && read.agentVersion == "2.1")
    #expect(read.model == "small" && read.task == "Mend the sum.\n\nIt is wrong.")
    let call = try #require(read.turns.first?.calls.first)
    #expect(call.tool == "bash" && call.arguments["command"]?.string == "ls")
    #expect(call.output?.text == "a.py\n" && read.turns.first?.thought == "Well.")
    #expect(read.issueParts.title == "Mend the sum." && read.issueParts.body == "It is wrong.")
  }

  @Test(arguments: 0...8) func `ATIF is read in each of its minor versions`(minor: Int) throws {
    let text = json(atif([atifStep(2, "bash", ["command": "ls"])], version: "ATIF-v1.\(minor)"))
    #expect(try trajectory(text).format == "ATIF-v1.\(minor)")
  }

  @Test func `ATIF leaves out copied steps and other agents' trajectories, and says so`() throws {
    var copied = atifStep(2, "bash", ["command": "old"])
    copied = copied.merging(["is_copied_context": true])
    let whole = atif([copied, atifStep(3, "bash", ["command": "new"])]).merging([
      "subagent_trajectories": [["steps": [["step_id": 1]]]], "continued_trajectory_ref": "b.json",
    ])
    let read = try trajectory(json(whole))
    #expect(read.turns.map { $0.calls.first?.arguments["command"]?.string } == ["new"])
    #expect(read.remarks.count == 3)
  }

  @Test func `SWE-agent's steps have their state, also as text, and its config tells the base`()
    throws
  {
    let base = "0123456789abcdef0123456789abcdef01234567"
    let config: JSON = [
      "env": ["repo": ["base_commit": .string(base)]], "agent": ["model": ["name": "big"]],
      "problem_statement": ["text": "Sum is wrong"],
    ]
    let steps: JSON = [
      [
        "action": "ls\n", "observation": "a\r\nb", "response": "r", "thought": "Look.\n",
        "state": "{\"working_dir\": \"/repo/src\"}\n", "query": ["heavy"],
      ],
      ["action": "", "observation": "", "thought": "Hm.", "state": ["working_dir": "/repo"]],
    ]
    for written in [config, .string(config.text)] {
      let read = try trajectory(
        json(["trajectory": steps, "history": [], "info": [:], "replay_config": written]))
      #expect(read.format == "SWE-agent" && read.base == base && read.model == "big")
      #expect(read.task == "Sum is wrong" && read.turns.count == 2)
      #expect(read.turns[0].thought == "Look." && read.turns[1].calls.isEmpty)
      #expect(read.turns[0].calls[0].directory == "/repo/src")
      #expect(read.turns[0].calls[0].output?.text == "a\nb")
    }
  }

  @Test func `mini-swe-agent is read in its first form and in its second`() throws {
    let first: JSON = [
      ["role": "system", "content": "```bash\nnot this\n```"],
      ["role": "user", "content": "Please solve this issue: Sum\n\nYou can execute bash commands"],
      ["role": "assistant", "content": "THOUGHT: look\n\n```mswea_bash_command\nls\n```"],
      ["role": "user", "content": "<returncode>3</returncode>\n<output>\na.py\n</output>"],
    ]
    let second: JSON = [
      "trajectory_format": "mini-swe-agent-1.1",
      "info": [
        "mini_version": "2.0.0", "config": ["model": ["model_name": "big"]],
      ],
      "messages": [
        ["role": "user", "content": "Sum"],
        [
          "role": "assistant", "content": "THOUGHT: look",
          "tool_calls": [
            [
              "id": "1", "type": "function",
              "function": ["name": "bash", "arguments": "{\"command\": \"ls\"}"],
            ]
          ], "extra": ["actions": [["command": "ls"]]],
        ],
        [
          "role": "tool", "tool_call_id": "1",
          "content": "<returncode>3</returncode>\n<output>\na.py\n</output>",
        ], ["role": "exit", "content": "bye"],
      ],
    ]
    let responses: JSON = [
      "trajectory_format": "mini-swe-agent-1.1",
      "messages": [
        ["role": "user", "content": "Sum"],
        [
          "object": "response",
          "output": [
            ["type": "reasoning", "summary": [["text": "THOUGHT: look"]]],
            [
              "type": "function_call", "name": "bash", "call_id": "1",
              "arguments": "{\"command\": \"ls\"}",
            ],
          ],
        ],
        [
          "type": "function_call_output", "call_id": "1",
          "output": "<returncode>3</returncode>\n<output>\na.py\n</output>",
        ],
      ],
    ]
    for text in [first, second, responses].map(json) {
      let read = try trajectory(text)
      #expect(read.agent == "mini-swe-agent" && !read.keepsDirectory && read.task == "Sum")
      let call = try #require(read.turns.first?.calls.first)
      #expect(read.turns.count == 1 && read.turns[0].thought == "THOUGHT: look")
      #expect(call.arguments["command"]?.string == "ls")
      #expect(call.status == 3 && call.output?.text == "a.py\n")
    }
    #expect(try trajectory(json(second)).model == "big")
  }

  @Test func `OpenHands is read as events, as a row of them, and as rows of its conversations`()
    throws
  {
    let events: JSON = [
      ["id": 0, "source": "user", "action": "message", "args": ["content": "Sum is wrong"]],
      [
        "id": 1, "source": "agent", "action": "run", "args": ["command": "ls", "thought": "Look"],
      ],
      [
        "id": 2, "source": "agent", "cause": 1, "observation": "run", "content": "a.py",
        "extras": ["metadata": ["exit_code": 1, "working_dir": "/workspace/p"]],
      ],
      ["id": 3, "source": "agent", "action": "finish", "args": ["thought": "Done"]],
    ]
    let rows: JSON = [
      "messages": [
        [
          "role": "user",
          "content":
            "<uploaded_files>\n/workspace/p\n</uploaded_files>\n<pr_description>\nSum is wrong\n</pr_description>",
        ],
        [
          "role": "assistant", "content": "Look",
          "tool_calls": [
            ["id": "a", "function": ["name": "execute_bash", "arguments": "{\"command\":\"ls\"}"]]
          ],
        ],
        [
          "role": "tool", "tool_call_id": "a",
          "content":
            "OBSERVATION:\na.py\n[Current working directory: /workspace/p]\n[Command finished with exit code 1]",
        ],
        ["role": "assistant", "content": "Done\n<function=finish>\n</function>"],
      ]
    ]
    let pairs: JSON = [
      "instance_id": "x",
      "history": [[events.elements[0], [:]], [events.elements[1], events.elements[2]]],
    ]
    let lines = json(["history": events]) + "\n" + json(["history": []]) + "\n"
    for text in [json(events), json(["history": events]), json(rows), lines, json(pairs)] {
      let read = try trajectory(text)
      #expect(read.format == "OpenHands" && read.task == "Sum is wrong", "\(text)")
      let call = try #require(read.turns.first?.calls.first)
      #expect(call.arguments["command"]?.string == "ls" && read.turns[0].thought == "Look")
      #expect(call.status == 1 && call.directory == "/workspace/p" && call.output?.text == "a.py")
    }
    #expect(try trajectory(json(rows)).root == "/workspace/p")
  }

  @Test func `a row is chosen by its number, in a list and line by line`() throws {
    let rows = (1...3).map { atif([atifStep(2, "bash", ["command": .string("echo \($0)")])]) }
    let list = json(.array(rows))
    let lines = rows.map(json).joined(separator: "\n")
    for text in [list, lines] {
      let read = try trajectory(text, row: 2)
      #expect(
        read.turns[0].calls[0].arguments["command"]?.string == "echo 2" && read.remarks.isEmpty)
      #expect(try trajectory(text).remarks.count == 1)
      #expect(throws: ImportError.self) { try trajectory(text, row: 4) }
    }
  }

  @Test func `a call that holds a secret is another one without it, and marked`() throws {
    let secret = "ghp_" + String(repeating: "a1B2", count: 9)
    let text = json(
      atif([
        atifStep(2, "bash", ["command": .string("curl -H 'Authorization: token \(secret)' x")]),
        atifStep(3, "bash", ["command": "ls"], answer: "token \(secret)"),
      ]))
    let clean = Redactor()(try trajectory(text)).value
    #expect(clean.turns[0].calls[0].fault != nil && clean.turns[1].calls[0].fault == nil)
    #expect(!json(.string("\(clean)")).contains(secret))
  }
}
