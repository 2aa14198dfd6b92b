/// Why an action was not carried out, in a sentence that becomes part of the observation.
struct Refusal: Error, Hashable {
  let sentence: String
}
