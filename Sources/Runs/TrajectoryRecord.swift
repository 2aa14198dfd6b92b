import FoundationEssentials
import Git
import Imports
import Records
import Text
import Vocabulary

/// The trajectory that an imported run keeps: `trajectory.json` of its states.
enum TrajectoryRecord {
  /// Its path in a state's tree.
  static let path = "trajectory.json"

  /// The file, without secrets.
  static func file(
    _ trajectory: Redacted<Trajectory>
  ) throws(RunError) -> (path: String, bytes: Redacted<[UInt8]>) {
    do {
      return (
        path,
        try trajectory.map { trajectory throws(RecordsError) in try StepCodec.json(trajectory) }
      )
    } catch { throw .records(error) }
  }

  /// The trajectory of `run`.
  ///
  /// - Throws: ``RunError/noTrajectory(run:)`` where it has none, or none that can be read.
  static func read(
    _ run: StoredRun, in repository: borrowing Repository
  ) throws(RunError) -> Trajectory {
    let text: String?
    do { text = try run.text(of: path, in: repository) } catch { throw .records(error) }
    guard let text,
      let trajectory = try? JSONDecoder().decode(Trajectory.self, from: Data(text.utf8))
    else { throw .noTrajectory(run: run.record.run.id) }
    return trajectory
  }
}
