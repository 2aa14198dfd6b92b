import FoundationEssentials
import Vocabulary

/// A line of what `--json` gives, as another process of ours reads it; see ``EventStream``.
struct EventLine {
  /// The run spoken of.
  let run: RunID
  /// What has happened.
  let kind: Kind

  /// What events tell; those that say no more than the record of the run are left out.
  enum Kind {
    /// The work begins.
    case began
    /// A step begins.
    case started(Int, Action.Kind)
    /// A step was kept.
    case kept(Step)
  }

  private struct Fields: Decodable {
    var version: Int
    var event: String
    var run: RunID
    var step: Int?
    var action: Action.Kind?
    var detail: Step?
  }

  /// Reads a line; `nil` for an event that is none of these.
  init?(_ line: [UInt8]) {
    guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(line)),
      fields.version == EventStream.version
    else { return nil }
    run = fields.run
    switch (fields.event, fields.step, fields.action, fields.detail) {
    case ("run.started", _, _, _): kind = .began
    case ("step.started", let number?, let action?, _): kind = .started(number, action)
    case ("step.kept", _, _, let step?): kind = .kept(step)
    default: return nil
    }
  }
}
