package import Records
import Text
package import Vocabulary

/// What a run's end teaches, out of its record and its steps. Pure.
package enum RunLessons {
  /// The most lessons that one run's own words make.
  package static let limit = 8

  /// What the end of a run is learned from.
  package struct Ending: Sendable {
    /// The run as it is on record.
    package var record: RunRecord
    /// Its steps, in order.
    package var steps: [Step]
    /// The blobs at its end of the files that it touched, by path.
    package var blobs: [ExactText: ObjectID]
    /// The newest run before it whose tests could not run; `nil` where there is none, or a later one's could.
    package var failed: EnvironmentLessons.Failed?
    /// The command that sets up what it needs beside the tree; `nil` for none.
    package var setup: String?
    /// Whether a sender of this name or address is one of the user's own reviewers.
    package var isReviewer: @Sendable (String) -> Bool

    /// The end of a run, with nothing known beside it unless told.
    package init(
      _ record: RunRecord, steps: [Step], blobs: [ExactText: ObjectID] = [:],
      failed: EnvironmentLessons.Failed? = nil, setup: String? = nil,
      isReviewer: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
      self.record = record
      self.steps = steps
      self.blobs = blobs
      self.failed = failed
      self.setup = setup
      self.isReviewer = isReviewer
    }

    /// When it ended: the time of its last step.
    var time: Int { steps.last?.time ?? record.run.began }

    /// The files at these paths as they are at its end, without those that are gone.
    func files(_ paths: [String]) -> [Lesson.Evidence.File] {
      Set(names: paths).names.compactMap { path in
        blobs[path].map { .init(path: path, blob: $0) }
      }
    }

    /// A finding of the run's.
    func finding(
      _ source: Lesson.Source, step: Int? = nil, paths: [String] = [], note: String? = nil,
      isForeign: Bool = false
    ) -> Lesson.Evidence {
      Lesson.Evidence(
        source, run: record.run.id, step: step, commit: record.patches.last ?? record.run.base,
        time: time, files: files(paths), note: note.map { cut($0, to: Lesson.Evidence.noteLimit) },
        isForeign: isForeign)
    }
  }

  /// All that the end of a run teaches; those that cannot be kept are left out.
  ///
  /// - Complexity: O(*n*) in what its steps say.
  package static func lessons(of ending: Ending) -> [Lesson] {
    // A trajectory's words are another agent's, of another time.
    guard ending.record.run.imported == nil else { return [] }
    let all =
      RememberedLessons.lessons(of: ending) + UnstuckLessons.lessons(of: ending)
      + ReviewLessons.lessons(of: ending) + EnvironmentLessons.lessons(of: ending)
    return all.filter { $0.fault == nil }
  }

  /// What a run says of the lessons that it cites: why it did something, and how it ended. Its plan may be cut from an issue.
  package static func saying(in steps: [Step]) -> String {
    steps.filter(\.decidedBy.isPolicy).map { step in
      switch step.action {
      case .edit(_, let why): why
      case .finish(let report):
        [report.why, report.alternatives, report.risks].joined(separator: "\n")
      default: ""
      }
    }.joined(separator: "\n")
  }

  /// The paths that a run read or changed.
  package static func touched(in steps: [Step]) -> [String] {
    Set(names: steps.flatMap(RememberedLessons.touched)).union(
      Set(names: steps.flatMap(\.observation.changed))
    ).names
  }
}

/// The first `limit` bytes of `text`, with `…` where something is left out; not cut within a character.
func cut(_ text: String, to limit: Int) -> String {
  guard text.utf8.count > limit else { return text }
  var kept = ""
  var count = 3
  for character in text {
    count += character.utf8.count
    if count > limit { break }
    kept.append(character)
  }
  return kept + "…"
}

/// The words as a lesson may have them: at most so many lines and bytes, without empty lines.
func bounded(_ text: String) -> String {
  let lines = text.lines().map(\.trimmingSpace).filter { !$0.isEmpty }
  var kept = lines.prefix(Lesson.lineLimit).joined(separator: "\n")
  if lines.count > Lesson.lineLimit { kept += "…" }
  return cut(kept, to: Lesson.byteLimit)
}
