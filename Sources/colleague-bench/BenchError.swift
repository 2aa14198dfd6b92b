import Glibc

/// Why a measurement could not be taken, as a sentence.
struct BenchError: Error, CustomStringConvertible {
  /// The sentence, without a full stop.
  let description: String

  /// An error with this sentence.
  init(_ description: String) { self.description = description }

  /// `cannot <work>: <errno as the system words it>`.
  init(system work: String) {
    description = "cannot \(work): \(String(cString: strerror(errno)))"
  }
}
