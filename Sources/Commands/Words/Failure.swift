package import Runs

/// An error in words: one sentence, a hint where there is a mend, and the exit status.
///
/// Errors of the modules below become sentences in this type's initialisers alone; commands word their own.
package struct Failure: Error, Hashable, Codable {
  /// What is wrong, without a full stop at the end.
  package var sentence: String
  /// What to do about it.
  package var hint: String?
  /// What it means for the work.
  package var kind: ProblemKind
  /// What the process ends with.
  package var status: ExitStatus { ExitStatus(kind) }

  /// A failure in these words.
  package init(_ sentence: String, hint: String? = nil, kind: ProblemKind = .fatal) {
    self.sentence = sentence
    self.hint = hint
    self.kind = kind
  }

  /// What is said of it where it ends the process: its sentence, and its hint on a line of its own.
  var report: String {
    "git colleague: \(sentence)" + (hint.map { "\nhint: \($0)" } ?? "")
  }

  /// The commands of the design that this version does not have.
  static let absentParts: Set<String> = [
    "learn", "report",
  ]

  /// The failure for a command that this version does not have; `nil` for any other word.
  init?(absentPart word: String) {
    guard Failure.absentParts.contains(word) else { return nil }
    self.init(
      "'\(word)' is not part of this version yet",
      hint: "'git colleague -h' lists what there is")
  }
}

/// What `body` returns; its error as a ``Failure``.
func inWords<Value>(_ body: () throws -> Value) throws(Failure) -> Value {
  do { return try body() } catch { throw Failure(error) }
}
