import Memory
import Text

/// The words for the index of earlier work, which no work depends on.
extension Failure {
  /// The words for why nothing can be looked up, or taken in.
  init(words error: MemoryError) {
    let what = "earlier work cannot be looked up"
    switch error {
    case .damaged(let path):
      self.init("\(what): \(visible(path)) is damaged", hint: Failure.deleteIndex)
    case .locked(let path):
      self.init("\(what): another process writes to \(visible(path))", hint: "try again")
    case .readOnly(let path):
      self.init(
        "what is new cannot be looked up later: \(visible(path)) is read-only",
        hint: "make it yours to write, or set XDG_CACHE_HOME to a folder that is")
    case .full(let path):
      self.init(
        "what is new cannot be looked up later: the disk of \(visible(path)) is full",
        hint: "free some space; the next run takes it in")
    case .sqlite(let path, let code, let message):
      self.init(
        "\(what): SQLite says of \(visible(path)): \(oneLine(visible(message))) (\(code))",
        hint: Failure.deleteIndex)
    case .file(let cause):
      let words = Failure(words: cause)
      self.init("\(what): \(words.sentence)", hint: words.hint)
    case .records(let cause):
      let words = Failure(words: cause)
      self.init("\(what): \(words.sentence)", hint: words.hint)
    }
  }

  private static let deleteIndex = "delete it: it is made again out of what git has"
}
