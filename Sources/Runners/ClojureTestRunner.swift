import Vocabulary

/// clojure.test, called by hand or by Leiningen. It counts tests, and assertions that failed.
package enum ClojureTestRunner: Runner {
  package static let name = "clojure.test"
  package static let marks = [" assertions.", "FAIL in (", "ERROR in (", "lein test "]

  package static func isCalled(by call: Call) -> Bool {
    call.program == "lein" && call.words.dropFirst().first == "test"
  }

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var tally = SessionTally()
    var (space, isOpen) = ("", false)
    var ran: Int?
    var failed: Set<String> = []
    for (number, line) in output.lines.enumerated() {
      if let tests = ran {
        ran = nil
        if let parts = line.before(".")?.numberedParts, parts.count == 2,
          parts[0].words.hasPrefix("failure"), parts[1].words.hasPrefix("error")
        {
          let wrong = parts[0].number + parts[1].number
          // Several assertions of one test may fail.
          let tested = failed.isEmpty || wrong == 0 ? wrong : min(wrong, failed.count)
          tally.close(of: max(tests, tested), failed: tested, skipped: 0)
          (isOpen, failed) = (false, [])
          reading.covers(number)
          continue
        }
      }
      if let name = line.after("Testing ") ?? line.after("lein test "), isNamespace(name) {
        // Any script may say that it is testing something.
        isOpen = isOpen || line.hasPrefix("lein")
        space = name.text
        if isOpen { reading.covers(number) }
      } else if let rest = line.after("FAIL in (") ?? line.after("ERROR in ("),
        let name = rest.cut(at: ") (")
      {
        let test = space.isEmpty ? name.before.text : "\(space) > \(name.before.text)"
        if failed.insert(test).inserted { reading.add(test, .failed) }
        isOpen = true
        reading.covers(number)
      } else if line.hasPrefix("Ran "), line.contains(" tests containing ") {
        ran = line.number(before: "tests")
        reading.covers(number)
      }
    }
    guard tally.closed > 0 || isOpen else { return nil }
    reading.counts = tally.counts
    reading.isClosed = tally.closed > 0 && !isOpen
    return reading
  }

  private static func isNamespace(_ name: Line) -> Bool {
    guard let first = name.bytes.first, (0x61...0x7a).contains(first | 0x20) else { return false }
    return name.bytes.allSatisfy {
      (0x61...0x7a).contains($0 | 0x20) || (0x30...0x39).contains($0) || ".-_*+!?".utf8.contains($0)
    }
  }
}
