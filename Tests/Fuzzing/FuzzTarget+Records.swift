import Git
import Vocabulary

@testable import Delivery
@testable import Records
@testable import Text

extension FuzzTarget {
  /// What others' refs hold: runs, entries of the queue, steps, claims, notes.
  static let records = [
    FuzzTarget("run-record") { bytes in
      guard let record: RunRecord = readBack(bytes) else { return }
      require(
        RefNames.isBranch(record.run.seriesBranch), "\(record.run.seriesBranch) is no branch")
      _ = (record.state, record.takenBranch, record.isWithheld)
    },
    FuzzTarget("queue-entry") { bytes in
      guard let entry: QueueEntry = readBack(bytes) else { return }
      let time = 1_700_000_000
      _ = (entry.again(at: time), entry.askedFor, entry.text, entry.isDue(at: time))
      var failed = entry
      for _ in 0..<3 { failed = failed.afterFailure("x", at: time) }
      require(
        entry.isClosed || failed.notBefore <= time + 86_400, "it waits until \(failed.notBefore)")
    },
    FuzzTarget("lesson") { bytes in
      guard let lesson: Lesson = readBack(bytes) else { return }
      _ = lesson.fault
      require(lesson.joined(with: lesson), is: lesson, "a lesson joined with itself")
      require(lesson.proposal.isProposed, "a proposal that is none")
      let known = Lesson(lesson.text, lesson.scope, evidence: lesson.evidence, marks: lesson.marks)
      guard known.fault == nil else { return }
      let read = must("a lesson's file") {
        try LessonCodec.decode(
          try LessonCodec.encode(Redacted(value: known)).value, at: known.path, of: "x")
      }
      require(read, is: known, "a lesson read back")
    },
    FuzzTarget("step") { bytes in
      let parts = bytes.parts(2)
      guard let step = result({ try StepCodec.decode(json: parts[0], log: parts[1], path: "x") })
      else { return }
      require(!step.subject.contains(where: \.isNewline), "a subject of two lines")
      let read = must("a step's files") {
        let files = try StepCodec.encode(Redacted(value: step))
        return try StepCodec.decode(
          json: files.json.value, log: files.log?.value ?? [], path: "x")
      }
      require(read, is: step, "a step read back")
    },
    FuzzTarget("run-memory") { bytes in
      guard let memory: MemoryRecord = readBack(bytes) else { return }
      require(
        memory.recollections.allSatisfy { $0.text.utf8.count <= Recollection.byteLimit },
        "a text beyond the bound")
    },
    FuzzTarget("claim") { bytes in
      let claim = Claim(key: "k", id: .zero, message: bytes.text)
      let time = 1_700_000_000
      _ = claim.bounded(from: time).isFree(
        for: Worker(host: "h", boot: "b", space: "s", process: 1, start: 1), at: time,
        isAlive: { _ in false })
      guard let worker = claim.worker, let run = claim.run, (0...time * 2).contains(claim.expires)
      else { return }
      require(Worker(worker.description), is: worker, "a worker read back")
      let again = Claim(
        key: "k", id: .zero,
        message: Claim.message(worker: worker, run: run, expires: claim.expires))
      require(again, is: claim, "a claim read back")
    },
    FuzzTarget("authorship-note") { bytes in
      guard let note = AuthorshipNote(bytes.text) else { return }
      for file in note.files { _ = note.writer(ofLine: 1, in: file.path) }
      guard let text = must("a note's text", { try note.text() }) else { return }
      require(AuthorshipNote(text), is: note, "a note read back")
    },
  ]

  /// The value in `bytes`; `nil` where they are none. It must be written, and read as the same.
  private static func readBack<Value: Codable & Equatable>(_ bytes: [UInt8]) -> Value? {
    let value: Value? = result { try StepCodec.decode(bytes, path: "x") }
    guard let value else { return nil }
    let again: Value? = must("a record's JSON") {
      try StepCodec.decode(StepCodec.json(value), path: "x")
    }
    require(again, is: value, "a record read back")
    return value
  }
}
