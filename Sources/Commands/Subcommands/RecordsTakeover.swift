import Git
import Records
import Runs
import Suggestions
import Sweeps
import Text
import Vocabulary

/// What `git colleague trust --records` does: shows the runs that the user's key does not vouch for, and takes them over
/// where that is agreed to.
struct RecordsTakeover {
  private let names: [String]
  private let isAgreed: Bool

  /// A takeover of the runs with these names; of all, of the index of settled issues and of the lessons, where there are none.
  init(of names: [String], isAgreed: Bool) { (self.names, self.isAgreed) = (names, isAgreed) }

  /// Lists them, or takes them over one by one; one that somebody works on is passed over.
  ///
  /// - Throws: ``Failure`` of the status 3 where there is none, and others.
  func carryOut() throws {
    let opened = try OpenRepository.here(forWriting: isAgreed)
    let ids = try self.ids(in: opened)
    var isAny = false
    for id in ids {
      guard
        let run = try UnvouchedRun(
          id, in: opened.repository, vouchedForBy: opened.settings.key)
      else { continue }
      isAny = true
      for line in lines(about: run) { Console.standard.write(line + "\n") }
      if isAgreed { try take(run, in: opened) }
    }
    let queue = try isAgreed ? opened.queue() : opened.queueToRead()
    if names.isEmpty, try queue.isIndexOwn() == false {
      isAny = true
      Console.standard.write("\(RefNames.settled)  the index of settled issues\n")
      if isAgreed { try queue.takeIndexOver(at: SystemClock().now) }
    }
    if names.isEmpty { isAny = try takeLessons(in: opened) || isAny }
    let suggestions = try isAgreed ? opened.suggestions() : opened.suggestionsToRead()
    if names.isEmpty, try suggestions.isOwn() == false {
      isAny = true
      Console.standard.write("\(RefNames.suggestions)  the suggestions\n")
      if isAgreed { try suggestions.takeOver(at: SystemClock().now) }
    }
    guard isAny else { throw TrustCommand.nothing("there are no records to take over") }
    Console.standard.note(
      isAgreed
        ? "taken over: they are yours from now on"
        : "hint: git colleague trust --records --yes takes them over, and with RUN after it only that one"
    )
  }

  /// Takes the lessons over; `false` where they are the user's own, or there are none.
  private func takeLessons(in opened: borrowing OpenRepository) throws -> Bool {
    let index = try isAgreed ? opened.lessons() : opened.lessonsToRead()
    guard try index.isOwn() == false else { return false }
    Console.standard.write("\(RefNames.lessons)  what was learned here\n")
    if isAgreed { try index.takeOver(at: SystemClock().now) }
    return true
  }

  private func ids(in opened: borrowing OpenRepository) throws -> [RunID] {
    guard !names.isEmpty else {
      return try UnvouchedRun.ids(in: opened.repository, vouchedForBy: opened.settings.key)
    }
    var ids: [RunID] = []
    for name in names {
      let id = try RunIndex.id(matching: name, in: opened.repository)
      if !ids.contains(id) { ids.append(id) }
    }
    return ids
  }

  private func lines(about run: UnvouchedRun) -> [String] {
    let record = run.stored.record
    let makers =
      run.makers.prefix(5).joined(separator: ", ")
      + (run.makers.count > 5 ? " and \(run.makers.count - 5) more" : "")
    let place =
      run.isDeliveredHere
      ? "its series was put on a branch here" : "nothing here says that it was made here"
    return [
      "\(record.run.id)  \(record.state)  \(TrustedText.oneLine(record.run.issue.title))",
      "  by \(TrustedText.oneLine(makers)); \(place)",
    ]
  }

  private func take(_ run: UnvouchedRun, in opened: borrowing OpenRepository) throws {
    do {
      let lock = try opened.cache.lock(run.stored.record.run.id, of: opened.repository)
      defer { lock.release() }
      try run.takeOver(by: try opened.author, at: SystemClock().now, in: opened.repository)
    } catch let error as RunError where error.kind == .busy {
      Console.standard.warn(Failure(error))
    }
  }
}
