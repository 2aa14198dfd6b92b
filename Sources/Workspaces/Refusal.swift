/// Why an action was not carried out, in a sentence that becomes part of the observation.
struct Refusal: Error, Hashable {
  let sentence: String
}

extension Refusal {
  /// Why the content of a file that Git LFS keeps stays as it is.
  static func keptByLFS(_ path: String) -> String {
    "Git LFS keeps the content of '\(path)', which a run does not change"
  }
}
