/// One process that carries out issues, as others can tell it from all other ones.
package struct Worker: Hashable, Sendable {
  /// The machine's name, for people.
  package var host: String
  /// What names this start of the machine: the kernel's `boot_id`.
  package var boot: String
  /// The process namespace, in which `process` is a number.
  package var space: String
  /// The process.
  package var process: Int
  /// When the process began, in the kernel's ticks since the machine's start.
  package var start: Int

  /// The worker of these names; white space in them becomes `-`.
  package init(host: String, boot: String, space: String, process: Int, start: Int) {
    self.host = Worker.word(host)
    self.boot = Worker.word(boot)
    self.space = Worker.word(space)
    self.process = process
    self.start = start
  }

  private static func word(_ text: String) -> String {
    let kept = text.map { $0.isWhitespace || $0.isNewline ? "-" : $0 }
    return kept.isEmpty ? "-" : String(kept)
  }

  /// Whether `other` counts processes as this one does, so that either can see whether the other lives.
  package func isNeighbour(of other: Worker) -> Bool { boot == other.boot && space == other.space }
}

extension Worker: CustomStringConvertible {
  /// `HOST boot=… space=… process=… start=…`: one line.
  package var description: String {
    "\(host) boot=\(boot) space=\(space) process=\(process) start=\(start)"
  }

  /// Reads what `description` writes; `nil` for anything else.
  package init?(_ text: String) {
    let words = text.split(separator: " ")
    guard let host = words.first else { return nil }
    var values: [Substring: String] = [:]
    for word in words.dropFirst() {
      guard let equals = word.firstIndex(of: "=") else { return nil }
      values[word[..<equals]] = String(word[word.index(after: equals)...])
    }
    guard let boot = values["boot"], let space = values["space"],
      let process = values["process"].flatMap(Int.init),
      let start = values["start"].flatMap(Int.init)
    else { return nil }
    self.init(host: String(host), boot: boot, space: space, process: process, start: start)
  }
}
