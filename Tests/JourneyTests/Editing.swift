import Foundation
import Loopback
import Support
import Testing

/// A model that makes edits one after the other, tests after each, and says that it is done.
func editing(_ edits: [[String: Any]], claims: String = "resolved") throws -> ScriptedModel {
  let calls = edits.map { json(["edits": [$0], "why": "So that it is right."]) }
  let finish = json(["claim": claims, "subject": "mend it", "why": "It was wrong."])
  return try ScriptedModel { turn in
    guard turn.kind == .choice else { return nil }
    // The base's tests, then edits and tests by turns.
    let place = turn.step - 2
    if place / 2 < calls.count {
      return place % 2 == 0 ? .call("edit", calls[place / 2]) : .call("test", "{}")
    }
    return .call("finish", finish)
  }
}

func edit(_ path: String, _ search: String, _ replacement: String) -> [String: Any] {
  ["path": path, "search": search, "replacement": replacement]
}

extension Journey {
  /// The text of a file on the delivered branch; `nil` where nothing was delivered.
  func delivered(_ path: String) throws -> String? {
    guard let branch = try refs("refs/heads/colleague").first else { return nil }
    return try repository.git("show", "\(branch):\(path)")
  }

  /// The rationale of the only patch.
  func note() throws -> String {
    guard let branch = try refs("refs/heads/colleague").first else { return "" }
    return try repository.git("notes", "--ref=colleague", "show", branch)
  }
}

extension Journey {
  /// Has a model make these edits and say that it is done.
  func work(
    on title: String, editing edits: [String: Any]..., test command: String? = nil
  ) throws -> Ended {
    let model = try editing(edits)
    defer { model.server.stop() }
    try use(model)
    let test = command.map { ["--test", $0] } ?? []
    return try start(
      ["work"] + test + ["--budget", "steps=20", try issue("# \(title)\n")]
    ).wait()
  }
}
