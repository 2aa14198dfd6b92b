import Glibc

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
    self.init(name: name, works: false, found: failure.sentence, mend: failure.hint)
  }
}

/// The place in the cache where the doctor tries a sandbox.
enum DoctorPlace {
  static func make(_ place: String, in cache: String, owner: UInt32?) throws(Failure) {
    for part in ["", "/base", "/layer", "/spare"] {
      let path = "\(cache)/\(place)\(part)"
      guard mkdir(path, 0o755) == 0 else {
        throw Failure("cannot make \(path): \(String(cString: strerror(errno)))")
      }
      if let owner { chown(path, owner, owner) }
    }
  }

  static func remove(_ place: String, in cache: String, owner: UInt32?) {
    for part in ["/spare/work", "/spare", "/layer", "/base", ""] {
      rmdir("\(cache)/\(place)\(part)")
    }
  }
}
