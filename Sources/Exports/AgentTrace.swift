import Delivery
import Digests
import Git
import Records
import Text
import Vocabulary

/// Agent Trace 0.1.0 (agent-trace.dev, an RFC): which lines of a patch are whose, a patch a line of `agent-trace.jsonl`.
struct AgentTrace {
  /// The version that this program writes, as the specification's own examples do.
  static let version = "0.1.0"

  /// The traces of the patches of `run`.
  ///
  /// - Throws: ``GitError`` where a patch is gone.
  static func records(
    of run: ExportedRun, product: String, in repository: borrowing Repository
  ) throws(GitError) -> [ExportRecord] {
    var records: [ExportRecord] = []
    for patch in run.record.patches {
      let lines = try AddedLines(of: patch, in: repository)
      let time = try repository.readCommit(patch).committer.time
      let contributor: JSON = .members([
        "type": "ai", "model_id": JSON(run.models.first.map { String($0.prefix(250)) }),
      ])
      let files = lines.files.map { file -> JSON in
        let ranges = file.lines.map { range -> JSON in
          ["start_line": .int(range.lowerBound), "end_line": .int(range.upperBound)]
        }
        return [
          "path": .string(file.path),
          "conversations": [["contributor": contributor, "ranges": .array(ranges)]],
        ]
      }
      records.append(
        ExportRecord(
          file: "agent-trace.jsonl",
          json: [
            "version": .string(version), "id": .string(uuid(of: "\(run.id):\(patch)")),
            "timestamp": .string(Moment.text(time)),
            "vcs": ["type": "git", "revision": .string("\(patch)")],
            "tool": ["name": "colleague", "version": .string(product)],
            "files": .array(files), "metadata": ["colleague": run.facts],
          ]))
    }
    return records
  }

  /// A UUID of version 8 (RFC 9562) made of the SHA-256 of `name`: the same name has the same.
  static func uuid(of name: String) -> String {
    var digits = Array(SHA256.digits(of: name).prefix(32))
    digits[12] = "8"
    digits[16] = "a"
    let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return parts.map { String(digits[$0]) }.joined(separator: "-")
  }
}
