import FoundationEssentials
import Files

/// A patch that is to solve an instance, as SWE-bench's harness reads it: `instance_id`, `model_name_or_path`,
/// `model_patch` (`swebench` 4.1.0, `harness/constants`).
package struct Prediction: Hashable, Sendable, Codable {
  /// The instance.
  package var id: String
  /// Who has made it.
  package var model: String
  /// The patch; empty where nothing was changed.
  package var patch: String

  private enum CodingKeys: String, CodingKey {
    case id = "instance_id"
    case model = "model_name_or_path"
    case patch = "model_patch"
  }

  /// Holds a prediction.
  package init(id: String, model: String, patch: String) {
    (self.id, self.model, self.patch) = (id, model, patch)
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    id = try values.decode(String.self, forKey: .id)
    model = try values.decodeIfPresent(String.self, forKey: .model) ?? "unknown"
    patch = try values.decodeIfPresent(String.self, forKey: .patch) ?? ""
  }

  /// Finds the prediction for the instance `id` in the file at `path`, one a line; of several the last counts, as in
  /// the harness. A line that is no prediction is passed over.
  ///
  /// - Throws: ``EvaluationError/predictions(_:)``, ``EvaluationError/noPrediction(id:)``.
  package static func find(_ id: String, in path: String) throws(EvaluationError) -> Prediction {
    var found: Prediction?
    do throws(FileError) {
      var lines = try LineReader(path, limit: Instance.byteLimit)
      while let line = try lines.next() {
        guard case .whole(let bytes) = line,
          let prediction = try? JSONDecoder().decode(Prediction.self, from: Data(bytes))
        else { continue }
        if prediction.id == id { found = prediction }
      }
    } catch { throw .predictions(error) }
    guard let found else { throw .noPrediction(id: id) }
    return found
  }
}
