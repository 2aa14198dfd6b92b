import Testing
import Text

@testable import Imports
@testable import Models

/// The trajectory in `text`.
func trajectory(_ text: String, row: Int? = nil) throws -> Trajectory {
  try TrajectoryReader.trajectory(row: row, in: Array(text.utf8))
}

/// `value` as JSON text.
func json(_ value: JSON) -> String { value.text }

/// An ATIF trajectory of one user's message and these steps of the agent's.
func atif(_ steps: [JSON], version: String = "ATIF-v1.8") -> JSON {
  let user: JSON = ["step_id": 1, "source": "user", "message": "Mend the sum.\n\nIt is wrong."]
  return [
    "schema_version": .string(version), "session_id": "s",
    "agent": ["name": "walker", "version": "2.1", "model_name": "small"],
    "steps": .array([user] + steps),
  ]
}

/// A step of ATIF with one call.
func atifStep(
  _ id: Int, _ tool: String, _ arguments: JSON, answer: String = "", thought: String = "Well."
) -> JSON {
  [
    "step_id": .int(id), "source": "agent", "message": .string(thought),
    "tool_calls": [
      [
        "tool_call_id": .string("c\(id)"), "function_name": .string(tool), "arguments": arguments,
      ]
    ],
    "observation": [
      "results": [["source_call_id": .string("c\(id)"), "content": .string(answer)]]
    ],
  ]
}
