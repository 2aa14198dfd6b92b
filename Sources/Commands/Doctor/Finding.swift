import Files
import Workspaces

/// One thing the doctor has looked at.
struct Finding: Encodable {
  /// What it is.
  var name: String
  /// Whether it is as it should be.
  var works: Bool
  /// What was found.
  var found: String
  /// What to do about it; `nil` where nothing is to be done.
  var mend: String?
}

extension Finding {
  /// That something is not as it should be.
  init(_ name: String, _ failure: Failure) {
    // Whoever reads this has called it.
    let mend = failure.hint == Failure.seeDoctor ? nil : failure.hint
    self.init(name: name, works: false, found: failure.sentence, mend: mend)
  }
}

/// The place in the cache where the doctor tries a sandbox.
enum DoctorPlace {
  static func make(_ place: String, in cache: String, owner: UInt32?) throws(Failure) {
    do {
      let folder = try CacheFolder(at: cache).part(place, owner: owner)
      for part in ["base", "layer", "spare"] {
        _ = try folder.makeFolder(.text(part), mode: 0o755, owner: owner)
      }
    } catch {
      let cause = (error as? SystemError).map {
        FileError.system($0.errno, .make, "\(cache)/\(place)")
      }
      throw Failure(cause ?? error)
    }
  }

  static func remove(_ place: String, in cache: String) {
    try? CacheFolder(at: cache).removePart(place)
  }
}
